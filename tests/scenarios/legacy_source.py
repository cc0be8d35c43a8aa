"""Old systems for scenarios: databases that are read over ODBC, and folders of CSV files."""

import csv
import sqlite3

NOTE_COLUMNS = ["source_note_id", "study_instance_uid", "title_text", "description", "author_name", "created_at",
                "deleted", "patient_id", "patient_name"]
REFERENCE_COLUMNS = ["source_note_id", "position", "series_instance_uid", "sop_instance_uid", "frame_numbers"]


def note(number, study, **changed):
    """A note's row; the study 1.2.STUDY is of the patient PSTUDY."""
    row = {"source_note_id": f"n{number:06}", "study_instance_uid": f"1.2.{study}", "title_text": "For Teaching",
           "description": f"Läsion {number} 病変", "author_name": "Reader^Anna",
           "created_at": "2012-05-04 13:14:15", "deleted": None, "patient_id": f"P{study}",
           "patient_name": f"山田^{study}"}
    return {**row, **changed}


def references(row, count):
    study = row["study_instance_uid"]
    return [{"source_note_id": row["source_note_id"], "position": position, "series_instance_uid": f"{study}.1",
             "sop_instance_uid": f"{study}.1.{position}", "frame_numbers": "2,5" if position == 2 else None}
            for position in range(1, count + 1)]


def many_notes(count, references_each=2):
    """So many notes over half as many studies, and their references."""
    rows = [note(number, number // 2 + 1) for number in range(count)]
    return rows, [each for row in rows for each in references(row, references_each)]


class LegacySqlite:
    """The tables of the mapping `contract` in an SQLite file."""

    def __init__(self, file):
        self.file = file
        self.connection = f"Driver=SQLite3;Database={file}"
        columns = {"kinote_notes": NOTE_COLUMNS, "kinote_references": REFERENCE_COLUMNS}
        for table, names in columns.items():
            self.run(f"CREATE TABLE {table} ({', '.join(f'{name} VARCHAR(200)' for name in names)})")

    def run(self, statement):
        with sqlite3.connect(self.file) as session:
            session.execute(statement)
        session.close()

    def content(self):
        """Every table with its rows."""
        with sqlite3.connect(self.file) as session:
            tables = [name for name, in session.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            content = {name: session.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
        session.close()
        return content

    def add(self, notes, all_references):
        with sqlite3.connect(self.file) as session:
            for table, names, rows in (("kinote_notes", NOTE_COLUMNS, notes),
                                       ("kinote_references", REFERENCE_COLUMNS, all_references)):
                session.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})",
                                    [[row[name] for name in names] for row in rows])
        session.close()


def write_csv(folder, notes, all_references):
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns, rows in (("notes.csv", NOTE_COLUMNS, notes),
                                ("references.csv", REFERENCE_COLUMNS, all_references)):
        with open(folder / name, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder
