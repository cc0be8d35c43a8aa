"""Orthanc as a peer: a server of its own on free ports of loopback, in a temporary folder."""

import json
import socket
import subprocess
import urllib.request

from kinote_site import LIMIT, eventually


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


class OrthancPeer:
    """Started when made; ended by end(). `kinote_port` is where it sends to, as KINOTE; `settings` are its own."""

    def __init__(self, folder, kinote_port, **settings):
        folder.mkdir()
        self.port = free_port()
        configuration = {
            "Name": "Peer", "StorageDirectory": str(folder / "storage"), "IndexDirectory": str(folder / "storage"),
            "HttpPort": self.port, "DicomPort": free_port(), "DicomAet": "ORTHANC", "RemoteAccessAllowed": False,
            "AuthenticationEnabled": False, "Plugins": [],
            "DicomModalities": {"kinote": ["KINOTE", "127.0.0.1", kinote_port]}, **settings,
        }
        (folder / "orthanc.json").write_text(json.dumps(configuration))
        with open(folder / "log", "wb") as log:
            self._process = subprocess.Popen(["Orthanc", folder / "orthanc.json"], stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=log)
        eventually(self._answers, "Orthanc answers")

    def _answers(self):
        assert self._process.poll() is None, "Orthanc ended"
        try:
            return self.call("GET", "/system")
        except OSError:
            return None

    def call(self, method, path, body=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=body, method=method)
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            return json.loads(answer.read())

    def fetch(self, path):
        """The bytes of an answer."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=LIMIT) as answer:
            return answer.read()

    def keep(self, content):
        """Puts an object in; gives Orthanc's own identifier of it."""
        return self.call("POST", "/instances", content)["ID"]

    def send(self, identifiers):
        """Sends the objects to kinote; gives what Orthanc says of it."""
        wanted = {"Resources": identifiers, "Synchronous": True}
        return self.call("POST", "/modalities/kinote/store", json.dumps(wanted).encode())

    def query(self, level, keys):
        """Asks kinote; gives the answers by keyword."""
        asked = self.call("POST", "/modalities/kinote/query", json.dumps({"Level": level, "Query": keys}).encode())
        return self.call("GET", f"/queries/{asked['ID']}/answers?expand&simplify")

    def end(self):
        self._process.kill()  # asked to end, it waits for associations that are kept open to it
        self._process.wait(LIMIT)
