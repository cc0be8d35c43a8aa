-- Exceptions reach people who do not look at the client. That one is still to be told stands in its own row, from the
-- transaction that raises it on; what goes out is a message for each cause and receiver.
ALTER TABLE job_exception ADD COLUMN told_ms BIGINT; -- when it went into messages; null: it is still to be told
CREATE INDEX job_exception_untold ON job_exception (cause, id) WHERE told_ms IS NULL;
CREATE INDEX job_exception_standing ON job_exception (cause, id) WHERE state <> 'closed';

-- What the receivers know of the exceptions of a cause.
CREATE TABLE notification_group (
    cause {text} PRIMARY KEY,
    is_open BIGINT NOT NULL, -- 1: they were told of some, and not yet that none is left
    told_ms BIGINT NOT NULL -- of the last message
);

-- Messages, and whether they have arrived. Until then what is new of a cause is added to the one that waits.
CREATE TABLE notification (
    id {id},
    uuid {text} NOT NULL, -- the same at each attempt: a receiver knows a message again by it
    channel {text} NOT NULL CHECK (channel IN ('webhook', 'mail')),
    cause {text} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('opened', 'more', 'closed')),
    raised BIGINT NOT NULL, -- exceptions that it tells of
    standing BIGINT NOT NULL, -- not closed when it was written
    studies {text} NOT NULL, -- JSON array: Study Instance UIDs of some of them
    remedy {text} NOT NULL, -- of the latest
    first_ms BIGINT NOT NULL, -- raised
    last_ms BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    revision BIGINT NOT NULL, -- one more each time that something is added
    attempts BIGINT NOT NULL,
    next_attempt_ms BIGINT NOT NULL,
    error {text}, -- of the last attempt
    delivered_ms BIGINT -- null: it is still to go
);
CREATE UNIQUE INDEX notification_waiting ON notification (channel, cause) WHERE delivered_ms IS NULL;
CREATE INDEX notification_due ON notification (channel, next_attempt_ms, id) WHERE delivered_ms IS NULL;
CREATE INDEX notification_delivered ON notification (channel, delivered_ms, id) WHERE delivered_ms IS NOT NULL;
