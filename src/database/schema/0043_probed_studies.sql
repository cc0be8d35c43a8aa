CREATE INDEX instance_withheld ON instance (study) WHERE withheld IS NOT NULL;
DROP VIEW visible_study_of_objects;
-- Studies of which an object is visible. Where nothing of a study has been marked or rejected, the object that has
-- established it is, as only documents are withheld, which establish none: nothing need be looked up of it. Of a study of
-- documents alone two indexes say whether it has any, and whether one is withheld.
CREATE VIEW visible_study_of_objects AS
SELECT id
  FROM study
 WHERE (has_marks = 0 AND established_by = 'object')
    OR (has_marks = 0 AND (SELECT i.study FROM instance i WHERE i.study = study.id LIMIT 1) IS NOT NULL
        AND (SELECT i.study FROM instance i WHERE i.study = study.id AND i.withheld IS NOT NULL LIMIT 1) IS NULL)
    OR (SELECT i.id FROM visible_instance i WHERE i.study = study.id LIMIT 1) IS NOT NULL;
