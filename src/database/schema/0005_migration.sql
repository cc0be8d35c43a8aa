-- Runs that brought notes over from a legacy source, and what became of each of its rows.

CREATE TABLE migration_run (
    id {id},
    mapping {text} NOT NULL, -- its name: the legacy system
    mapping_digest {text} NOT NULL, -- of its content: another mapping is another run
    source {text} NOT NULL, -- the ODBC connection without its password, or the folder
    dry_run BIGINT NOT NULL, -- 1: no note was written
    state {text} NOT NULL CHECK (state IN ('running', 'done', 'stopped', 'failed')),
    worker {text} NOT NULL, -- who runs it: whoever takes it over writes its own name here
    error {text}, -- why it failed
    started_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    condensed BIGINT NOT NULL DEFAULT 0, -- 1: of its rows only what it brought or changed is kept, a later run has the rest
    last_source_note_id {text}, -- the last one committed
    last_row BIGINT NOT NULL, -- the last migration_row.number
    notes_total BIGINT, -- in the source, where it is known
    notes_read BIGINT NOT NULL, -- rows of the source that are committed: a restart skips as many
    notes_migrated BIGINT NOT NULL,
    notes_updated BIGINT NOT NULL,
    notes_already_there BIGINT NOT NULL,
    notes_deleted_in_source BIGINT NOT NULL,
    notes_conflict BIGINT NOT NULL,
    notes_other_patient BIGINT NOT NULL,
    notes_rejected BIGINT NOT NULL,
    references_read BIGINT NOT NULL,
    references_resolved BIGINT NOT NULL,
    references_not_here BIGINT NOT NULL,
    references_rejected BIGINT NOT NULL
);
CREATE INDEX migration_run_by_mapping ON migration_run (mapping, dry_run, id);

CREATE TABLE migration_row (
    run BIGINT NOT NULL REFERENCES migration_run ON DELETE CASCADE,
    number BIGINT NOT NULL, -- from 1, in the order of the run
    source_note_id {text} NOT NULL, -- '' where the row has none that can be read
    outcome {text} CHECK (outcome IN ('migrated', 'updated', 'already_there', 'deleted_in_source', 'conflict',
                                      'other_patient', 'rejected')), -- null: references without a note
    reason {text} NOT NULL,
    study_instance_uid {text} NOT NULL,
    note_version BIGINT, -- the version here that has these references; no foreign key: the row outlives it
    reference_outcomes {text} NOT NULL, -- in the source's order: 'r5n2x1', five resolved, two not here, one rejected
    reference_details {text}, -- JSON, [[place, SOP Instance UID, reason], ...] of what note_reference cannot tell
    needs_a_look BIGINT NOT NULL, -- 1: something of it was not carried over, or is not shown
    PRIMARY KEY (run, number)
);
CREATE INDEX migration_row_to_look_at ON migration_row (run, number) WHERE needs_a_look = 1;
