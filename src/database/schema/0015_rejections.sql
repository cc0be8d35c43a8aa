-- Rejection notes (IHE RAD 4.66, IOCM), and what they reject. Both outlive the objects.

CREATE TABLE rejection_note (
    sop_instance_uid {text} PRIMARY KEY,
    study BIGINT NOT NULL, -- that it lies in
    study_instance_uid {text} NOT NULL,
    code {text} NOT NULL, -- Code Value of its title; '' until it has been read
    meaning {text} NOT NULL,
    received_from {text} NOT NULL,
    -- waiting: for a person, as who sent it may not reject; in_force; refused by a person; undone by a person
    state {text} NOT NULL CHECK (state IN ('waiting', 'in_force', 'refused', 'undone')),
    left_alone BIGINT NOT NULL, -- references to objects of other studies
    received_ms BIGINT NOT NULL,
    decided_by {text}, -- the last that changed its state
    decided_ms BIGINT,
    reason {text} -- as that person gave it
);
CREATE INDEX rejection_note_by_arrival ON rejection_note (received_ms, sop_instance_uid);
CREATE INDEX rejection_note_by_state ON rejection_note (state, received_ms, sop_instance_uid);

-- One row for each object that a rejection note names in its own study, whether the object is here or not.
CREATE TABLE rejection (
    sop_instance_uid {text} NOT NULL,
    note {text} NOT NULL REFERENCES rejection_note ON DELETE CASCADE,
    study BIGINT NOT NULL,
    study_instance_uid {text} NOT NULL,
    series_instance_uid {text} NOT NULL,
    sop_class_uid {text} NOT NULL,
    code {text} NOT NULL,
    strength BIGINT NOT NULL, -- of several in force the strongest decides what comes of a later arrival
    is_in_force BIGINT NOT NULL,
    hides BIGINT NOT NULL, -- 1: in force, and its title hides
    is_lifted BIGINT NOT NULL DEFAULT 0, -- 1: the object came again, and was taken as the site sets for 113039
    was_here BIGINT NOT NULL, -- 1: the object has been here since, or was before
    rejected_ms BIGINT NOT NULL,
    PRIMARY KEY (sop_instance_uid, note)
) {clustered};
CREATE INDEX rejection_by_note ON rejection (note, sop_instance_uid);

-- What came before rejections took effect waits for a person.
INSERT INTO rejection_note (sop_instance_uid, study, study_instance_uid, code, meaning, received_from, state,
                            left_alone, received_ms)
SELECT i.sop_instance_uid, i.study, s.study_instance_uid, '', '', i.received_from, 'waiting', 0, i.stored_ms
  FROM kosd k JOIN instance i ON i.id = k.instance JOIN study s ON s.id = i.study
 WHERE k.role = 'rejection' AND k.registration_state = 'registered';
UPDATE kosd SET registration_state = 'unregistered' WHERE role = 'rejection' AND registration_state = 'registered';
UPDATE instance SET withheld = 'rejection'
 WHERE withheld IS NULL AND sop_instance_uid IN (SELECT sop_instance_uid FROM rejection_note);

DROP VIEW visible_study;
DROP VIEW visible_instance;
-- The one rule of what is visible. Whatever shows, counts, sends, commits or writes objects asks this view.
CREATE VIEW visible_instance AS
SELECT id, series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number, number_of_frames,
       "rows", "columns", size, sha256, path, received_from, stored_ms, last_access_ms, freed_ms
  FROM instance
 WHERE marked_ms IS NULL AND withheld IS NULL
   AND NOT EXISTS (SELECT 1 FROM rejection r
                    WHERE r.sop_instance_uid = instance.sop_instance_uid AND r.study = instance.study AND r.hides = 1);
CREATE VIEW visible_study AS
SELECT id, patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
       referring_physician_name, note_count, created_ms
  FROM study
 WHERE has_marks = 0 OR note_count > 0 OR EXISTS (SELECT 1 FROM visible_instance i WHERE i.study = study.id);

-- What was sent and is withdrawn: a rejection note that goes to a destination which had the objects.
CREATE TABLE withdrawal (
    id {id},
    destination BIGINT NOT NULL REFERENCES destination,
    study_instance_uid {text} NOT NULL,
    -- deleted: marked here; replaced: KOSDs whose note has a newer version; forwarded: rejected here by a note that came
    cause {text} NOT NULL CHECK (cause IN ('deleted', 'replaced', 'forwarded')),
    state {text} NOT NULL CHECK (state IN ('open', 'done', 'dropped')), -- dropped: what it was about is seen again
    note {text}, -- SOP Instance UID of the rejection note, once it is made
    comment {text} NOT NULL, -- what the destination last said
    requested_ms BIGINT NOT NULL,
    ended_ms BIGINT
);
CREATE INDEX withdrawal_by_study ON withdrawal (study_instance_uid, id);
CREATE INDEX withdrawal_by_note ON withdrawal (note) WHERE note IS NOT NULL;
CREATE TABLE withdrawal_item (
    withdrawal BIGINT NOT NULL REFERENCES withdrawal ON DELETE CASCADE,
    sop_instance_uid {text} NOT NULL,
    PRIMARY KEY (withdrawal, sop_instance_uid)
) {clustered};
CREATE INDEX withdrawal_item_by_object ON withdrawal_item (sop_instance_uid);
