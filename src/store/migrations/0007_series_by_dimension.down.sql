DROP INDEX series_by_user;
DROP INDEX series_by_key;
DROP INDEX series_by_project;
