"""Makes the legacy database of the migration bench: notes over half as many studies, five references each.

    migration_source.py NOTES sqlite FILE          an SQLite file
    migration_source.py NOTES postgresql URL       tables in a PostgreSQL database, by psql
"""

import sqlite3
import subprocess
import sys

REFERENCES_OF_NOTE = 5
NOTE_COLUMNS = [
    "source_note_id", "study_instance_uid", "title_text", "description", "author_name", "author_login", "created_at",
    "patient_id", "patient_name", "patient_birth_date", "patient_sex", "accession_number", "study_date",
    "study_description",
]
REFERENCE_COLUMNS = [
    "source_note_id", "position", "study_instance_uid", "series_instance_uid", "sop_instance_uid", "sop_class_uid",
    "frame_numbers",
]
ROOT = "1.2.826.0.1.3680043.8.498"
CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2"


def notes(count):
    for number in range(1, count + 1):
        study = (number + 1) // 2
        yield (
            number, f"{ROOT}.{study}", ("For Referring Provider", "For Teaching", "For Conference")[number % 3],
            f"Läsion im Segment {number % 8}, Verlaufskontrolle in {number % 12} Monaten empfohlen",
            f"Reader{number % 40}^Anna", f"reader{number % 40}", f"2014-{number % 12 + 1:02}-{number % 28 + 1:02} 10:11:12",
            f"PAT{study:07}", f"Patient{study}^Erika", f"19{study % 90 + 10:02}0304", "F", f"ACC{study:08}",
            f"2014{number % 12 + 1:02}{number % 28 + 1:02}", "CT Abdomen mit Kontrastmittel",
        )


def references(count):
    for number in range(1, count + 1):
        study = (number + 1) // 2
        for position in range(1, REFERENCES_OF_NOTE + 1):
            series = f"{ROOT}.{study}.1"
            yield (
                number, position, f"{ROOT}.{study}", series, f"{series}.{number % 2}{position}", CT_IMAGE_STORAGE,
                "2,5" if position == 1 else None,
            )


def write_sqlite(count, file):
    source = sqlite3.connect(file)
    for name, columns, rows in (("notes", NOTE_COLUMNS, notes(count)), ("refs", REFERENCE_COLUMNS, references(count))):
        typed = ", ".join(f"{column} {'INTEGER' if column in ('source_note_id', 'position') else 'VARCHAR(255)'}"
                          for column in columns)
        source.execute(f"CREATE TABLE {name} ({typed})")
        source.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)
        source.execute(f"CREATE INDEX {name}_by_note ON {name} (source_note_id)")
    source.commit()
    source.close()


def write_postgresql(count, url):
    script = []
    for name, columns in (("notes", NOTE_COLUMNS), ("refs", REFERENCE_COLUMNS)):
        typed = ", ".join(f"{column} {'BIGINT' if column in ('source_note_id', 'position') else 'VARCHAR(255)'}"
                          for column in columns)
        script.append(f"CREATE TABLE {name} ({typed});")
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", url], input="\n".join(script), text=True, check=True)
    for name, rows in (("notes", notes(count)), ("refs", references(count))):
        copy = subprocess.Popen(["psql", "-q", "-v", "ON_ERROR_STOP=1", url, "-c", f"COPY {name} FROM STDIN"],
                                stdin=subprocess.PIPE, text=True)
        for row in rows:
            copy.stdin.write("\t".join("\\N" if value is None else str(value) for value in row) + "\n")
        copy.stdin.close()
        if copy.wait() != 0:
            raise SystemExit("psql failed")
    subprocess.run(["psql", "-q", url, "-c",
                    "CREATE INDEX ON notes (source_note_id); CREATE INDEX ON refs (source_note_id, position); ANALYZE"],
                   check=True)


def main():
    count, kind, place = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    {"sqlite": write_sqlite, "postgresql": write_postgresql}[kind](count, place)


if __name__ == "__main__":
    main()
