-- The queues, their jobs, what went wrong with them, and the Task Scheduler's tasks.

CREATE TABLE queue (
    name {text} PRIMARY KEY,
    state {text} NOT NULL CHECK (state IN ('running', 'halt_in_progress', 'halted')),
    changed_ms BIGINT NOT NULL
);

CREATE TABLE job (
    id {id},
    queue {text} NOT NULL REFERENCES queue,
    kind {text} NOT NULL,
    subject {text} NOT NULL, -- what it is about: one job lives per kind and subject
    study_instance_uid {text} NOT NULL, -- '' where it is about no study
    arguments {text} NOT NULL, -- JSON
    state {text} NOT NULL CHECK (state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error', 'done',
                                           'abandoned')),
    priority BIGINT NOT NULL, -- lower goes first
    attempts BIGINT NOT NULL,
    run_after_ms BIGINT NOT NULL, -- 0: now. A later time becomes 0 once it has come, so that claiming need not look
    worker {text}, -- who has it, while it is in progress
    lease_until_ms BIGINT, -- until when, unless the worker says that it still lives
    created_ms BIGINT NOT NULL,
    started_ms BIGINT,
    ended_ms BIGINT,
    error_kind {text},
    error {text}
);
CREATE UNIQUE INDEX job_live ON job (kind, subject)
    WHERE state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error');
CREATE INDEX job_claimable ON job (queue, priority, id) WHERE state IN ('new', 'retry') AND run_after_ms = 0;
CREATE INDEX job_ripening ON job (run_after_ms) WHERE state IN ('new', 'retry') AND run_after_ms > 0;
CREATE INDEX job_leased ON job (lease_until_ms) WHERE state = 'in_progress';
CREATE INDEX job_by_state ON job (state, id, queue);

CREATE TABLE job_exception (
    id {id},
    job BIGINT REFERENCES job ON DELETE SET NULL,
    cause {text} NOT NULL, -- a short word that groups
    message {text} NOT NULL,
    remedy {text} NOT NULL,
    study_instance_uid {text} NOT NULL,
    sop_instance_uid {text} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('open', 'acknowledged', 'closed')),
    raised_ms BIGINT NOT NULL,
    more BIGINT NOT NULL DEFAULT 0, -- refused objects that this one stands for: too many of its cause had come
    closed_ms BIGINT,
    closed_as {text}
);
CREATE INDEX job_exception_open ON job_exception (id) WHERE state <> 'closed';
CREATE INDEX job_exception_by_cause ON job_exception (cause) WHERE job IS NULL AND state <> 'closed';
CREATE INDEX job_exception_by_job ON job_exception (job) WHERE job IS NOT NULL;
CREATE INDEX job_exception_by_object ON job_exception (sop_instance_uid, study_instance_uid, cause)
    WHERE job IS NULL AND state <> 'closed';

CREATE TABLE task (
    name {text} PRIMARY KEY,
    interval_ms BIGINT NOT NULL,
    next_run_ms BIGINT NOT NULL,
    last_run_ms BIGINT,
    is_running BIGINT NOT NULL, -- 1: taken, and not ended yet; at a start one that died before its end
    last_result {text} NOT NULL,
    cursor {text} NOT NULL -- where it goes on
);
