"""dcmjs-dimse as the other side: one of the programs of dcmjs/ as a process."""

import fcntl
import json
import pathlib
import queue
import shutil
import subprocess
import threading

import pytest

from kinote_site import LIMIT, eventually
from orthanc_peer import free_port
from receivers import is_listening

FOLDER = pathlib.Path(__file__).resolve().parent / "dcmjs"


class Dcmjs:
    """A program that listens on `port`; `next` gives what it tells next."""

    def __init__(self, program, *words):
        self.port = free_port()
        self._process = subprocess.Popen([shutil.which("node"), FOLDER / program, str(self.port),
                                          *[str(word) for word in words]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._told = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        eventually(lambda: is_listening(self.port), "dcmjs-dimse listens")

    def _listen(self):
        for line in self._process.stdout:
            if line.startswith(b"{"):  # the others are the library's log
                self._told.put(json.loads(line))

    def next(self):
        return self._told.get(timeout=LIMIT)

    def ask(self, *words):
        self._process.stdin.write((" ".join(["ask", *words]) + "\n").encode())
        self._process.stdin.flush()

    def end(self):
        self._process.kill()
        self._process.wait(LIMIT)


@pytest.fixture(scope="session")
def installed():
    """The library, as its lock file says, where it is not installed yet: by one of the processes that want it at once."""
    with open(FOLDER / "package-lock.json", "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (FOLDER / "node_modules" / "dcmjs-dimse").is_dir():
            subprocess.run([shutil.which("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER,
                           check=True, timeout=600)
