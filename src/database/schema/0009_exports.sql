-- Where objects go to, what was asked to go there, and what became of each object.

CREATE TABLE destination (
    id {id},
    name {text} NOT NULL UNIQUE,
    ae_title {text} NOT NULL,
    host {text} NOT NULL,
    port BIGINT NOT NULL,
    calling_ae_title {text} NOT NULL, -- '' for our own
    key_images_only BIGINT NOT NULL, -- 1: of a study only its key groups, unless a request says otherwise
    wants_commitment BIGINT NOT NULL, -- 1: Storage Commitment is asked for
    wants_rejections BIGINT NOT NULL, -- 1: rejection notes are sent there
    associations BIGINT NOT NULL, -- at once
    retry {text} NOT NULL CHECK (retry IN ('none', 'manual', 'automatic')),
    retry_interval_ms BIGINT NOT NULL,
    most_attempts BIGINT NOT NULL,
    allowed_hours {text} NOT NULL, -- '20:00-06:00', on this site's clock; '' for all
    source {text} NOT NULL CHECK (source IN ('file', 'person')), -- who says what it is: a configuration file, or a person
    is_retired BIGINT NOT NULL DEFAULT 0, -- 1: nothing goes there any more; its ledger stays
    changed_ms BIGINT NOT NULL
);

CREATE TABLE export (
    id {id},
    destination BIGINT NOT NULL REFERENCES destination,
    study_instance_uid {text} NOT NULL,
    scope {text} NOT NULL CHECK (scope IN ('study', 'key_images')),
    is_again BIGINT NOT NULL, -- 1: also what the ledger says is there
    state {text} NOT NULL CHECK (state IN ('open', 'done', 'done_in_part')),
    requested_by {text} NOT NULL,
    requested_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    job BIGINT, -- that does it; no foreign key: the export outlives it
    remarks {text} NOT NULL, -- JSON, an array of texts: what did not go with it, and why
    delivered BIGINT NOT NULL DEFAULT 0, -- as it ended; until then the ledger says
    warned BIGINT NOT NULL DEFAULT 0, -- of those
    refused BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX export_by_study ON export (study_instance_uid, id);
CREATE INDEX export_open ON export (destination, study_instance_uid) WHERE state = 'open';

-- The ledger: the last that is known of each object at each destination. It outlives the object.
CREATE TABLE delivery (
    destination BIGINT NOT NULL REFERENCES destination,
    sop_instance_uid {text} NOT NULL,
    study_instance_uid {text} NOT NULL,
    sop_class_uid {text} NOT NULL,
    sha256 {text} NOT NULL, -- of what was sent
    state {text} NOT NULL CHECK (state IN ('delivered', 'refused', 'committed', 'superseded', 'rejected')),
    status BIGINT, -- of the C-STORE; null where none came
    comment {text} NOT NULL,
    export BIGINT, -- the last that sent it
    sent_ms BIGINT NOT NULL,
    committed_ms BIGINT,
    PRIMARY KEY (destination, sop_instance_uid)
) {clustered};
CREATE INDEX delivery_by_study ON delivery (study_instance_uid, destination);
CREATE INDEX delivery_by_object ON delivery (sop_instance_uid);
CREATE INDEX note_reference_by_presentation_state ON note_reference (presentation_state_uid)
    WHERE presentation_state_uid IS NOT NULL;
