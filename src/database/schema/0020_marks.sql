-- A study of which something is marked is looked up by itself: asked as EXISTS, PostgreSQL may read all objects for one.
DROP VIEW visible_study;
CREATE VIEW visible_study AS
SELECT id, patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
       referring_physician_name, note_count, created_ms
  FROM study
 WHERE has_marks = 0 OR note_count > 0
    OR (SELECT i.id FROM visible_instance i WHERE i.study = study.id LIMIT 1) IS NOT NULL;
CREATE INDEX deletion_in_force ON deletion (id) WHERE state = 'marked';
