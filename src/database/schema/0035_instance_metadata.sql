-- The attributes of objects as DICOMweb gives them: made when somebody first asks, kept as long as the object is the
-- same and the program makes them so.
CREATE TABLE instance_metadata (
    instance {key} PRIMARY KEY REFERENCES instance ON DELETE CASCADE,
    sha256 {text} NOT NULL, -- of the object that they were made from
    format BIGINT NOT NULL, -- how they were made
    metadata {bytes} NOT NULL -- DICOM JSON
);
