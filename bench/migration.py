#!/usr/bin/env python3
"""A migration through ODBC, SQLite to SQLite and PostgreSQL to PostgreSQL: kinote beside a plain program that reads the
same queries and writes the same rows, in interleaved runs; and kinote's peak memory by the size of the source.

Usage: migration.py [--notes 200000] [--rounds 5] [--engine sqlite|postgresql]
With KINOTE_TEST_POSTGRESQL (tools/with_postgresql.sh; KINOTE_TEST_POSTGRESQL_DURABLE=1) PostgreSQL too."""

import argparse
import os
import pathlib
import resource
import shutil
import subprocess
import tempfile
import time

import migration_source
import result_row

PROJECT = pathlib.Path(__file__).resolve().parents[1]
BUILD = pathlib.Path(os.environ.get("KINOTE_BUILD", PROJECT / "build" / "release"))
KINOTE = BUILD / "kinote"
LIMIT = BUILD / "bench" / "migration_limit"
MAPPING = PROJECT / "bench" / "migration_mapping.toml"
SMALLER = 10  # times


class SqliteSide:
    """A source and targets that are SQLite files."""

    name = "SQLite"

    def __init__(self, folder, notes):
        self.folder = folder
        file = folder / f"source_{notes}.sqlite"
        migration_source.write_sqlite(notes, file)
        self.connection = f"Driver=SQLite3;Database={file}"
        self.plain_connection = f"{self.connection};StepAPI=1"

    def new_target(self):
        data = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        return data, [], ["sqlite", data / "kinote.sqlite"]


class PostgresqlSide:
    """A source and targets that are databases of one server."""

    name = "PostgreSQL"

    def __init__(self, folder, notes):
        self.folder = folder
        self.server = os.environ["KINOTE_TEST_POSTGRESQL"]
        self.databases = 0
        source = self._new_database(f"source_{notes}")
        migration_source.write_postgresql(notes, source)
        port = self.server.rsplit(":", 1)[1]
        self.connection = (f"Driver=PostgreSQL Unicode;Servername=127.0.0.1;Port={port};Username=kinote;"
                           f"Database=source_{notes}")
        self.plain_connection = f"{self.connection};UseDeclareFetch=1;Fetch=2000"

    def _new_database(self, name):
        subprocess.run(["psql", "-q", f"{self.server}/postgres", "-c", f"CREATE DATABASE {name}"], check=True)
        return f"{self.server}/{name}"

    def new_target(self):
        self.databases += 1
        url = self._new_database(f"target_{os.getpid()}_{self.databases}")
        return pathlib.Path(tempfile.mkdtemp(dir=self.folder)), ["--database", url], ["postgresql", url]


def run_kinote(side):
    """Seconds that the command takes, all told."""
    data, database, _ = side.new_target()
    begin = time.monotonic()
    subprocess.run([KINOTE, "migrate", "--data", data, *database, "--mapping", MAPPING, "--odbc", side.connection,
                    "--json"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    seconds = time.monotonic() - begin
    shutil.rmtree(data)
    return seconds


def run_limit(side):
    data, database, target = side.new_target()
    with tempfile.TemporaryDirectory() as empty:  # an import of nothing makes the schema
        subprocess.run([KINOTE, "import", "--data", data, *database, empty], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)
    done = subprocess.run([LIMIT, side.plain_connection, *target], stdout=subprocess.PIPE, check=True)
    shutil.rmtree(data)
    return float(done.stdout)


def peak_memory_of(side):
    """Of one run, in MB: of a child of its own, whose peak is that of the program alone."""
    child = os.fork()
    if child == 0:
        run_kinote(side)
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=open(side.folder / "peak", "w"))
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit("the run whose memory is measured failed")
    return int((side.folder / "peak").read_text()) / 1024


def compare(make_side, folder, notes, rounds):
    side = make_side(folder, notes)
    own, limit = [], []
    for _ in range(rounds):
        own.append(notes / run_kinote(side))
        limit.append(notes / run_limit(side))
    result_row.print_row(f"migration, {notes} notes, {side.name}", own, "plain", limit, ">= 0.7", unit=" notes/s")
    growth = peak_memory_of(side) / peak_memory_of(make_side(folder, notes // SMALLER))
    result_row.print_bound(f"memory of a migration {SMALLER} times as large, {side.name}", growth, "<= 1.2", unit=" x")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"])
    given = parser.parse_args()
    sides = {"sqlite": SqliteSide}
    if "KINOTE_TEST_POSTGRESQL" in os.environ:
        sides["postgresql"] = PostgresqlSide
    with tempfile.TemporaryDirectory(prefix="kinote-migration-") as folder:
        for engine, make_side in sides.items():
            if given.engine in (None, engine):
                compare(make_side, pathlib.Path(folder), given.notes, given.rounds)


if __name__ == "__main__":
    main()
