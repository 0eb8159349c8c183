-- What filters look for most: without an index every filtered report reads the dictionary from end to
-- end, which is most of its time once there are some hundred thousand series.
CREATE INDEX series_by_project ON series (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX series_by_key ON series (api_key_id) WHERE api_key_id IS NOT NULL;
CREATE INDEX series_by_user ON series (user_id) WHERE user_id IS NOT NULL;
