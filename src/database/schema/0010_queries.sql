-- What DICOM queries go by, in the order in which they turn the pages.
DROP INDEX patient_by_folded_name;
CREATE INDEX patient_by_folded_name ON patient (folded_name, id);
DROP INDEX study_by_accession_number;
CREATE INDEX study_by_accession_number ON study (accession_number, id) WHERE accession_number <> '';

-- Studies with KOSDs: those of the class Key Object Selection Document Storage.
CREATE INDEX kosd_by_study ON instance (study) WHERE sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.59';
