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
