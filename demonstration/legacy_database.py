"""Writes the old system's database: an SQLite file that is read through ODBC, and the mapping that reads it."""
import sqlite3

tables = """
CREATE TABLE patient (
    patient_ref INTEGER PRIMARY KEY, patient_id TEXT, issuer TEXT, name TEXT, birth_date TEXT, sex TEXT);
CREATE TABLE study (
    study_ref INTEGER PRIMARY KEY, patient_ref INTEGER REFERENCES patient, study_uid TEXT, accession_number TEXT,
    study_date TEXT, description TEXT);
CREATE TABLE key_image_note (
    note_ref INTEGER PRIMARY KEY, study_ref INTEGER REFERENCES study, title TEXT, note_text TEXT, author_name TEXT,
    author_login TEXT, created_at TEXT, is_deleted INTEGER, kosd_uid TEXT);
CREATE TABLE key_image (
    note_ref INTEGER REFERENCES key_image_note, position INTEGER, study_uid TEXT, series_uid TEXT, object_uid TEXT,
    class_uid TEXT, frame_numbers TEXT, presentation_state_uid TEXT, PRIMARY KEY (note_ref, position));
"""

mapping = '''# How the demonstration's old database is read. A real site writes such a page once; docs/migration.md describes every key.
name = "demonstration"
description = "The old system of the demonstration"
time_zone = "Europe/Berlin"
order = "number"

[queries]
notes = """
SELECT n.note_ref AS source_note_id, s.study_uid AS study_instance_uid, n.title AS title_text,
       n.note_text AS description, n.author_name, n.author_login, n.created_at, n.is_deleted AS deleted,
       p.patient_id, p.issuer AS issuer_of_patient_id, p.name AS patient_name, p.birth_date AS patient_birth_date,
       p.sex AS patient_sex, s.accession_number, s.study_date, s.description AS study_description,
       n.kosd_uid AS kosd_sop_instance_uid
  FROM key_image_note n JOIN study s ON s.study_ref = n.study_ref JOIN patient p ON p.patient_ref = s.patient_ref
 ORDER BY n.note_ref
"""
references = """
SELECT note_ref AS source_note_id, position, study_uid AS study_instance_uid, series_uid AS series_instance_uid,
       object_uid AS sop_instance_uid, class_uid AS sop_class_uid, frame_numbers, presentation_state_uid
  FROM key_image
 ORDER BY note_ref, position
"""
count = "SELECT count(*) FROM key_image_note"

[titles]
"Zur Besprechung" = "113005"
"Für den Zuweiser" = "113002"
"OP-Planung" = "113003"
"Pour le chirurgien" = "113003"
"Lehrsammlung" = "113004"
"教育用" = "113004"
"紹介医へ" = "113002"
"Best In Set (Series)" = { code = "113013", modifiers = ["113015"] }
'''


def write(path, notes):
    """@param path: of a file that is not there yet."""
    connection = sqlite3.connect(path)
    with connection:
        connection.executescript(tables)
        patients, studies = {}, {}
        for number, note in enumerate(notes, 1):
            study_ref = _study_ref(connection, note.study, patients, studies)
            connection.execute("INSERT INTO key_image_note VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                               (number, study_ref, note.title, note.text, *note.author, note.created, int(note.is_deleted), note.kosd_uid))
            connection.executemany("INSERT INTO key_image VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                                   [(number, position, *reference) for position, reference in enumerate(note.references, 1)])
    connection.close()


def _study_ref(connection, study, patients, studies):
    patient = study.patient
    patient_key = (patient.id, patient.issuer)
    if patient_key not in patients:
        patients[patient_key] = len(patients) + 1
        connection.execute("INSERT INTO patient VALUES (?, ?, ?, ?, ?, ?)",
                           (patients[patient_key], patient.id, patient.issuer, patient.name, patient.birth_date, patient.sex))
    study_key = (study.uid, patient_key)
    if study_key not in studies:
        studies[study_key] = len(studies) + 1
        connection.execute("INSERT INTO study VALUES (?, ?, ?, ?, ?, ?)",
                           (studies[study_key], patients[patient_key], study.uid, study.accession, study.date, study.description))
    return studies[study_key]
