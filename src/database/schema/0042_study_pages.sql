-- Studies that are passed over on the way to a later page: by an index that says of nearly all whether they count.
CREATE INDEX study_standing ON study (id, has_marks, established_by);
-- Studies of which an object is visible. Where nothing of a study has been marked or rejected, the object that has
-- established it is, as only documents are withheld, which establish none: nothing need be looked up of it.
CREATE VIEW visible_study_of_objects AS
SELECT id
  FROM study
 WHERE (has_marks = 0 AND established_by = 'object')
    OR (SELECT i.id FROM visible_instance i WHERE i.study = study.id LIMIT 1) IS NOT NULL;
