"""Storage Commitment with dcmjs-dimse as the other side, in both roles."""

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
from test_commitment import committed, restart
from test_send import send, sender, set_destination, visible  # noqa: F401  (a fixture)

FOLDER = pathlib.Path(__file__).resolve().parent / "dcmjs"


class Dcmjs:
    """The peer as a process; `next` gives what it tells next."""

    def __init__(self, kinote_port):
        self.port = free_port()
        self._process = subprocess.Popen([shutil.which("node"), FOLDER / "commitment.js", str(self.port),
                                          str(kinote_port), "DCMJS"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
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
    """The library, as its lock file says, where it is not installed yet."""
    if not (FOLDER / "node_modules" / "dcmjs-dimse").is_dir():
        subprocess.run([shutil.which("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER, check=True,
                       timeout=600)


@pytest.fixture
def dcmjs(sender, installed):  # noqa: F811
    peer = Dcmjs(sender.dicom_port)
    yield peer
    peer.end()


def test_it_commits_to_what_it_was_sent(sender, dcmjs):  # noqa: F811
    set_destination(sender, dcmjs.port, "--storage-commitment", ae_title="DCMJS")
    done = send(sender)
    assert set(dcmjs.next()["asked"]) == visible(sender)
    assert dcmjs.next() == {"answered": 0}
    committed(sender, done, 4)


def test_it_asks_and_is_told_over_another_association(sender, dcmjs):  # noqa: F811
    restart(sender, at_once=False)
    set_destination(sender, dcmjs.port, ae_title="DCMJS")
    image = sender.images[0]
    dcmjs.ask("1.2.3.4", image.SOPClassUID, image.SOPInstanceUID, "1.2.3.5")
    assert dcmjs.next() == {"answered": 0}
    assert dcmjs.next() == {"reported": "1.2.3.4", "type": 2, "committed": [image.SOPInstanceUID],
                            "failed": [["1.2.3.5", 0x0112]]}
