-- Media: what was asked to be put on discs, the discs that were made of it, and what each of them holds.

CREATE TABLE media_export (
    id {id},
    label {text} NOT NULL, -- of the discs, as a volume name: A-Z, 0-9 and _
    form {text} NOT NULL CHECK (form IN ('iso', 'zip', 'folder')),
    profile {text} NOT NULL, -- of PS3.11: 'STD-GEN-CD'
    scope {text} NOT NULL CHECK (scope IN ('study', 'key_images')), -- of those of its parts that are studies
    disc_bytes BIGINT NOT NULL, -- the most that one disc holds
    language {text} NOT NULL CHECK (language IN ('en', 'de')), -- of the pages
    is_deidentified BIGINT NOT NULL,
    deidentification_key {text} NOT NULL, -- as long as it is open; '' afterwards: what it maps cannot be mapped again
    state {text} NOT NULL CHECK (state IN ('open', 'done', 'cancelled', 'expired')),
    requested_by {text} NOT NULL,
    requested_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    expires_ms BIGINT, -- of one that is done: when its discs are removed
    removed_ms BIGINT, -- the discs are gone from the disk
    job BIGINT, -- that makes it; no foreign key: the export outlives it
    objects BIGINT NOT NULL DEFAULT 0, -- of all there are to be written; 0 until it is known
    written BIGINT NOT NULL DEFAULT 0, -- of those, in the attempt that runs
    report {text} NOT NULL -- JSON, an array of texts: what is not as it was asked for, and what was made for records
);
CREATE INDEX media_export_expiring ON media_export (expires_ms) WHERE state = 'done';
CREATE INDEX media_export_to_remove ON media_export (id) WHERE state IN ('expired', 'cancelled') AND removed_ms IS NULL;

-- What it is of: studies, or single notes of them.
CREATE TABLE media_export_part (
    media_export BIGINT NOT NULL REFERENCES media_export ON DELETE CASCADE,
    position BIGINT NOT NULL, -- from 1
    study_instance_uid {text} NOT NULL,
    note {text} NOT NULL, -- uuid of the note whose key group is meant; '' for the study
    PRIMARY KEY (media_export, position)
) {clustered};
CREATE INDEX media_export_part_by_study ON media_export_part (study_instance_uid, media_export);

-- Objects that a person has looked at: no identity is burned into them.
CREATE TABLE media_confirmation (
    media_export BIGINT NOT NULL REFERENCES media_export ON DELETE CASCADE,
    sop_instance_uid {text} NOT NULL,
    PRIMARY KEY (media_export, sop_instance_uid)
) {clustered};

CREATE TABLE media_disc (
    media_export BIGINT NOT NULL REFERENCES media_export ON DELETE CASCADE,
    number BIGINT NOT NULL, -- from 1
    file_name {text} NOT NULL, -- below the folder of the export
    bytes BIGINT NOT NULL,
    sha256 {text} NOT NULL, -- '' for a folder, which has its own list
    objects BIGINT NOT NULL,
    PRIMARY KEY (media_export, number)
) {clustered};

-- The ledger of what has left the house on discs. It outlives the objects.
CREATE TABLE media_object (
    media_export BIGINT NOT NULL REFERENCES media_export ON DELETE CASCADE,
    disc BIGINT NOT NULL,
    file_id {text} NOT NULL, -- on the disc
    sop_instance_uid {text} NOT NULL, -- as it is here
    study_instance_uid {text} NOT NULL, -- as it is here
    sha256 {text} NOT NULL, -- of the file on the disc
    PRIMARY KEY (media_export, disc, file_id)
) {clustered};
CREATE INDEX media_object_by_study ON media_object (study_instance_uid, media_export);
