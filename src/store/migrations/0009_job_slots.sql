-- The times at which a job of the scheduler was due, each claimed by one process at a time: `attempt`
-- grows with every claim, and whoever holds an older one can change nothing any more.
CREATE TABLE job_slots (
  job         {text} NOT NULL,
  slot        {integer} NOT NULL,
  attempt     {integer} NOT NULL CHECK (attempt > 0),
  state       {text} NOT NULL,
  holder      {text} NOT NULL,
  missed      {integer} NOT NULL CHECK (missed >= 0),
  claimed_at  {integer} NOT NULL,
  expires_at  {integer} NOT NULL,
  finished_at {integer} NOT NULL,
  retry_at    {integer} NOT NULL,
  exit_code   {integer},
  run_id      {integer},
  message     {text} NOT NULL,
  PRIMARY KEY (job, slot)
) {clustered};
