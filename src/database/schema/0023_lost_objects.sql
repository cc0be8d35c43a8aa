-- What an export went without, and the objects over which its associations ended.
ALTER TABLE export ADD COLUMN notes_without_kosd {text} NOT NULL DEFAULT '[]'; -- JSON, an array of note ids: their KOSDs could not be made
CREATE TABLE lost_object (
    export BIGINT NOT NULL REFERENCES export,
    sop_instance_uid {text} NOT NULL,
    losses BIGINT NOT NULL, -- how often an association of the export ended over it, without an answer
    first_ms BIGINT NOT NULL,
    PRIMARY KEY (export, sop_instance_uid)
) {clustered};
