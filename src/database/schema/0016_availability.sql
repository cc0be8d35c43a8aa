-- Instance Availability Notification (PS3.4 Annex R): who wants it is told what of a study can be had, each time that
-- something of it was rejected or withdrawn here, or is seen again.

ALTER TABLE destination ADD COLUMN wants_availability BIGINT NOT NULL DEFAULT 0; -- 1: it is told
CREATE INDEX destination_to_tell ON destination (id) WHERE wants_availability = 1;

-- Who is still to be told of what.
CREATE TABLE availability_notice (
    destination BIGINT NOT NULL REFERENCES destination,
    study_instance_uid {text} NOT NULL,
    change_uuid {text} NOT NULL, -- of the last change of the study
    PRIMARY KEY (destination, study_instance_uid)
) {clustered};
CREATE INDEX rejection_that_hides ON rejection (study, sop_instance_uid) WHERE hides = 1;
