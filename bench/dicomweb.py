#!/usr/bin/env python3
"""DICOMweb: searches (QIDO-RS) and retrievals (WADO-RS) of kinote beside Orthanc with its DICOMweb plugin, and beside nginx
giving the same bytes from files. Orthanc has the same objects, and both count with one request at a time unless it says
otherwise. Cold attributes are those of a series that nobody has asked for yet.

Usage: dicomweb.py [--short]"""

import argparse
import http.client
import itertools
import json
import re
import subprocess
import time

import peers
import result_row

ROUNDS = 5
PLUGIN = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"
JSON = "application/dicom+json"
runs = itertools.count(int(time.time()) % 1_000_000 * 1000)


class Nginx(peers.Server):
    """Gives the files of a folder."""

    def __init__(self, folder):
        super().__init__("nginx")
        self.port = peers.free_port()
        temporary = "".join(f"{name}_temp_path {self.path}/{name};\n"
                            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (self.path / "nginx.conf").write_text(f"""daemon off; master_process off; pid {self.path}/pid;
            error_log {self.path}/error; events {{}}
            http {{ access_log off; sendfile on; tcp_nopush on; {temporary}
                    server {{ listen 127.0.0.1:{self.port}; root {folder}; }} }}""")
        self.start(["/usr/sbin/nginx", "-c", self.path / "nginx.conf"])
        peers.wait_for("nginx answers", lambda: peers.answers(self.port))


class Service:
    """A DICOMweb service, or what stands for it."""

    def __init__(self, name, port, root="", token=None):
        self.name, self.port, self.root = name, port, root
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path, accept):
        """The bytes of an answer and the seconds that it took."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        begin = time.monotonic()
        connection.request("GET", self.root + path, headers={**self.headers, "Accept": accept})
        answer = connection.getresponse()
        body = answer.read()
        seconds = time.monotonic() - begin
        connection.close()
        assert answer.status == 200, (self.name, path, answer.status, body[:300])
        return body, seconds

    def rate(self, path, accept, seconds, concurrency=1):
        """Answers a second."""
        headers = [f"-H{name}: {value}" for name, value in {**self.headers, "Accept": accept}.items()]
        told = subprocess.run(["wrk", "-t1", f"-c{concurrency}", f"-d{seconds}s", "--timeout", "60s", *headers,
                               f"http://127.0.0.1:{self.port}{self.root}{path}"],
                              capture_output=True, text=True, check=True).stdout
        assert "Non-2xx" not in told, (self.name, path, told)
        return float(re.search(r"Requests/sec:\s+([0-9.]+)", told).group(1))


def compare(work, asked, accept, goals, options, concurrency=1):
    """@param asked  each service, kinote first, with its path; goals of the others."""
    rates = {service.name: [] for service, _ in asked}
    for _ in range(1 if options.short else ROUNDS):
        for service, path in asked:
            rates[service.name].append(service.rate(path, accept, 1 if options.short else 2, concurrency))
    for (peer, _), goal in zip(asked[1:], goals):
        result_row.print_row(work, rates["kinote"], peer.name, rates[peer.name], f">= {goal}")


def fill(server, kind, objects, root, objects_per_study):
    peers.send(server, kind, 4, objects, root, objects_per_study)


def first(service, path, tag):
    return json.loads(service.get(path, JSON)[0])[0][tag]["Value"][0]


def cold(kinote, orthanc, series, options):
    """Seconds of the attributes of a series, the first time."""
    times = {kinote.name: [], orthanc.name: []}
    for path in series[:1 if options.short else ROUNDS]:
        for service in (kinote, orthanc):
            times[service.name].append(service.get(f"{path}/metadata", JSON)[1])
    ratio = [1 / seconds for seconds in times["kinote"]], [1 / seconds for seconds in times["Orthanc"]]
    result_row.print_row("attributes of 500 objects, cold", ratio[0], "Orthanc", ratio[1], ">= 8")


def measure(options):
    studies, objects = (200, 20) if options.short else (10_000, 500)
    root = f"1.2.826.0.1.3680043.10.9.{next(runs)}"
    with peers.Kinote() as own, peers.Orthanc(plugins=[PLUGIN]) as peer:
        kinote = Service("kinote", own.http_port, "/dicom-web", own.token)
        orthanc = Service("Orthanc", peer.http_port, "/dicom-web")
        for server in (own, peer):
            fill(server, "small", studies, root, 1)
        page = f"/studies?limit=25&offset={studies * 9 // 10}"
        patient = first(kinote, "/studies?limit=1", "00100020")

        def both(path):
            return [(kinote, path), (orthanc, path)]

        compare(f"QIDO of 25 studies among {studies:,}", both("/studies?limit=25"), JSON, [30], options)
        compare("the same, 8 at once", both("/studies?limit=25"), JSON, [60], options, 8)
        compare("QIDO of a page of 25 further on", both(page), JSON, [100], options)
        compare("QIDO by patient", both(f"/studies?PatientID={patient}&limit=25"), JSON, [20], options)

        series = []
        for number in range(1 if options.short else ROUNDS):
            for server in (own, peer):
                fill(server, "ct", objects, f"{root}.{number + 1}", objects)
            study = f"/studies/{root}.{number + 1}.1.1"
            series.append(f"{study}/series/{first(kinote, f'{study}/series', '0020000E')}")
        cold(kinote, orthanc, series, options)
        compare(f"QIDO of {objects} instances", both(f"{series[0]}/instances"), JSON, [15], options)
        folder = own.path / "files"
        folder.mkdir()
        instance = f"{series[0]}/instances/{first(kinote, f'{series[0]}/instances', '00080018')}"
        with Nginx(folder) as plain:
            for name, path, accept, goals in (
                    ("attributes", f"{series[0]}/metadata", JSON, [20, 0.12]),
                    ("object", instance, 'multipart/related; type="application/dicom"', [5, 0.4]),
                    ("frame", f"{instance}/frames/1", 'multipart/related; type="application/octet-stream"', [5, 0.4])):
                (folder / name).write_bytes(kinote.get(path, accept)[0])
                nginx = Service("nginx", plain.port)
                work = f"{name} of {objects} objects, warm" if name == "attributes" else f"WADO, {name} of 0.5 MB"
                compare(work, [*both(path), (nginx, f"/{name}")], accept, goals, options)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
