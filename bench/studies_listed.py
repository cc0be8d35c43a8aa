#!/usr/bin/env python3
"""What the list of studies and its searches cost among 1,000,000 studies beside the same among 10,000: the pages that the
web client asks for, over HTTP. The two sites stand side by side, their questions take turns. One study in ten has a note.

Usage: studies_listed.py [--short] [--many N]
With KINOTE_TEST_POSTGRESQL (tools/with_postgresql.sh) on PostgreSQL too."""

import argparse
import http.client
import sqlite3
import statistics
import subprocess
import time

import peers
import result_row

ROUNDS = 5
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {studies})"
FILLING = [
    "INSERT INTO patient (patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex) "
    "{numbers} SELECT 'PID-' || i, '', 'Name' || i || '^Ann', 'name' || i || '^ann', '', '' FROM n ORDER BY i",
    "INSERT INTO study (patient, study_instance_uid, study_date, study_time, accession_number, study_id, description, "
    "referring_physician_name, established_by, note_count, created_ms) {numbers} "
    "SELECT i, '1.2.' || i, CAST(20200101 + i % 28 + i / 28 % 12 * 100 + i / 336 % 6 * 10000 AS TEXT), '', 'ACC-' || i, "
    "'', '', '', 'object', CASE WHEN i % 10 = 0 THEN 1 ELSE 0 END, 0 FROM n ORDER BY i",
    "INSERT INTO series (study, series_instance_uid, modality, series_number, description) {numbers} "
    "SELECT i, '1.3.' || i, 'CT', '', '' FROM n ORDER BY i",
    "INSERT INTO instance (series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number, "
    "number_of_frames, \"rows\", \"columns\", size, sha256, path, received_from, stored_ms, last_access_ms) {numbers} "
    "SELECT i, i, '1.2.' || i || '.1', '1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.1.2.1', '', 0, 1, 1, 1, '', 'p' || i, '', "
    "0, 0 FROM n ORDER BY i",
    "INSERT INTO note (uuid, source, source_system, source_key, source_digest, created_ms) {numbers} "
    "SELECT 'uuid-' || i, 'legacy', 'OLD', 'key-' || i, '', 0 FROM n WHERE i % 10 = 0 ORDER BY i",
    "INSERT INTO note_version (note, version, state, title_value, title_scheme, title_meaning, modifiers, observers, "
    "study_instance_uid, selection_digest, is_taken_over, kosd_sop_instance_uid, findings, created_ms) "
    "SELECT id, 1, 'current', '113000', 'DCM', 'Of Interest', '[]', '[]', '1.2.' || (id * 10), 'digest' || id, 0, "
    "'1.2.' || (id * 10) || '.2', '[]', 0 FROM note ORDER BY id",
    "INSERT INTO note_study (note_version, study) SELECT id, id * 10 FROM note_version ORDER BY id",
]
# By which number of a study something is asked for that only one study has.
QUESTIONS = {
    "the first page": "/api/studies?limit=25",
    "the first page with key images": "/api/studies?hasNotes=true&limit=25",
    "a name": "/api/studies?search=name{last}%5Eann&limit=25",
    "a Patient ID": "/api/studies?search=PID-{last}&limit=25",
    "an accession number": "/api/studies?search=ACC-{last}&limit=25",
    "the first letters of every name": "/api/studies?search=na&limit=25",
    "a name, DICOMweb": "/dicom-web/studies?PatientName=Name{last}*&limit=26",
    "a week, DICOMweb": "/dicom-web/studies?StudyDate=20240601-20240607&limit=26",
    "with key images, DICOMweb": "/dicom-web/studies?hasKeyImages=true&limit=26&includefield=noteTitle",
}


def fill(kinote, url, studies):
    statements = [one.format(numbers=NUMBERS.format(studies=studies)) for one in FILLING]
    if url:
        for one in statements + ["ANALYZE"]:
            subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", url, "-c", one], check=True)
        return
    (file,) = (kinote.path / "data").glob("*.sqlite")
    database = sqlite3.connect(file, timeout=60)
    for one in statements:
        database.execute(one)
    database.commit()
    database.close()


class Asking:
    """A connection that is kept, as a browser keeps it."""

    def __init__(self, kinote, studies):
        self.last = studies - 2
        self.connection = http.client.HTTPConnection("127.0.0.1", kinote.http_port, timeout=120)
        self.headers = {"Authorization": f"Bearer {kinote.token}"}

    def milliseconds(self, path, times):
        taken = []
        for _ in range(times):
            begin = time.monotonic()
            self.connection.request("GET", path.format(last=self.last), headers=self.headers)
            answer = self.connection.getresponse()
            body = answer.read()
            taken.append((time.monotonic() - begin) * 1000)
            assert answer.status == 200 and len(body) > 50, (path, answer.status, body[:300])
        return statistics.median(taken)


def compare(postgresql, few_studies, many_studies, times):
    engine = "PostgreSQL" if postgresql else "SQLite"
    urls = [postgresql.new_database(f"listed_{studies}") if postgresql else None for studies in (few_studies, many_studies)]
    with peers.Kinote(urls[0]) as few, peers.Kinote(urls[1]) as many:
        fill(few, urls[0], few_studies)
        fill(many, urls[1], many_studies)
        asking = {few: Asking(few, few_studies), many: Asking(many, many_studies)}
        for name, path in QUESTIONS.items():
            taken = {few: [], many: []}
            for _ in range(ROUNDS):
                for site, of in taken.items():
                    of.append(asking[site].milliseconds(path, times))
            result_row.print_row(f"{name}, {many_studies:,} studies, {engine}", taken[many], f"among {few_studies:,}",
                                 taken[few], "<= 2", " ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--many", type=int)
    options = parser.parse_args()
    many = options.many or (40_000 if options.short else 1_000_000)
    postgresql = peers.PostgresqlServer()
    for server in [None] + ([postgresql] if postgresql.is_there() else []):
        compare(server, min(10_000, many // 4), many, 3 if options.short else 40)


if __name__ == "__main__":
    main()
