-- Archives: destinations that keep studies for us, and send them back.
ALTER TABLE destination ADD COLUMN is_archive BIGINT NOT NULL DEFAULT 0; -- 1: it keeps, and sends back by C-MOVE
-- AE titles that its objects come back from beside its own, with a backslash between them; '' for none.
ALTER TABLE destination ADD COLUMN returning_ae_titles {text} NOT NULL DEFAULT '';

-- The bytes of an object may have gone from the cache, as an archive has them: it is NEARLINE. Its row stays.
ALTER TABLE instance ADD COLUMN freed_ms BIGINT; -- since when; null: its bytes are here, it is ONLINE
-- What comes back is told by them: of the data set whatever its encoding, and of its pixels and other bulk data alone.
ALTER TABLE instance ADD COLUMN content_sha256 {text};
ALTER TABLE instance ADD COLUMN bulk_sha256 {text};
CREATE INDEX instance_nearline ON instance (study, series) WHERE freed_ms IS NOT NULL;

-- What works on a study, or is going to.
CREATE INDEX job_about_study ON job (study_instance_uid)
    WHERE study_instance_uid <> '' AND state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended');

-- The one rule of what is visible, with what is known of the bytes.
DROP VIEW visible_study;
DROP VIEW visible_instance;
CREATE VIEW visible_instance AS
SELECT id, series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number, number_of_frames,
       "rows", "columns", size, sha256, path, received_from, stored_ms, last_access_ms, freed_ms
  FROM instance
 WHERE marked_ms IS NULL AND withheld IS NULL;
CREATE VIEW visible_study AS
SELECT id, patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
       referring_physician_name, note_count, created_ms
  FROM study
 WHERE has_marks = 0 OR note_count > 0 OR EXISTS (SELECT 1 FROM visible_instance i WHERE i.study = study.id);
