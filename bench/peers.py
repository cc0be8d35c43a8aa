"""The servers that the benches compare: kinote, Orthanc and the plain receiver, each started in a folder of its own on
free ports of loopback, with Nagle's algorithm off, and ended with it."""

import http.client
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("KINOTE_BENCH_BUILD", ROOT / "build" / "release"))
KINOTE = pathlib.Path(os.environ.get("KINOTE_BENCH_PROGRAM", BUILD / "kinote"))
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
ORTHANC = "/usr/sbin/Orthanc"
POSTGRESQL_INDEX = "/usr/share/orthanc/plugins/libOrthancPostgreSQLIndex.so"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(what, is_true, seconds=60.0, pause=0.005):
    """Waits until it is true; ends the program where that takes too long."""
    until = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > until:
            sys.exit(f"{what}: not within {seconds:.0f} s")
        time.sleep(pause)


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Costs:
    """CPU seconds and bytes written of processes, since they began."""

    def __init__(self, pids):
        self.cpu = 0.0
        self.written = 0
        for pid in pids:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            self.cpu += sum(int(ticks) for ticks in fields[11:15]) / CLOCK_TICKS
            for line in pathlib.Path(f"/proc/{pid}/io").read_text().splitlines():
                if line.startswith("write_bytes:"):
                    self.written += int(line.split()[1])


def peak_memory(pid, field="VmHWM"):
    """Megabytes."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    return 0.0


class PostgresqlServer:
    """The server that tools/with_postgresql.sh has started around this program."""

    def __init__(self):
        self.url = os.environ.get("KINOTE_TEST_POSTGRESQL")
        self.port = urllib.parse.urlparse(self.url).port if self.url else None

    def is_there(self):
        return self.url is not None

    def new_database(self, name):
        subprocess.run(["psql", "-q", f"{self.url}/postgres", "-c", f"CREATE DATABASE {name}"], check=True)
        return f"{self.url}/{name}"

    def pids(self):
        """The server's process, which has the CPU time of those of its sessions that have ended, and its children."""
        parents = {}
        main = None
        for folder in pathlib.Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                pid = int(folder.name)
                parents[pid] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                command = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if command[0].endswith(b"/postgres") and f"port={self.port}".encode() in command:
                main = pid
        return [main] + [pid for pid, parent in parents.items() if parent == main]


def call(port, method, path, body=None, headers=None):
    """The JSON value that a server answers; ends the program where that is a failure."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request(method, path, None if body is None else json.dumps(body),
                       {"Content-Type": "application/json", **(headers or {})})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    if answer.status >= 300:
        sys.exit(f"{method} {path}: {answer.status} {text[:500]}")
    return json.loads(text) if text else None


class Server:
    """A process in a temporary folder."""

    ae_title = "ANY"

    def __init__(self, name):
        self.name = name
        self.folder = tempfile.TemporaryDirectory(prefix="kinote-bench-")
        self.path = pathlib.Path(self.folder.name)
        self.process = None

    def start(self, command, **options):
        environment = {**os.environ, "TCP_NODELAY": "1"}
        self.log = open(self.path / "log", "ab")
        self.process = subprocess.Popen([str(part) for part in command], stderr=self.log, env=environment, **options)

    def pid(self):
        return self.process.pid

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)
        self.log.close()
        self.folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Kinote(Server):
    ae_title = "KINOTE"

    def __init__(self, database=None, settings=(), wrapper=()):
        super().__init__("kinote")
        command = [*wrapper, KINOTE, "serve", "--data", self.path / "data", "--dicom-port", "0", "--http-port", "0"]
        command += ["--database", database] if database else []
        begin = time.monotonic()
        self.start(command + list(settings), stdout=subprocess.PIPE)
        ready = self.process.stdout.readline().decode().split()
        self.ready_seconds = time.monotonic() - begin
        if not ready:
            sys.exit((self.path / "log").read_text())
        self.dicom_port, self.http_port = (int(part.rsplit(":", 1)[1]) for part in ready[1:])
        self.token = (self.path / "data" / "api-token").read_text().strip()

    def call(self, method, path, body=None):
        return call(self.http_port, method, path, body, {"Authorization": f"Bearer {self.token}"})

    def get(self, path):
        return self.call("GET", path)

    def has_notes(self, root, objects, last):
        """Whether the API shows a note in each study, and those of the objects that came last."""
        studies = (objects + 3) // 4
        for study in range(max(studies - last, 0), studies):
            expected = min(4, objects - 4 * study)
            if len(self.get(f"/api/studies/{root}.1.{study + 1}/notes")["notes"]) < expected:
                return False
        total = self.get("/api/studies?hasNotes=true&limit=1")["total"]
        return total is None or total >= studies  # None: more than are counted for a page


class Orthanc(Server):
    def __init__(self, postgresql=None, plugins=()):
        super().__init__("Orthanc")
        self.dicom_port, self.http_port = free_port(), free_port()
        configuration = {
            "Name": "bench", "StorageDirectory": str(self.path / "storage"), "IndexDirectory": str(self.path / "index"),
            "HttpPort": self.http_port, "DicomPort": self.dicom_port, "RemoteAccessAllowed": False,
            "AuthenticationEnabled": False, "DicomCheckCalledAet": False, "DicomAlwaysAllowStore": True,
            "OrthancExplorerEnabled": False, "Plugins": list(plugins),
        }
        if postgresql:
            parts = urllib.parse.urlparse(postgresql)
            configuration["Plugins"].append(POSTGRESQL_INDEX)
            configuration["PostgreSQL"] = {
                "EnableIndex": True, "EnableStorage": False, "Host": parts.hostname, "Port": parts.port,
                "Database": parts.path.strip("/"), "Username": parts.username, "Password": "", "EnableSsl": False,
                "Lock": False,
            }
        (self.path / "orthanc.json").write_text(json.dumps(configuration))
        begin = time.monotonic()
        self.start([ORTHANC, self.path / "orthanc.json"], stdout=subprocess.DEVNULL)
        wait_for("Orthanc answers", lambda: answers(self.http_port) and answers(self.dicom_port), pause=0.001)
        self.ready_seconds = time.monotonic() - begin

    def call(self, method, path, body=None):
        return call(self.http_port, method, path, body)


class PlainReceiver(Server):
    """Keeps what comes, synced, in `path / "objects"`, or throws it away."""

    def __init__(self, keeps=True):
        super().__init__("storescp with fsync" if keeps else "receiver")
        self.dicom_port = free_port()
        folder = self.path / "objects"
        folder.mkdir()
        self.start([BUILD / "bench" / "plain_receiver", self.dicom_port, *([folder] if keeps else [])],
                   stdout=subprocess.PIPE)
        self.process.stdout.readline()


def send(server, kind, associations, objects, root, objects_per_study=4):
    """Seconds from the first request to the last response."""
    sent = subprocess.run([str(BUILD / "bench" / "object_sender"), "127.0.0.1", str(server.dicom_port), server.ae_title,
                           kind, str(associations), str(objects), root, str(objects_per_study)], capture_output=True,
                          text=True)
    if sent.returncode != 0:
        sys.exit(f"{server.name}: {sent.stdout} {sent.stderr}\n{(server.path / 'log').read_text()[-2000:]}")
    return float(sent.stdout.split()[0])
