-- Tasks have schedules that a person may set, are paused and run by request, and are run by the one node that holds the
-- lease of all tasks.
ALTER TABLE task ADD COLUMN schedule {text} NOT NULL DEFAULT ''; -- as a person set it; '': every interval_ms
ALTER TABLE task ADD COLUMN allowed_hours {text} NOT NULL DEFAULT ''; -- as 20:00-06:00, on the clock of the site; '': all
ALTER TABLE task ADD COLUMN set_by {text} NOT NULL DEFAULT ''; -- who set schedule or hours
ALTER TABLE task ADD COLUMN paused_by {text} NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN paused_ms BIGINT; -- null: it is not paused
ALTER TABLE task ADD COLUMN asked_by {text} NOT NULL DEFAULT ''; -- whose request is waiting or being done
ALTER TABLE task ADD COLUMN asked_ms BIGINT; -- null: no request is waiting
ALTER TABLE task ADD COLUMN duration_ms BIGINT; -- of the last run
ALTER TABLE task ADD COLUMN running_term BIGINT NOT NULL DEFAULT 0; -- the term of the node that took the run
ALTER TABLE task ADD COLUMN is_in_use BIGINT NOT NULL DEFAULT 1; -- 0: no server has it any more
UPDATE task SET name = replace(name, '/', '.'); -- a name is a part of a path of the API

CREATE TABLE task_lease (
    name {text} PRIMARY KEY,
    node {text} NOT NULL,
    term BIGINT NOT NULL, -- one more each time it is taken
    lease_until_ms BIGINT NOT NULL
);
INSERT INTO task_lease (name, node, term, lease_until_ms) VALUES ('tasks', '', 0, 0);

ALTER TABLE job_exception ADD COLUMN task {text} NOT NULL DEFAULT ''; -- the task that failed
CREATE INDEX job_exception_by_task ON job_exception (task) WHERE task <> '' AND state <> 'closed';

-- What works on a study, and what has.
DROP INDEX job_about_study;
CREATE INDEX job_by_study ON job (study_instance_uid, state, id) WHERE study_instance_uid <> '';
