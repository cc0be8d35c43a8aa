-- How jobs of a queue are tried again, where its settings are not to hold.
CREATE TABLE retry_rule (
    queue {text} NOT NULL REFERENCES queue ON DELETE CASCADE,
    cause {text} NOT NULL, -- 'unavailable', 'worker_died'; 'any': of those that can pass
    retry {text} NOT NULL CHECK (retry IN ('none', 'manual', 'automatic')),
    interval_ms BIGINT NOT NULL, -- before the second attempt; doubled for each further one
    longest_interval_ms BIGINT NOT NULL, -- where doubling ends
    most_attempts BIGINT NOT NULL,
    source {text} NOT NULL CHECK (source IN ('file', 'person')),
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (queue, cause)
) {clustered};

-- What becomes of a job of a kind where one that it waits for fails or is given up. A kind without a row goes on.
CREATE TABLE dependency_rule (
    kind {text} PRIMARY KEY,
    after_failed {text} NOT NULL CHECK (after_failed IN ('go_on', 'fail', 'wait'))
) {clustered};

-- The history by days.
CREATE INDEX job_by_time ON job {by_range} (created_ms);
