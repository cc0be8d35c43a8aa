-- When a comparison last missed there what had been delivered: what is sent again, taken, and missed once more, the
-- destination hides for a reason of its own. Null once it has been seen there.
ALTER TABLE delivery ADD COLUMN missed_ms BIGINT;

-- Whether rejections of a study are in force.
CREATE INDEX rejection_note_in_force ON rejection_note (study_instance_uid) WHERE state = 'in_force';
