-- The index of objects. Texts are UTF-8 as decoded from the object; dates and times are DICOM's DA and TM.

CREATE TABLE patient (
    id {id},
    patient_id {text} NOT NULL,
    issuer_of_patient_id {text} NOT NULL,
    patient_name {text} NOT NULL,
    folded_name {text} NOT NULL, -- lower case, for searching
    birth_date {text} NOT NULL,
    sex {text} NOT NULL
);
CREATE UNIQUE INDEX patient_by_patient_id ON patient (patient_id, issuer_of_patient_id) WHERE patient_id <> '';
CREATE INDEX patient_by_folded_name ON patient (folded_name);

CREATE TABLE study (
    id {id},
    patient BIGINT NOT NULL REFERENCES patient,
    study_instance_uid {text} NOT NULL UNIQUE,
    study_date {text} NOT NULL,
    study_time {text} NOT NULL,
    accession_number {text} NOT NULL,
    study_id {text} NOT NULL,
    description {text} NOT NULL,
    referring_physician_name {text} NOT NULL,
    established_by {text} NOT NULL CHECK (established_by IN ('object', 'note')), -- who said what is known of it
    note_count BIGINT NOT NULL DEFAULT 0, -- visible notes of the study, kept by note_table
    created_ms BIGINT NOT NULL
);
CREATE INDEX study_by_patient ON study (patient);
CREATE INDEX study_by_accession_number ON study (accession_number) WHERE accession_number <> '';
CREATE INDEX study_by_date ON study (study_date DESC, id DESC);
CREATE INDEX study_with_notes_by_date ON study (study_date DESC, id DESC) WHERE note_count > 0;

CREATE TABLE series (
    id {id},
    study BIGINT NOT NULL REFERENCES study,
    series_instance_uid {text} NOT NULL,
    modality {text} NOT NULL,
    series_number {text} NOT NULL,
    description {text} NOT NULL,
    UNIQUE (study, series_instance_uid)
);
CREATE INDEX series_by_uid ON series (series_instance_uid);

CREATE TABLE instance (
    id {id},
    series BIGINT NOT NULL REFERENCES series,
    study BIGINT NOT NULL REFERENCES study,
    sop_instance_uid {text} NOT NULL UNIQUE,
    sop_class_uid {text} NOT NULL,
    transfer_syntax_uid {text} NOT NULL,
    instance_number {text} NOT NULL,
    number_of_frames BIGINT NOT NULL, -- 0: not an image of frames
    "rows" BIGINT NOT NULL,
    "columns" BIGINT NOT NULL,
    size BIGINT NOT NULL, -- bytes, of the Part 10 object
    sha256 {text} NOT NULL, -- of the Part 10 object
    path {text}, -- below the cache folder; null: the bytes lie in object_bytes
    received_from {text} NOT NULL, -- the door, and who stood at it
    stored_ms BIGINT NOT NULL,
    last_access_ms BIGINT NOT NULL,
    marked_ms BIGINT, -- marked for deletion at
    marked_by {text},
    mark_cause {text},
    withheld {text} -- hidden until a person decides: 'other_patient'
);
CREATE INDEX instance_by_series ON instance (series);
CREATE INDEX instance_by_study ON instance (study);
CREATE UNIQUE INDEX instance_by_path ON instance (path) WHERE path IS NOT NULL;

CREATE TABLE object_bytes (
    instance {key} PRIMARY KEY REFERENCES instance ON DELETE CASCADE,
    bytes {bytes} NOT NULL
);

-- Other content that came under the UID of an object that is here.
CREATE TABLE refused_object (
    id {id},
    sop_instance_uid {text} NOT NULL,
    sha256 {text} NOT NULL,
    size BIGINT NOT NULL,
    path {text}, -- below the cache folder; null: not kept, the limit was reached
    received_from {text} NOT NULL,
    received_ms BIGINT NOT NULL,
    UNIQUE (sop_instance_uid, sha256)
);
CREATE UNIQUE INDEX refused_object_by_path ON refused_object (path) WHERE path IS NOT NULL;
CREATE INDEX refused_object_not_kept ON refused_object (sop_instance_uid) WHERE path IS NULL;

-- One row: the bytes of all refused objects that are kept, so that nobody adds them up at each refusal.
CREATE TABLE refused_total (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    kept_bytes BIGINT NOT NULL
);
INSERT INTO refused_total (id, kept_bytes) VALUES (1, 0);

-- The one rule of what is visible. Whatever shows, counts, sends, commits or writes objects asks this view.
CREATE VIEW visible_instance AS
SELECT id, series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number, number_of_frames,
       "rows", "columns", size, sha256, path, received_from, stored_ms, last_access_ms
  FROM instance
 WHERE marked_ms IS NULL AND withheld IS NULL;
