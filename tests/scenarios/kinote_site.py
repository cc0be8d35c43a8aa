"""A site: a data folder, its database, and the program run on both."""

import hashlib
import json
import os
import pathlib
import selectors
import signal
import subprocess
import time

from api_client import ApiClient
from database_reader import DatabaseReader

PROJECT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("KINOTE_PROGRAM", PROJECT / "build" / "release" / "kinote")).resolve()
OBJECT_CREATOR = "MVF_OBJECT_CREATOR"
LIMIT = 120  # seconds that anything may take before the scenario fails


def eventually(condition, what, limit=LIMIT):
    """Returns the first true value of `condition()`."""
    end = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"not within {limit} s: {what}"
        time.sleep(0.02)


def clean_environment(more=None):
    """The environment without the site's own variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KINOTE_")}
    return {**kept, **(more or {})}


class Finished:
    """A command that has ended."""

    def __init__(self, exit_code, output, errors):
        self.exit_code, self.output, self.errors = exit_code, output, errors

    @property
    def json(self):
        return json.loads(self.output)

    def __repr__(self):
        return f"exit {self.exit_code}\n{self.output[-2000:]}\n{self.errors[-4000:]}"


def run_program(*words, environment=None, limit=LIMIT, **more):
    """Runs the program with these words and nothing else."""
    done = subprocess.run([PROGRAM, *map(str, words)], env=clean_environment(environment), capture_output=True,
                          timeout=limit, check=False, **more)
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace"))


def peak_memory(pid):
    """The largest resident size that a process ever had, in bytes."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError(f"process {pid} has no VmHWM")


class Site:
    """A data folder that commands and at most one server use. `database` is a URL, or None for SQLite."""

    def __init__(self, data, database=None):
        self.data = pathlib.Path(data)
        self.database = database
        self.server = None
        self.ready_line = None
        self.dicom_port = None
        self.http_port = None
        self._commands = []
        self._errors = self.data.parent / f"{self.data.name}.log"

    # Commands

    def words(self, command, *words):
        named = ["--database", self.database] if self.database and not (self.data / "kinote.toml").exists() else []
        parts = [command] if isinstance(command, str) else list(command)
        return [str(PROGRAM), *parts, "--data", str(self.data), *named, *map(str, words)]

    def run(self, command, *words, environment=None, limit=LIMIT, **more):
        """Runs a command on the site to its end. `command` is "import", or ("jobs", "list")."""
        done = subprocess.run(self.words(command, *words), env=clean_environment(environment), capture_output=True,
                              timeout=limit, check=False, **more)
        return Finished(done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace"))

    def json(self, command, *words, exit_code=0, **more):
        """The JSON value that a command prints; `exit_code` None takes any."""
        done = self.run(command, *words, "--json", **more)
        assert exit_code is None or done.exit_code == exit_code, done
        return done.json

    def take_in(self, *paths, exit_code=0, **more):
        """Imports, and gives the counts."""
        counts = self.json("import", *paths, exit_code=exit_code, **more)
        told = counts["stored"] + counts["duplicates"] + counts["refused"] + counts["not_dicom"]
        assert told <= counts["files"] <= told + len(counts["failures"]) - counts["refused"], counts
        return counts

    def launch(self, command, *words, environment=None):
        """Starts a command beside the scenario; ended with it at the latest."""
        process = subprocess.Popen(self.words(command, *words), env=clean_environment(environment),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._commands.append(process)
        return process

    # The server

    def start(self, *words, environment=None, ports=("--dicom-port", "0", "--http-port", "0")):
        """Starts `serve` and returns once it has said that it is ready."""
        assert self.server is None, "it serves already"
        self._errors.parent.mkdir(parents=True, exist_ok=True)
        with open(self._errors, "ab") as errors:
            self.server = subprocess.Popen(self.words("serve", *ports, *words), env=clean_environment(environment),
                                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors)
        self.ready_line = self._first_line()
        word, dicom, http = self.ready_line.split(" ")
        assert word == "ready" and dicom.startswith("dicom=") and http.startswith("http="), self.ready_line
        self.dicom_port = int(dicom.rsplit(":", 1)[1])
        self.http_port = int(http.rsplit(":", 1)[1])
        return self

    def _first_line(self):
        line, end = b"", time.monotonic() + LIMIT
        with selectors.DefaultSelector() as selector:
            selector.register(self.server.stdout, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                if not selector.select(max(0.0, end - time.monotonic())):
                    raise AssertionError(f"not ready within {LIMIT} s\n{self.log()[-4000:]}")
                read = os.read(self.server.stdout.fileno(), 1)
                if not read:
                    code, self.server = self.server.wait(LIMIT), None
                    raise AssertionError(f"serve ended with {code} before it was ready\n{self.log()[-4000:]}")
                line += read
        return line.decode().removesuffix("\n")

    def stop(self, limit=LIMIT):
        """SIGTERM; gives the exit code and what else stood on standard output."""
        server, self.server = self.server, None
        server.send_signal(signal.SIGTERM)
        output = server.communicate(timeout=limit)[0].decode()
        return server.returncode, output

    def kill(self):
        """SIGKILL: what a power cut is to a process."""
        server, self.server = self.server, None
        server.kill()
        server.communicate(timeout=LIMIT)

    def is_serving(self):
        return self.server is not None and self.server.poll() is None

    def end(self):
        """Ends all that runs on the site, whatever came before."""
        if self.server is not None:
            self.kill()
        for process in self._commands:
            if process.poll() is None:
                process.kill()
            process.communicate()

    def log(self):
        return self._errors.read_text(errors="replace") if self._errors.exists() else ""

    # What is there

    @property
    def token(self):
        return (self.data / "api-token").read_text().strip()

    @property
    def api(self):
        return ApiClient(self.http_port, self.token)

    @property
    def rows(self):
        """Looks into the database, past the program."""
        return DatabaseReader(self.database or self.data / "kinote.sqlite")

    def wait_for_queue(self, queue=OBJECT_CREATOR, timeout=LIMIT):
        """Returns once nothing is outstanding in the queue."""
        done = self.run(("queues", "wait"), queue, "--timeout", timeout, limit=timeout + 30)
        assert done.exit_code == 0, (done, self.log()[-4000:])

    def wait_until_registered(self, limit=LIMIT):
        """Returns once no KOSD is unregistered and no job is outstanding."""
        eventually(lambda: not self.rows.one("SELECT count(*) FROM kosd WHERE registration_state = 'unregistered'"),
                   "every KOSD registered", limit)
        self.wait_for_queue(timeout=limit)

    def stored_objects(self, condition="true"):
        """The bytes of each object by its SOP Instance UID, as they lie in the database or the cache."""
        rows = self.rows.all("SELECT i.sop_instance_uid, i.path, b.bytes FROM instance i "
                             f"LEFT JOIN object_bytes b ON b.instance = i.id WHERE {condition}")
        return {uid: content if path is None else (self.data / "cache" / path).read_bytes()
                for uid, path, content in rows}

    def stored_object(self, sop_instance_uid):
        """The bytes of one object; None where it is not here."""
        return self.stored_objects(f"i.sop_instance_uid = '{sop_instance_uid}'").get(sop_instance_uid)

    def check_objects(self):
        """Every row's bytes are there, of the row's size and SHA-256, and each file has a checksum. Gives their
        number."""
        stored = self.stored_objects()
        for uid, size, digest in self.rows.all("SELECT sop_instance_uid, size, sha256 FROM instance"):
            content = stored[uid]
            assert content is not None, f"{uid} has a row and no bytes"
            assert len(content) == size and hashlib.sha256(content).hexdigest() == digest, uid
        assert not self.rows.all("SELECT sop_instance_uid FROM instance WHERE path IS NOT NULL AND checksum IS NULL")
        return len(stored)

    def cache_files(self):
        """The files of the cache, without the locks of its staging folders."""
        return [path for path in (self.data / "cache").rglob("*") if path.is_file() and path.name != "lock"]
