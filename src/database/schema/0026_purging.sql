-- What is left of a marked object once it has been purged: what comes again under its UID stays marked.
CREATE TABLE tombstone (
    sop_instance_uid {text} PRIMARY KEY,
    study_instance_uid {text} NOT NULL,
    series_instance_uid {text} NOT NULL,
    sop_class_uid {text} NOT NULL,
    mark_cause {text} NOT NULL, -- of the mark that it was purged for
    marked_by {text} NOT NULL,
    marked_ms BIGINT NOT NULL,
    purged_ms BIGINT NOT NULL -- the last time
) {clustered};
CREATE INDEX tombstone_by_study ON tombstone (study_instance_uid);
CREATE INDEX tombstone_by_mark ON tombstone (mark_cause);

-- Files of the cache whose rows are gone. A line goes once its file has.
CREATE TABLE file_removal (
    path {text} PRIMARY KEY, -- below the cache folder
    listed_ms BIGINT NOT NULL,
    error {text} -- why the file could not be removed, the last time
) {clustered};

CREATE INDEX instance_to_purge ON instance (marked_ms, id) WHERE marked_ms IS NOT NULL;

-- A purged note of a legacy source keeps its row, so that no migration brings it again; what it said is gone.
ALTER TABLE note ADD COLUMN purged_ms BIGINT;
CREATE INDEX note_to_purge ON note (marked_ms, id) WHERE marked_ms IS NOT NULL AND purged_ms IS NULL;

-- A study goes once nothing is left that needs to know whose it was.
CREATE INDEX study_with_marks ON study (id) WHERE has_marks = 1;
CREATE INDEX rejection_note_by_study ON rejection_note (study);
