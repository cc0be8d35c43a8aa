-- What was done about an object is found by its UID, however long the history is. A job comes in when it ends.
CREATE INDEX job_ended_by_subject ON job (subject, id) WHERE ended_ms IS NOT NULL;
