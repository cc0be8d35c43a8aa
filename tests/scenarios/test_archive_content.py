"""What archives of other makers send back, and what becomes of it where it is not what they were sent."""

import hashlib
import io
import random
import shutil
import subprocess

import pytest
from pydicom import dcmread

import objects
from archive_site import (LARGE, archive, free, freed, is_back, nearline, other_content, send_as, set_vault,
                          site_with_study, vault)  # noqa: F401  (fixtures)
from kinote_site import LIMIT, eventually
from orthanc_peer import OrthancPeer, free_port
from receivers import is_listening
from reconciling import Archive as Shown
from reconciling import reasons, reconcile
from test_send import ended, send, set_destination, visible  # noqa: F401  (fixtures)


def test_other_headers_are_taken_from_the_archive_and_from_nobody_else(site_with_study, vault, tmp_path):
    site = site_with_study
    freed(site)
    set_vault(site, vault.dicom_port, "--returning-ae-title", "VAULT_OUT")
    image = site.large[0]
    coerced = other_content(image, PatientName="Coerced^By^Archive")
    send_as(site, "STRANGER", tmp_path / "stranger", coerced)
    assert image.SOPInstanceUID in nearline(site)
    assert [one["cause"] for one in site.json("exceptions")] == ["other_content"]
    code, said = send_as(site, "VAULT_OUT", tmp_path / "archive", coerced)
    assert code == 0, said
    assert image.SOPInstanceUID not in nearline(site)
    stored = site.stored_object(image.SOPInstanceUID)
    assert objects.data_set_bytes(stored) == objects.data_set_bytes(objects.part10(coerced)), "as it came"
    assert site.rows.one(f"SELECT sha256 FROM instance WHERE sop_instance_uid = '{image.SOPInstanceUID}'") == \
        hashlib.sha256(stored).hexdigest()
    (finding,) = [one for one in site.json("exceptions") if one["cause"] == "changed_by_archive"]
    assert finding["sop_instance_uid"] == image.SOPInstanceUID and "PatientName" in finding["message"]
    assert "Coerced" not in finding["message"]
    pixels = other_content(site.large[1], PixelData=bytes(LARGE * LARGE * 2))
    send_as(site, "VAULT_OUT", tmp_path / "pixels", pixels)
    assert site.large[1].SOPInstanceUID in nearline(site), "other pixels are refused"
    assert {one["sop_instance_uid"] for one in site.json("exceptions") if one["cause"] == "other_content"} == \
        {image.SOPInstanceUID, site.large[1].SOPInstanceUID}


def test_what_an_archive_changed_is_older_at_the_others(site_with_study, vault, tmp_path, ended):  # noqa: F811
    site = site_with_study
    peer = ended(Shown())
    set_destination(site, peer.port)
    send(site)
    peer.held = sorted(visible(site))
    freed(site)
    set_vault(site, vault.dicom_port, "--returning-ae-title", "VAULT_OUT")
    image = site.large[0]
    send_as(site, "VAULT_OUT", tmp_path / "archive", other_content(image, StudyDescription="Corrected"))
    assert image.SOPInstanceUID not in nearline(site)
    done = reconcile(site, "--fix", exit_code=1)
    assert reasons(done) == {image.SOPInstanceUID: "older_there"} and done["found"][0]["place"] == "both"
    site.wait_for_queue("SEND_NORTH")
    assert peer.requests[-1] == image.SOPInstanceUID and reconcile(site)["found"] == []


class OrthancVault(OrthancPeer):
    """Orthanc as archive: takes, commits, sends back."""

    def dicom_port(self):
        return self.call("GET", "/system")["DicomPort"]

    def by_uid(self):
        return {self.call("GET", f"/instances/{one}/simplified-tags")["SOPInstanceUID"]: one
                for one in self.call("GET", "/instances")}


@pytest.fixture
def orthanc(site_with_study, tmp_path, ended):  # noqa: F811
    peer = ended(OrthancVault(tmp_path / "orthanc", site_with_study.dicom_port))
    set_vault(site_with_study, peer.dicom_port(), "--most-attempts", 2, ae_title="ORTHANC")
    return peer


def test_orthanc_keeps_a_study_and_gives_it_back(site_with_study, orthanc):
    site = site_with_study
    before = freed(site)
    assert set(orthanc.by_uid()) == visible(site)
    site.json("retrieve", site.study.uid)
    site.wait_for_queue("RETRIEVE_VAULT")
    is_back(site, before)
    assert site.json("exceptions") == []


def test_an_archive_that_takes_uncompressed_objects_only_gives_them_back_so(server, tmp_path, ended):  # noqa: F811
    site, folder = server, tmp_path / "in"
    site.study = objects.Study()
    noise = random.Random(14)
    originals = {}
    for coder in ("dcmcjpls", "dcmcrle"):
        one = objects.image(site.study, size=LARGE, PixelData=noise.randbytes(LARGE * LARGE * 2))
        (path,) = objects.write(tmp_path / coder, one)
        folder.mkdir(exist_ok=True)
        subprocess.run([shutil.which(coder), path, folder / path.parent.name], check=True, timeout=60)
        originals[one.SOPInstanceUID] = one
    site.take_in(folder)
    peer = ended(OrthancVault(tmp_path / "orthanc", site.dicom_port, AcceptedTransferSyntaxes=["1.2.840.10008.1.2"]))
    set_vault(site, peer.dicom_port(), "--most-attempts", 2, ae_title="ORTHANC")
    archive(site)
    assert free(site)["objects"] == 2
    site.json("retrieve", site.study.uid)
    site.wait_for_queue("RETRIEVE_VAULT")
    assert not nearline(site) and site.json("exceptions") == []
    site.check_objects()
    for uid, content in site.stored_objects().items():
        back = dcmread(io.BytesIO(content))
        assert not back.file_meta.TransferSyntaxUID.is_compressed
        assert back.PixelData == originals[uid].PixelData
    assert free(site)["objects"] == 2, "the ledger knows what came back"


def test_orthanc_gives_back_other_headers_and_other_pixels(site_with_study, orthanc):
    site = site_with_study
    freed(site)
    held = orthanc.by_uid()
    coerced = other_content(site.large[0], PatientName="Coerced^By^Archive")
    spoilt = other_content(site.large[1], PixelData=bytes(LARGE * LARGE * 2))
    small = other_content(site.small, PatientName="Coerced^By^Archive")
    for one in (coerced, spoilt, small):
        orthanc.call("DELETE", f"/instances/{held[one.SOPInstanceUID]}")
        orthanc.keep(objects.part10(one))
    (job,) = site.json("retrieve", site.study.uid)["jobs"]
    eventually(lambda: site.rows.one(f"SELECT state FROM job WHERE id = {job}") == "error", "it ended in Error")
    assert nearline(site) == {spoilt.SOPInstanceUID}
    causes = {}
    for one in site.json("exceptions"):
        causes.setdefault(one["cause"], set()).add(one["sop_instance_uid"])
    assert causes["changed_by_archive"] == {coerced.SOPInstanceUID}
    assert causes["other_content"] == {spoilt.SOPInstanceUID}
    (told,) = [one for one in site.json("exceptions") if one["job"] == job]
    assert "other pixels" in told["message"]
    stored = site.stored_object(small.SOPInstanceUID)
    assert objects.data_set_bytes(stored) == objects.data_set_bytes(objects.part10(site.small)), "ours stays"


class QueryRetrieveScp:
    """DCMTK's dcmqrscp on a free port; sends to KINOTE at `kinote_port`."""

    def __init__(self, folder, kinote_port):
        (folder / "objects").mkdir(parents=True)
        self.port = free_port()
        (folder / "dcmqrscp.cfg").write_text(
            f"NetworkTCPPort = {self.port}\nMaxPDUSize = 16384\nMaxAssociations = 16\n"
            f"HostTable BEGIN\nkinote = (KINOTE, 127.0.0.1, {kinote_port})\nHostTable END\n"
            "VendorTable BEGIN\nVendorTable END\n"
            f"AETable BEGIN\nDCMQRSCP {folder / 'objects'} RW (100, 64mb) ANY\nAETable END\n")
        self._process = subprocess.Popen([shutil.which("dcmqrscp"), "-c", folder / "dcmqrscp.cfg"],
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL)
        eventually(lambda: is_listening(self.port), "dcmqrscp listens")

    def end(self):
        self._process.kill()
        self._process.wait(LIMIT)


@pytest.mark.parametrize("has_hidden", [False, True], ids=["as a study", "by name"])
def test_dcmqrscp_gives_a_study_back(site_with_study, tmp_path, ended, has_hidden):  # noqa: F811
    """It knows nothing of Storage Commitment: the ledger is told by hand."""
    site = site_with_study
    peer = ended(QueryRetrieveScp(tmp_path / "dcmqrscp", site.dicom_port))
    set_vault(site, peer.port, ae_title="DCMQRSCP")
    assert site.json("archive", site.study.uid, "--wait", 60)["exports"][0]["delivered"] == 5
    eventually(lambda: site.rows.one("SELECT count(*) FROM job WHERE kind = 'REQUEST_COMMITMENT' AND state = 'error'"),
               "it does not commit")
    assert len(free(site, exit_code=3)["unarchived"]) == 5
    site.rows.execute("UPDATE delivery SET state = 'committed'")
    before = site.stored_objects()
    if has_hidden:
        site.json(("deletions", "mark"), "--study", site.study.uid, "--object", site.small.SOPInstanceUID)
    assert free(site)["objects"] == 3
    site.json("retrieve", site.study.uid)
    site.wait_for_queue("RETRIEVE_VAULT")
    assert not nearline(site)
    site.check_objects()
    for uid, content in site.stored_objects().items():
        assert dcmread(io.BytesIO(content)) == dcmread(io.BytesIO(before[uid]))
