-- Where the presentation state of a reference lies, as the document or the source says; null where it does not say.
ALTER TABLE note_reference ADD COLUMN presentation_state_study_instance_uid {text};
ALTER TABLE note_reference ADD COLUMN presentation_state_series_instance_uid {text};
ALTER TABLE note_reference ADD COLUMN presentation_state_sop_class_uid {text};
