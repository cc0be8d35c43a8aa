"""kinote as the demonstration starts it: single commands, and the server that is to be seen."""
import json
import os
import signal
import socket
import subprocess
import urllib.request


class CommandFailed(Exception):
    """A command or the server ended otherwise than it should; the text is for a person."""


class Program:
    def __init__(self, path):
        self.path = str(path)
        # The reader's own settings of kinote are for the reader's own sites.
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("KINOTE_")}

    def run(self, *arguments):
        """Runs a command with --json. @return: the value that it printed. @raise CommandFailed."""
        ended = subprocess.run([self.path, *map(str, arguments), "--json", "--log-level", "warn"], env=self._environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        answer = json.loads(ended.stdout) if ended.stdout else {}
        if ended.returncode != 0:
            reasons = "".join(f"\n{failure['path']}: {failure['reason']}" for failure in answer.get("failures", ()))
            raise CommandFailed(f"kinote {arguments[0]} ended with {ended.returncode}{reasons}")
        return answer

    def serve(self, folder):
        return Server(self.path, self._environment, folder)


class Server:
    """A running `kinote serve`. Ends with stop(), and by itself where this process is killed."""

    def __init__(self, path, environment, folder):
        ports = ["--http-port", _free_port("KINOTE_HTTP_PORT", 8480), "--dicom-port", _free_port("KINOTE_DICOM_PORT", 11112)]
        self._log = open(folder.log, "ab")
        self._process = subprocess.Popen([path, "serve", "--data", str(folder.site), *ports], env=environment,
                                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._log, text=True,
                                         preexec_fn=_end_with_parent)
        line = self._process.stdout.readline().split()
        if len(line) != 3 or line[0] != "ready":
            self.stop()
            raise CommandFailed(f"kinote serve did not start; its log says:\n{folder.log.read_text()[-2000:]}")
        self.dicom = line[1].removeprefix("dicom=")
        self.http = line[2].removeprefix("http=")
        self._token = (folder.site / "api-token").read_text().strip()

    @property
    def sign_in_address(self):
        return f"http://{self.http}/"

    @property
    def address(self):
        return f"http://{self.http}/?token={self._token}"

    def ask(self, path):
        """@return: what the API answers. @raise OSError: no answer."""
        request = urllib.request.Request(f"http://{self.http}{path}", headers={"Authorization": f"Bearer {self._token}"})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return json.load(answer)

    def wait(self, seconds=None):
        """@return: the exit code, or None while it runs."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def stop(self):
        """Ends the server as SIGTERM does. @return: its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        code = self._process.wait()
        self._process.stdout.close()
        self._log.close()
        return code


def _free_port(variable, usual):
    """The usual port, or that of the environment; 0, which takes any, where another program listens on it."""
    port = int(os.environ.get(variable) or usual)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return "0"
    return str(port)


def _end_with_parent():
    import ctypes
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
