#!/usr/bin/env python3
"""What C-FIND of one study costs among 100,000 studies beside the same among 1,000: by its UID at three levels, and by
Patient ID. The two sites stand side by side, their queries take turns.

Usage: studies_found.py [--short] [--many N]
With KINOTE_TEST_POSTGRESQL (tools/with_postgresql.sh) on PostgreSQL too."""

import argparse
import statistics
import subprocess
import sys

import peers
import result_row

ROOT = "1.2.826.0.1.3680043.10.11"
STUDY = f"{ROOT}.0.1.7"
PATIENT = "0-7"
ROUNDS = 5


def fill(kinote, studies):
    """Each of one KOSD, all with the same patient's name."""
    begin = 0
    for part in range((studies + 9_999) // 10_000):
        count = min(10_000, studies - begin)
        peers.send(kinote, "kosd", 4, count, f"{ROOT}.{part}", 1)
        begin += count
    peers.wait_for("all notes", lambda: kinote.get("/api/summary")["studies_with_notes"] == studies,
                   seconds=900, pause=0.5)


def ask(kinote, queries, level, key):
    asked = subprocess.run([str(peers.BUILD / "bench" / "study_finder"), "127.0.0.1", str(kinote.dicom_port),
                            kinote.ae_title, str(queries), "1", level, key], capture_output=True, text=True)
    if asked.returncode != 0:
        sys.exit(f"{level} {key}: {asked.stderr}\n{(kinote.path / 'log').read_text()[-2000:]}")
    return float(asked.stdout)


def compare(postgresql, few_studies, many_studies, queries):
    engine = "PostgreSQL" if postgresql else "SQLite"
    databases = [postgresql.new_database(f"find_{studies}") if postgresql else None
                 for studies in (few_studies, many_studies)]
    with peers.Kinote(databases[0]) as few, peers.Kinote(databases[1]) as many:
        fill(few, few_studies)
        fill(many, many_studies)
        for level, key in (("STUDY", f"StudyInstanceUID={STUDY}"), ("SERIES", f"StudyInstanceUID={STUDY}"),
                           ("STUDY", f"PatientID={PATIENT}")):
            times = {few: [], many: []}
            for _ in range(ROUNDS):
                for site, taken in times.items():
                    taken.append(ask(site, queries, level, key))
            work = f"C-FIND {level} by {key.split('=')[0]}, {many_studies:,} studies, {engine}"
            result_row.print_row(work, statistics.median(times[many]), f"among {few_studies:,}",
                                 statistics.median(times[few]), "<= 2", " us")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--many", type=int)
    options = parser.parse_args()
    many = options.many or (400 if options.short else 100_000)
    few = min(1_000, many // 4)
    postgresql = peers.PostgresqlServer()
    for server in [None] + ([postgresql] if postgresql.is_there() else []):
        compare(server, few, many, 20 if options.short else 400)


if __name__ == "__main__":
    main()
