-- What was compared with a destination, and where the two sides differ.

CREATE TABLE reconciliation (
    id {id},
    destination BIGINT NOT NULL REFERENCES destination,
    study_instance_uid {text} NOT NULL, -- '' for all that was asked to go there
    since_ms BIGINT NOT NULL, -- of these what was asked to go there then or later
    fixes BIGINT NOT NULL, -- 1: what is missing there is sent
    state {text} NOT NULL CHECK (state IN ('open', 'done')),
    requested_by {text} NOT NULL,
    came_from {text} NOT NULL,
    requested_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    job BIGINT, -- that does it, or did the last of it; no foreign key: this outlives it
    last_study {text} NOT NULL, -- that was compared: it goes on behind it
    total BIGINT, -- studies there are to compare; null until it has begun
    studies BIGINT NOT NULL, -- compared
    differing BIGINT NOT NULL, -- of those
    failed BIGINT NOT NULL, -- studies that could not be compared
    differences BIGINT NOT NULL, -- objects
    exports BIGINT NOT NULL -- that were asked for to mend them
);
CREATE INDEX reconciliation_open ON reconciliation (destination) WHERE state = 'open';
CREATE INDEX reconciliation_by_destination ON reconciliation (destination, study_instance_uid, since_ms);

-- The last that is known of each study at each destination.
CREATE TABLE difference (
    destination BIGINT NOT NULL REFERENCES destination,
    study_instance_uid {text} NOT NULL,
    sop_instance_uid {text} NOT NULL, -- '' where the study could not be compared
    reconciliation BIGINT NOT NULL REFERENCES reconciliation ON DELETE CASCADE,
    series_instance_uid {text} NOT NULL,
    sop_class_uid {text} NOT NULL, -- '' where the destination does not say
    reason {text} NOT NULL,
    detail {text} NOT NULL,
    export BIGINT, -- that mends it
    found_ms BIGINT NOT NULL,
    PRIMARY KEY (destination, study_instance_uid, sop_instance_uid)
) {clustered};
CREATE INDEX difference_by_reconciliation ON difference (reconciliation, study_instance_uid, sop_instance_uid);

CREATE INDEX export_by_destination ON export (destination, study_instance_uid, requested_ms);
