-- The one rule of which notes have no KOSD: a received one carries its own until a person edits it; so does one that a
-- received one is shown as.
CREATE VIEW note_version_without_kosd AS
SELECT v.id, v.uuid, v.version, v.study_instance_uid
  FROM visible_note_version v
 WHERE v.state = 'current'
   AND NOT EXISTS (SELECT 1 FROM kosd k WHERE k.note_version = v.id)
   AND NOT EXISTS (SELECT 1 FROM note_version t JOIN note j ON j.same_as = v.note
                    WHERE t.id = v.id AND t.is_taken_over = 1);
