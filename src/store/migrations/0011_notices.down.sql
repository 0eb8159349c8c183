-- Without notices: what was told, what may be spent and which exports were seen is gone.
DROP TABLE seen_exports;
DROP TABLE budgets;
DROP TABLE notice_deliveries;
DROP TABLE notices;
