-- What the KOSDs of a note version are written from: frozen when they are first made, one for each study of its
-- references. Whoever writes one again writes the same bytes.
CREATE TABLE kosd_source (
    note_version BIGINT NOT NULL REFERENCES note_version ON DELETE CASCADE,
    study_instance_uid {text} NOT NULL,
    sop_instance_uid {text} NOT NULL UNIQUE,
    series_instance_uid {text} NOT NULL,
    instance_number BIGINT NOT NULL,
    source {text} NOT NULL, -- JSON
    omitted {text} NOT NULL, -- JSON, an array of the references that were hidden at that moment: SOP Instance UIDs
    sha256 {text} NOT NULL, -- of the Part 10 object
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (note_version, study_instance_uid),
    UNIQUE (series_instance_uid, instance_number)
);
-- It says which KOSDs are ours.
ALTER TABLE note_version DROP COLUMN kosd_is_ours;

-- Objects that a KOSD cannot be made without, as nobody knows where they lie. Gone when it has been made.
CREATE TABLE awaited_object (
    sop_instance_uid {text} NOT NULL,
    note_version BIGINT NOT NULL REFERENCES note_version ON DELETE CASCADE,
    PRIMARY KEY (sop_instance_uid, note_version)
) {clustered};
CREATE INDEX awaited_object_by_note_version ON awaited_object (note_version);
