-- 1: what the destination has refused for good is left to a person: nobody has asked for it once more.
ALTER TABLE export ADD COLUMN leaves_refused BIGINT NOT NULL DEFAULT 0;

-- Notes that a study was retrieved without: an exception tells of them as long as they stand here.
CREATE TABLE retrieved_without_kosd (
    study_instance_uid {text} NOT NULL,
    note_version BIGINT NOT NULL REFERENCES note_version ON DELETE CASCADE,
    way {text} NOT NULL, -- 'C-MOVE to NORTH', 'C-GET by VIEWER'
    destination BIGINT REFERENCES destination, -- of a C-MOVE: its ledger tells of the KOSD
    retrieved_ms BIGINT NOT NULL,
    PRIMARY KEY (study_instance_uid, note_version, way)
) {clustered};
CREATE INDEX retrieved_without_kosd_by_note_version ON retrieved_without_kosd (note_version);

-- What is still to be withdrawn at a destination ends with it.
CREATE INDEX withdrawal_open ON withdrawal (destination) WHERE state = 'open';
