-- Storage Commitment: what destinations were asked to take responsibility for, and what peers asked of us.

CREATE TABLE commitment_request (
    id {id},
    transaction_uid {text} NOT NULL UNIQUE,
    destination BIGINT NOT NULL REFERENCES destination,
    export BIGINT NOT NULL, -- that delivered the objects
    study_instance_uid {text} NOT NULL,
    attempt BIGINT NOT NULL, -- 1: the objects are asked for for the first time
    -- asking: it may have gone out; asked: the destination has it; given_up: no report came, however often it was
    -- asked; dropped: another is about its objects
    state {text} NOT NULL CHECK (state IN ('asking', 'asked', 'answered', 'given_up', 'dropped')),
    requested_ms BIGINT NOT NULL,
    due_ms BIGINT, -- until when the report is waited for, once the destination has said that it has the request
    answered_ms BIGINT
);
CREATE INDEX commitment_request_due ON commitment_request (due_ms, id) WHERE state = 'asked';
CREATE INDEX commitment_request_by_export ON commitment_request (export) WHERE state <> 'dropped';

CREATE TABLE commitment_request_item (
    request BIGINT NOT NULL REFERENCES commitment_request ON DELETE CASCADE,
    sop_instance_uid {text} NOT NULL,
    sop_class_uid {text} NOT NULL,
    sha256 {text} NOT NULL, -- of what was sent
    PRIMARY KEY (request, sop_instance_uid)
) {clustered};

CREATE TABLE peer_commitment (
    id {id},
    calling_ae_title {text} NOT NULL,
    transaction_uid {text} NOT NULL,
    called_ae_title {text} NOT NULL, -- as the peer named us
    address {text} NOT NULL,
    received_ms BIGINT NOT NULL,
    reported_ms BIGINT, -- null: not yet
    report_status BIGINT, -- that the peer answered
    UNIQUE (calling_ae_title, transaction_uid)
);

CREATE TABLE peer_commitment_item (
    commitment BIGINT NOT NULL REFERENCES peer_commitment ON DELETE CASCADE,
    position BIGINT NOT NULL,
    sop_class_uid {text} NOT NULL,
    sop_instance_uid {text} NOT NULL,
    failure BIGINT, -- reason, 0 where there is none; null: not looked at yet
    PRIMARY KEY (commitment, position)
) {clustered};

ALTER TABLE export ADD COLUMN committed BIGINT NOT NULL DEFAULT 0; -- of the delivered, until now

CREATE INDEX destination_by_ae_title ON destination (ae_title) WHERE is_retired = 0;
