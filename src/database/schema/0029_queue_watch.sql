-- Queues in which jobs wait and none moves. What would be claimed next stands here for as long as it is the same.
CREATE TABLE queue_watch (
    queue {text} PRIMARY KEY REFERENCES queue ON DELETE CASCADE,
    head {text} NOT NULL, -- the job that would be claimed next, with its attempts; '' where there is none
    since_ms BIGINT NOT NULL, -- since when it is that one
    stalled_ms BIGINT -- since when the queue counts as stalled; null: it moves
);
ALTER TABLE job_exception ADD COLUMN queue {text} NOT NULL DEFAULT ''; -- the queue that is stalled
CREATE INDEX job_exception_by_queue ON job_exception (queue) WHERE queue <> '' AND state <> 'closed';

-- What is claimed next: by the tens of the priority, and within them by age, where each further point of the priority
-- counts as a thousand jobs that came later.
DROP INDEX job_claimable;
CREATE INDEX job_claimable ON job (queue, (priority / 10 * 1000000000000000 + priority % 10 * 1000 + id))
    WHERE state IN ('new', 'retry') AND run_after_ms = 0;
