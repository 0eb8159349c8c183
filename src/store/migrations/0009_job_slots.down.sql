DROP TABLE job_slots;
