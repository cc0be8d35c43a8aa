-- Who changed what, from where and when. Written in the transaction of the change.
CREATE TABLE audit_event (
    id {id},
    at_ms BIGINT NOT NULL,
    actor {text} NOT NULL, -- who: an account, a user of the command line, an AE title
    came_from {text} NOT NULL, -- the door, and where the actor stood
    action {text} NOT NULL,
    subject {text} NOT NULL, -- the note's uuid, or a UID
    study_instance_uid {text} NOT NULL,
    details {text} NOT NULL -- JSON
);
CREATE INDEX audit_event_by_study ON audit_event (study_instance_uid, id);
CREATE INDEX audit_event_by_subject ON audit_event (subject, id);

-- What was marked for deletion: a row for each act, so that taking one back leaves the others.
CREATE TABLE deletion (
    id {id},
    level {text} NOT NULL CHECK (level IN ('note', 'object', 'series', 'study')),
    subject {text} NOT NULL, -- the note's uuid, or the UID
    study_instance_uid {text} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('marked', 'undone')),
    marked_by {text} NOT NULL,
    marked_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX deletion_marked ON deletion (level, subject, study_instance_uid) WHERE state = 'marked';
CREATE INDEX instance_by_mark ON instance (mark_cause) WHERE mark_cause IS NOT NULL;
CREATE INDEX note_by_mark ON note (mark_cause) WHERE mark_cause IS NOT NULL;
CREATE INDEX deletion_by_study ON deletion (study_instance_uid, id);

-- A study of which everything is marked is out of sight as a whole.
ALTER TABLE study ADD COLUMN has_marks BIGINT NOT NULL DEFAULT 0; -- 1: something of it has been marked: look what is left
CREATE VIEW visible_study AS
SELECT id, patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
       referring_physician_name, note_count, created_ms
  FROM study
 WHERE has_marks = 0 OR note_count > 0 OR EXISTS (SELECT 1 FROM visible_instance i WHERE i.study = study.id);
