-- Received KOSDs whose note is shown and sent as a repair reads them. The KOSD itself stays as it came.
CREATE TABLE repair (
    id {id},
    kosd {text} NOT NULL, -- SOP Instance UID of the one that came
    study_instance_uid {text} NOT NULL,
    note_version BIGINT NOT NULL REFERENCES note_version ON DELETE CASCADE, -- as it was read once repaired
    state {text} NOT NULL CHECK (state IN ('in_force', 'taken_back')),
    was_quarantined BIGINT NOT NULL, -- 1: without the repair it could not be used
    rules {text} NOT NULL, -- JSON, an array of those whose findings are repaired
    changes {text} NOT NULL, -- JSON, the findings with what stood there before and what stands for it
    repaired_by {text} NOT NULL,
    by_rule BIGINT NOT NULL, -- 1: the site's standing rule; 0: a person
    repaired_ms BIGINT NOT NULL,
    taken_back_by {text},
    taken_back_ms BIGINT,
    reason {text} -- for taking it back, as that person gave it
);
CREATE UNIQUE INDEX repair_in_force ON repair (kosd) WHERE state = 'in_force';
CREATE INDEX repair_by_kosd ON repair (kosd, id);
CREATE INDEX repair_by_note_version ON repair (note_version);
CREATE INDEX repair_by_time ON repair (repaired_ms, id);
CREATE INDEX repair_by_state ON repair (state, repaired_ms, id);
