-- What tells damage of an object's bytes before they go out, faster than its SHA-256; null: only that is known.
ALTER TABLE instance ADD COLUMN checksum {text};

DROP VIEW documented_note;
DROP VIEW visible_study;
DROP VIEW visible_instance;
-- The one rule of what is visible. Whatever shows, counts, sends, commits or writes objects asks this view.
CREATE VIEW visible_instance AS
SELECT id, series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number, number_of_frames,
       "rows", "columns", size, sha256, path, received_from, stored_ms, last_access_ms, freed_ms, checksum
  FROM instance
 WHERE marked_ms IS NULL AND withheld IS NULL
   AND NOT EXISTS (SELECT 1 FROM rejection r
                    WHERE r.sop_instance_uid = instance.sop_instance_uid AND r.study = instance.study AND r.hides = 1);
CREATE VIEW visible_study AS
SELECT id, patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
       referring_physician_name, note_count, created_ms
  FROM study
 WHERE has_marks = 0 OR note_count > 0
    OR (SELECT i.id FROM visible_instance i WHERE i.study = study.id LIMIT 1) IS NOT NULL;
-- The one rule of which notes stand by a document that came: they stay when another document of theirs goes. The KOSDs
-- that are made here go together, with their note.
CREATE VIEW documented_note AS
SELECT v.note
  FROM note_version v JOIN kosd k ON k.note_version = v.id JOIN visible_instance w ON w.id = k.instance
 WHERE v.state = 'current' AND NOT EXISTS (SELECT 1 FROM kosd_source c WHERE c.note_version = v.id);
