"""DICOMweb in the hands of others: dicomweb-client with dcmjs, and Orthanc's plugin."""

import fcntl
import hashlib
import json
import pathlib
import shutil
import subprocess

import pytest

import objects
from orthanc_peer import OrthancPeer

FOLDER = pathlib.Path(__file__).resolve().parent / "dicomweb_client"
PLUGIN = pathlib.Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")


@pytest.fixture(scope="session")
def web_client():
    """The libraries, as their lock file says, where they are not installed yet: by one of the processes that want them."""
    with open(FOLDER / "package-lock.json", "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (FOLDER / "node_modules" / "dicomweb-client").is_dir():
            subprocess.run([shutil.which("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER,
                           check=True, timeout=600)


@pytest.fixture
def study(sqlite_server, tmp_path):
    made = objects.Study("P-1", "Müller^Jürgen")
    images = [objects.image(made, InstanceNumber=str(number)) for number in (1, 2)]
    made.objects = [*images, objects.kosd(made, images, "look", author="Reader^Anna")]
    sqlite_server.take_in("--threads", "1", *objects.write(tmp_path / "in", *made.objects))
    sqlite_server.wait_until_registered()
    return made


def digests(site, study):
    return {str(one.SOPInstanceUID): hashlib.sha256(site.stored_object(str(one.SOPInstanceUID))).hexdigest()
            for one in study.objects}


def test_dicomweb_client_and_dcmjs_read_a_study(sqlite_server, study, web_client):
    done = subprocess.run([shutil.which("node"), FOLDER / "read.js", f"http://127.0.0.1:{sqlite_server.api.port}/dicom-web",
                           sqlite_server.token, study.uid], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    stored = digests(sqlite_server, study)
    assert told["studies"] == [study.uid] and sorted(one[0] for one in told["series"]) == ["CT", "KO"]
    assert {one["uid"]: one["digest"] for one in told["objects"]} == stored
    assert [one["title"] for one in told["objects"] if one["title"]] == ["Of Interest"]
    assert sorted(told["whole"]) == sorted(stored.values())
    pixels = {str(one.SOPInstanceUID): hashlib.sha256(one.PixelData).hexdigest() for one in study.objects[:2]}
    assert {one["uid"]: one["digest"] for one in told["frames"]} == pixels


def test_orthanc_finds_and_fetches_a_study(sqlite_server, study, tmp_path):
    server = {"Url": f"http://127.0.0.1:{sqlite_server.api.port}/dicom-web/",
              "HttpHeaders": {"Authorization": f"Bearer {sqlite_server.token}"}}
    peer = OrthancPeer(tmp_path / "orthanc", 1, Plugins=[str(PLUGIN)],
                       DicomWeb={"Enable": True, "Servers": {"kinote": server}})
    try:
        found = peer.call("POST", "/dicom-web/servers/kinote/qido",
                          json.dumps({"Uri": "/studies", "Arguments": {"PatientName": "muller*"}}).encode())
        assert [one["0020000D"]["Value"] for one in found] == [study.uid]
        fetched = peer.call("POST", "/dicom-web/servers/kinote/retrieve",
                            json.dumps({"Resources": [{"Study": study.uid}], "Synchronous": True}).encode())
        assert fetched, "what became of it"
        kept = {hashlib.sha256(peer.fetch(f"/instances/{one}/file")).hexdigest() for one in peer.call("GET", "/instances")}
        assert kept == set(digests(sqlite_server, study).values())
    finally:
        peer.end()
