"""OHIF as a peer: its built distribution, served by a small web server of its own."""

import fcntl
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import threading

PROJECT = pathlib.Path(__file__).resolve().parents[2]
VERSION = "3.12.10"
INTEGRITY = "sha512-0kuF66Mq9c9dMD++bUsTjMrJpXJwaZhz9B4uS244DawAjSkTwIYFU93pxPuRUQixaRi7QAHlF3Fe1qudBlZrmA=="


def distribution():
    """The folder of the distribution; fetched from npm where it is not there yet, by one process."""
    folder = PROJECT / ".cache" / f"ohif-{VERSION}"
    folder.parent.mkdir(exist_ok=True)
    with open(folder.parent / "ohif.lock", "w", encoding="ascii") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not folder.is_dir():
            packed = subprocess.run([shutil.which("npm"), "pack", "--json", f"@ohif/app@{VERSION}"], cwd=folder.parent,
                                    check=True, capture_output=True, timeout=600)
            (told,) = json.loads(packed.stdout)
            assert told["integrity"] == INTEGRITY
            archive = folder.parent / told["filename"]
            unpacked = folder.with_suffix(f".{os.getpid()}")
            with tarfile.open(archive) as tar:  # its content is the one that INTEGRITY names
                tar.extractall(unpacked)
            (unpacked / "package" / "dist").rename(folder)
            shutil.rmtree(unpacked)
            archive.unlink()
    return folder


class OhifServer:
    """Serves OHIF for one DICOMweb service, which is told later. Ended by end()."""

    def __init__(self):
        peer, folder = self, distribution()

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *words):
                super().__init__(*words, directory=folder)

            def do_GET(self):  # pylint: disable=invalid-name
                path = self.path.partition("?")[0]
                if path == "/app-config.js":
                    body = peer.configuration().encode()
                    self.send_response(200)
                    self.send_header("Content-Type", "text/javascript")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                    return
                if not pathlib.Path(self.translate_path(path)).is_file():
                    self.path = "/index.html"
                super().do_GET()

            def log_message(self, *_):
                pass

        self.service = None
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def configuration(self):
        source = {"namespace": "@ohif/extension-default.dataSourcesModule.dicomweb", "sourceName": "kinote",
                  "configuration": {"friendlyName": "kinote", "name": "kinote", "qidoRoot": self.service,
                                    "wadoRoot": self.service, "wadoUriRoot": self.service,
                                    "qidoSupportsIncludeField": True, "imageRendering": "wadors",
                                    "thumbnailRendering": "wadors", "enableStudyLazyLoad": True,
                                    "supportsFuzzyMatching": False, "supportsWildcard": True,
                                    "bulkDataURI": {"enabled": True}}}
        return "window.config = " + json.dumps({
            "routerBasename": None, "extensions": [], "modes": [], "customizationService": {}, "showStudyList": True,
            "showWarningMessageForCrossOrigin": False, "showCPUFallbackMessage": False, "maxNumberOfWebWorkers": 1,
            "investigationalUseDialog": {"option": "never"}, "defaultDataSourceName": "kinote", "dataSources": [source]}) + ";"

    def end(self):
        self._server.shutdown()
        self._server.server_close()
