-- Documents that a KOSD names as identical to itself (PS3.3 C.17.6.2.1), whether they are here or not.
CREATE TABLE identical_document (
    instance BIGINT NOT NULL REFERENCES instance ON DELETE CASCADE, -- of the KOSD that names them
    sop_instance_uid {text} NOT NULL,
    PRIMARY KEY (instance, sop_instance_uid)
) {clustered};
CREATE INDEX identical_document_by_name ON identical_document (sop_instance_uid);

-- The one rule of which notes stand by a document that came: they stay when another document of theirs goes. The KOSDs
-- that are made here go together, with their note.
CREATE VIEW documented_note AS
SELECT v.note
  FROM note_version v JOIN kosd k ON k.note_version = v.id JOIN visible_instance w ON w.id = k.instance
 WHERE v.state = 'current' AND NOT EXISTS (SELECT 1 FROM kosd_source c WHERE c.note_version = v.id);

ALTER TABLE job ADD COLUMN mark_cause {text}; -- the mark that gave it up: taking that back asks for it again
CREATE INDEX job_by_mark ON job (mark_cause) WHERE mark_cause IS NOT NULL;
CREATE INDEX job_exception_deleted ON job_exception (sop_instance_uid, study_instance_uid)
    WHERE job IS NULL AND closed_as = 'deleted';
