"""Reads a site's database past the program, on either engine."""

import contextlib
import json
import pathlib
import sqlite3
import subprocess

from postgresql_server import PROGRAMS


class DatabaseReader:
    """`database` is the path of an SQLite file or a PostgreSQL URL."""

    def __init__(self, database):
        self.database = database

    def all(self, query):
        """The rows, as tuples; byte strings as bytes."""
        if isinstance(self.database, pathlib.Path):
            connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=60)
            try:
                return connection.execute(query).fetchall()
            finally:
                connection.close()
        done = subprocess.run([PROGRAMS / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.database,
                               "-c", f"SELECT array_to_json(array(SELECT row_to_json(r) FROM ({query}) r))"],
                              capture_output=True, timeout=120, check=True)
        return [tuple(map(_decoded, row.values())) for row in json.loads(done.stdout)]

    def row(self, query):
        """The first row, or None."""
        rows = self.all(query)
        return rows[0] if rows else None

    def one(self, query):
        """The first column of the first row."""
        return self.row(query)[0]

    def execute(self, statement):
        """Changes the database behind the program's back."""
        if isinstance(self.database, pathlib.Path):
            connection = sqlite3.connect(self.database, timeout=60)
            with connection:
                connection.execute(statement)
            connection.close()
        else:
            subprocess.run([PROGRAMS / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.database, "-c",
                            statement], capture_output=True, timeout=120, check=True)

    @contextlib.contextmanager
    def held(self, query):
        """Holds the rows that a query locks, in a session of its own; PostgreSQL only."""
        session = subprocess.Popen([PROGRAMS / "psql", "-X", "-q", "-t", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1", "-d",
                                    self.database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            session.stdin.write(f"BEGIN;\n{query};\n\\echo held\n")
            session.stdin.flush()
            assert session.stdout.readline() == "held\n"
            yield
        finally:
            session.communicate("ROLLBACK;\n", timeout=120)


def _decoded(value):
    return bytes.fromhex(value[2:]) if isinstance(value, str) and value.startswith("\\x") else value
