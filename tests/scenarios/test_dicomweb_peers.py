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


def test_dicomweb_client_and_dcmjs_store_a_study(sqlite_server, tmp_path, web_client):
    made = objects.Study("P-1", "Müller^Jürgen")
    images = [objects.image(made), objects.image(made, size=256)]
    files = objects.write(tmp_path / "out", *images, objects.kosd(made, images, "look", author="Reader^Anna"))
    done = subprocess.run([shutil.which("node"), FOLDER / "store.js", f"http://127.0.0.1:{sqlite_server.api.port}/dicom-web",
                           sqlite_server.token, *files], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told["stored"]) == set(sqlite_server.stored_objects()) and told["made"] in told["stored"]
    assert len(told["stored"]) == 4 and told["failed"] == 0
    assert [sqlite_server.stored_object(str(one.SOPInstanceUID)) for one in images] == [
        file.read_bytes() for file in files[:2]]
    sqlite_server.wait_until_registered()
    assert [one["description"] for one in sqlite_server.api.notes(made.uid)] == ["look"]


def test_orthanc_stores_a_study(sqlite_server, tmp_path):
    made = objects.Study("P-1", "Müller^Jürgen")
    images = [objects.image(made, size=256) for _ in range(3)]
    server = {"Url": f"http://127.0.0.1:{sqlite_server.api.port}/dicom-web/",
              "HttpHeaders": {"Authorization": f"Bearer {sqlite_server.token}"}}
    peer = OrthancPeer(tmp_path / "orthanc", 1, Plugins=[str(PLUGIN)],
                       DicomWeb={"Enable": True, "Servers": {"kinote": server}})
    try:
        here = [peer.call("POST", "/instances", objects.part10(one))["ID"] for one in images]
        peer.call("POST", "/dicom-web/servers/kinote/stow",
                  json.dumps({"Resources": here, "Synchronous": True}).encode())
        assert sqlite_server.stored_objects() == {
            str(one.SOPInstanceUID): peer.fetch(f"/instances/{name}/file") for one, name in zip(images, here)}
    finally:
        peer.end()


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
