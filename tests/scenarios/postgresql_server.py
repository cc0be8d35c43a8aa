"""Databases on the test's PostgreSQL server, and servers of a scenario's own that it may stop and start."""

import os
import pathlib
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile

PROGRAMS = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def _psql(url, statement):
    subprocess.run([PROGRAMS / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement],
                   capture_output=True, timeout=120, check=True)


def create_database(server, template=None):
    """Makes a database on the server, empty or a copy of another one that nobody uses; gives its URL."""
    name = f"scenario_{secrets.token_hex(6)}"
    _psql(f"{server}/postgres", f"CREATE DATABASE {name}" + (f" TEMPLATE {template.rsplit('/', 1)[1]}" if template else ""))
    return f"{server}/{name}"


def drop_database(url):
    server, name = url.rsplit("/", 1)
    _psql(f"{server}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


class PostgresqlServer:
    """A server on a free port of loopback, in a temporary folder. Ended by `end`."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kinote-postgresql-"))
        self._as_server = []
        if os.getuid() == 0:  # initdb and the server refuse root
            self._as_server = ["runuser", "-u", "postgres", "--"]
            os.chown(self.folder, pwd.getpwnam("postgres").pw_uid, -1)
        self._run("initdb", "-U", "kinote", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-N")
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = taken.getsockname()[1]
        self.url = f"postgresql://kinote@127.0.0.1:{self.port}"
        self.start()

    def _run(self, program, *words):
        subprocess.run([*self._as_server, PROGRAMS / program, "-D", self.folder / "data", *words], cwd="/",
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=120,
                       check=True)

    def start(self):
        options = (f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories= "
                   "-c max_connections=100")
        self._run("pg_ctl", "-l", self.folder / "log", "-w", "-o", options, "start")

    def is_running(self):
        try:
            self._run("pg_ctl", "status")
        except subprocess.CalledProcessError:
            return False
        return True

    def stop(self):
        """At once, like a server whose machine goes away."""
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")

    def end(self):
        try:
            self.stop()
        except subprocess.CalledProcessError:
            pass  # it is stopped
        shutil.rmtree(self.folder)
