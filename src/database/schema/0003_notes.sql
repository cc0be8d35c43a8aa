-- Key image notes, their versions and references, and the KOSDs that carry them.

CREATE TABLE note (
    id {id},
    uuid {text} NOT NULL UNIQUE,
    source {text} NOT NULL CHECK (source IN ('legacy', 'local', 'received')),
    source_system {text} NOT NULL, -- legacy: the mapping's name for the old system; received: who sent it
    source_key {text}, -- legacy: source_note_id; received: the KOSD's SOP Instance UID
    source_digest {text} NOT NULL, -- legacy: of the source's rows as last taken over
    same_as BIGINT REFERENCES note, -- shown as that one
    same_as_because {text} CHECK (same_as_because IN ('kosd', 'probable')),
    parted BIGINT NOT NULL DEFAULT 0, -- 1: a person said that it is no other note
    marked_ms BIGINT,
    marked_by {text},
    mark_cause {text},
    withheld {text}, -- hidden: 'other_patient' until a person decides, 'quarantined' as long as its KOSD is
    created_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX note_by_source ON note (source_system, source_key) WHERE source_key IS NOT NULL;
CREATE INDEX note_by_same_as ON note (same_as) WHERE same_as IS NOT NULL;

CREATE TABLE note_version (
    id {id},
    note BIGINT NOT NULL REFERENCES note ON DELETE CASCADE,
    version BIGINT NOT NULL,
    state {text} NOT NULL CHECK (state IN ('current', 'superseded', 'withdrawn')),
    title_value {text} NOT NULL,
    title_scheme {text} NOT NULL,
    title_meaning {text} NOT NULL,
    modifiers {text} NOT NULL, -- JSON, an array of codes
    description {text},
    language {text},
    author {text}, -- for display, as DICOM PN
    observers {text} NOT NULL, -- JSON, an array of the persons and devices of TID 1002
    made_ms BIGINT, -- when the author made it, UTC
    made_at {text}, -- the same as DICOM DT, as the source gives it
    study_instance_uid {text} NOT NULL, -- the study that it is filed in
    selection_digest {text} NOT NULL, -- of studies, title, references and author: equal digests are probably one note
    is_taken_over BIGINT NOT NULL, -- 1: as the source has it; 0: a person's work here
    kosd_sop_instance_uid {text}, -- the KOSD that this version came from, or that is ours for it
    kosd_is_ours BIGINT NOT NULL DEFAULT 0, -- 1: reserved here for this version, whether made yet or not
    findings {text} NOT NULL, -- JSON, what reading it found
    created_ms BIGINT NOT NULL,
    UNIQUE (note, version)
);
CREATE UNIQUE INDEX note_version_by_kosd ON note_version (kosd_sop_instance_uid)
    WHERE kosd_sop_instance_uid IS NOT NULL;
CREATE INDEX note_version_by_selection_digest ON note_version (selection_digest);

CREATE TABLE note_reference (
    note_version BIGINT NOT NULL REFERENCES note_version ON DELETE CASCADE,
    position BIGINT NOT NULL, -- from 1, the order of the images
    study_instance_uid {text} NOT NULL, -- '' until it is known
    series_instance_uid {text} NOT NULL, -- '' until it is known
    sop_instance_uid {text} NOT NULL,
    sop_class_uid {text} NOT NULL, -- '' until it is known
    frames {text} NOT NULL, -- '2,5,7'; '' for all
    presentation_state_uid {text},
    PRIMARY KEY (note_version, position)
);
CREATE INDEX note_reference_by_object ON note_reference (sop_instance_uid);
CREATE INDEX note_reference_unresolved ON note_reference (sop_instance_uid) WHERE study_instance_uid = '';

-- The studies that a version's references lie in, and the one it is filed in.
CREATE TABLE note_study (
    note_version BIGINT NOT NULL REFERENCES note_version ON DELETE CASCADE,
    study BIGINT NOT NULL REFERENCES study,
    PRIMARY KEY (note_version, study)
) {clustered};
CREATE INDEX note_study_by_study ON note_study (study, note_version);

CREATE TABLE kosd (
    instance {key} PRIMARY KEY REFERENCES instance ON DELETE CASCADE,
    registration_state {text} NOT NULL
        CHECK (registration_state IN ('unregistered', 'registered', 'quarantined', 'given_up')),
    role {text} CHECK (role IN ('note', 'rejection', 'manifest')), -- null until it has been read
    reader_version BIGINT NOT NULL, -- of the reader that judged it last; 0: none
    title_value {text},
    title_scheme {text},
    title_meaning {text},
    reference_count BIGINT NOT NULL,
    findings {text} NOT NULL, -- JSON
    note_version BIGINT REFERENCES note_version,
    registered_ms BIGINT
);
CREATE INDEX kosd_unregistered ON kosd (instance) WHERE registration_state = 'unregistered';
CREATE INDEX kosd_quarantined ON kosd (instance) WHERE registration_state = 'quarantined';
CREATE INDEX kosd_selections ON kosd (instance) WHERE role IN ('rejection', 'manifest');
CREATE INDEX kosd_by_note_version ON kosd (note_version) WHERE note_version IS NOT NULL;

-- What of the notes is visible.
CREATE VIEW visible_note_version AS
SELECT v.id, v.note, v.version, v.state, v.title_value, v.title_scheme, v.title_meaning, v.modifiers, v.description,
       v.language, v.author, v.observers, v.made_ms, v.made_at, v.study_instance_uid, v.selection_digest,
       v.kosd_sop_instance_uid, v.findings, v.created_ms, n.uuid, n.source, n.source_system, n.source_key
  FROM note_version v JOIN note n ON n.id = v.note
 WHERE n.marked_ms IS NULL AND n.withheld IS NULL AND n.same_as IS NULL;

-- The one rule of which notes may be shown as one another: a received one as one of another source, whichever of the
-- two comes first.
CREATE VIEW joinable_note_version AS
SELECT v.id, v.note, v.selection_digest, n.source
  FROM note_version v JOIN note n ON n.id = v.note
 WHERE v.state = 'current' AND n.marked_ms IS NULL AND n.withheld IS NULL AND n.same_as IS NULL AND n.parted = 0;
