"""The promise, with a disc in the place of the other system; and exports to discs that something comes in the way of."""

import copy
import json
import os
import subprocess

import pydicom
import pydicom.encaps
import pytest
from pydicom.uid import MPEG4HP41, ExplicitVRLittleEndian, JPEGBaseline8Bit

import objects
import stuck_jobs
from conftest import ENGINE_PARAMETERS, make_site
from discs import disc_paths, export, objects_on, unpack
from kinote_site import eventually
from small_disk import SmallDisk
from test_create_kosd import save
from test_promise import FAILED, WAYS, counted, purge
from test_send import visible

FULL = {"KINOTE_QUEUES_CD_EXPORT_RETRY": "manual"}


@pytest.mark.parametrize("stand_still", WAYS, ids=lambda way: way.__name__)
def test_two_notes_that_got_nowhere_are_deleted_and_the_study_is_burned(server, tmp_path, stand_still):
    stuck = stuck_jobs.Stuck(server, tmp_path)
    stand_still(stuck)
    study, shown = stuck.study, {image.SOPInstanceUID for image in stuck.images}
    told = server.json("exceptions")
    assert len(told) == (2 if stand_still in FAILED else 0)
    before = server.json(("media", "export"), study.uid) if stand_still is stuck_jobs.behind_another else None

    stuck.mark()
    if before:
        eventually(lambda: server.json(("media", "show"), before["id"])["state"] == "done", "it waits no longer")
        done = server.json(("media", "show"), before["id"])
    else:
        done = export(server, study.uid)
    (image,) = disc_paths(server, done)
    disc = unpack(image, tmp_path / "disc")
    assert set(objects_on(disc)) == shown == visible(server, study) and counted(server, study) == (3, shown)
    content = image.read_bytes()
    assert stuck.images[0].SOPInstanceUID.encode() in content
    assert not [uid for uid in stuck.uids if uid.encode() in content]
    other, remove = make_site(tmp_path / "other", "sqlite")
    try:
        other.start()
        assert other.json("import", image)["stored"] == 3
        assert visible(other, study) == shown and counted(other, study) == (3, shown)
    finally:
        other.end()
        remove()
    assert server.json("exceptions") == [], "what is deleted asks nobody for anything"
    purge(server)
    assert set(objects_on(unpack(*disc_paths(server, export(server, study.uid)), tmp_path / "again"))) == shown


def large_study(site, folder, number=500):
    """Whose writing takes about a second: half a megabyte for each image."""
    study = objects.Study()
    images = [objects.image(study, size=512)]
    for at in range(2, number + 1):
        images.append(copy.deepcopy(images[0]))
        images[-1].SOPInstanceUID = images[-1].file_meta.MediaStorageSOPInstanceUID = objects.new_uid()
        images[-1].InstanceNumber = str(at)
    site.take_in(save(folder / "objects", *images))
    return study, images


def begin(site, study, form):
    """Asks for discs and returns as they begin to be written; what follows has about a second: all goes by the API."""
    order = json.dumps({"studies": [study.uid], "form": form})
    asked = site.api.request("/api/media", "POST", {"Content-Type": "application/json"}, order).json["id"]
    eventually(lambda: site.api.get(f"/api/media/{asked}")["objects"] > 0, "it has begun")
    return asked


def test_what_is_marked_while_discs_are_written_is_on_none(sqlite_server, tmp_path):
    study, images = large_study(sqlite_server, tmp_path)
    asked = begin(sqlite_server, study, "folder")
    place = f"/api/studies/{study.uid}/instances/{images[0].SOPInstanceUID}"
    assert sqlite_server.api.request(place, "DELETE").status == 200
    (marked,) = sqlite_server.json(("deletions", "list"))
    eventually(lambda: sqlite_server.json(("media", "show"), asked)["state"] == "done", "it is done")
    done = sqlite_server.json(("media", "show"), asked)
    held = set(objects_on(*disc_paths(sqlite_server, done)))
    assert marked["marked_at"] < done["ended_at"], "it was marked before the discs were done"
    assert held == {str(one.SOPInstanceUID) for one in images[1:]}


def test_an_export_that_is_given_up_while_it_is_written_leaves_nothing(sqlite_server, tmp_path):
    study, _ = large_study(sqlite_server, tmp_path)
    asked = begin(sqlite_server, study, "iso")
    given_up = sqlite_server.api.request(f"/api/media/{asked}", "DELETE")
    assert given_up.status == 200 and given_up.json["state"] == "cancelled", given_up
    eventually(lambda: not list((sqlite_server.data / "media").iterdir()), "nothing is left")
    eventually(lambda: sqlite_server.json(("media", "show"), asked)["job_state"] == "done", "its job has ended")
    assert sqlite_server.json(("media", "show"), asked)["discs"] == []


def test_a_server_that_is_killed_while_it_writes_makes_the_discs_anew(sqlite_site, tmp_path):
    quickly = {"KINOTE_JOBS_LEASE_SECONDS": "1"}
    sqlite_site.start(environment=quickly)
    study, images = large_study(sqlite_site, tmp_path)
    asked = begin(sqlite_site, study, "folder")
    sqlite_site.kill()
    sqlite_site.start(environment=quickly)
    eventually(lambda: sqlite_site.json(("media", "show"), asked)["state"] == "done", "it is done")
    done = sqlite_site.json(("media", "show"), asked)
    assert set(objects_on(*disc_paths(sqlite_site, done))) == {str(one.SOPInstanceUID) for one in images}
    assert [path.name for path in (sqlite_site.data / "media").iterdir()] == [str(asked)]


@pytest.fixture(params=ENGINE_PARAMETERS)
def small(request, tmp_path):
    """A site whose data folder lies on a disk of 40 MB, and that disk; None for who may mount nothing."""
    if os.getuid() != 0:
        yield None
        return
    disk = SmallDisk(tmp_path / "disk", 40)
    site, remove = make_site(disk.folder / "data", request.param)
    site.disk = disk
    yield site
    site.end()
    disk.end()
    remove()


def test_a_full_disk_is_told_and_nothing_is_left_and_it_goes_on_when_there_is_room(small, tmp_path):
    if small is None:
        return
    small.start(environment=FULL)
    study, images = large_study(small, tmp_path, 45)
    failed = export(small, study.uid, exit_code=3)
    assert failed["state"] == "failed" and "space" in failed["job_error"].lower(), failed["job_error"]
    assert list((small.data / "media").iterdir()) == []
    small.disk.grow(200)
    small.json(("jobs", "retry"), failed["job"])
    eventually(lambda: small.json(("media", "show"), failed["id"])["state"] == "done", "it is done")
    disc = unpack(*disc_paths(small, small.json(("media", "show"), failed["id"])), tmp_path / "disc")
    assert set(objects_on(disc)) == {str(one.SOPInstanceUID) for one in images}


def test_what_was_compressed_with_loss_goes_uncompressed_as_dcmtk_decodes_it(server, tmp_path):
    study = objects.Study()
    image = objects.image(study, Rows=64, Columns=64, BitsAllocated=8, BitsStored=8, HighBit=7)
    image.SamplesPerPixel, image.PhotometricInterpretation, image.PlanarConfiguration = 3, "RGB", 0
    image.PixelData = bytes((column * 3 + row + 40 * sample) % 256 for row in range(64) for column in range(64) for sample in range(3))
    plain, lossy, decoded = tmp_path / "plain.dcm", tmp_path / "lossy.dcm", tmp_path / "decoded.dcm"
    plain.write_bytes(objects.part10(image))
    subprocess.run(["dcmcjpeg", "+eb", "+q", "80", "+un", "+s2", plain, lossy], check=True)
    subprocess.run(["dcmdjpeg", lossy, decoded], check=True)
    server.take_in(save(tmp_path / "objects", pydicom.dcmread(lossy)))
    assert server.json(("media", "export"), study.uid, "--dry-run")["refused"] == []
    disc = unpack(*disc_paths(server, export(server, study.uid)), tmp_path / "disc")
    (there,) = objects_on(disc).values()
    wanted = pydicom.dcmread(decoded)
    assert there.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian and there.LossyImageCompression == "01"
    assert there.SOPInstanceUID == pydicom.dcmread(lossy).SOPInstanceUID and there.PhotometricInterpretation == "RGB"
    assert wanted.PhotometricInterpretation == "RGB" and len(there.PixelData) == len(wanted.PixelData)
    assert max(abs(one - other) for one, other in zip(there.PixelData, wanted.PixelData)) <= 2
    kept = export(server, study.uid, "--profile", "STD-GEN-DVD-JPEG")
    (there,) = objects_on(unpack(*disc_paths(server, kept), tmp_path / "kept")).values()
    assert there.file_meta.TransferSyntaxUID == JPEGBaseline8Bit and there.PixelData == pydicom.dcmread(lossy).PixelData


def test_what_cannot_be_decompressed_is_named_and_goes_by_a_profile_that_keeps_it(server, tmp_path):
    study = objects.Study()
    image = objects.image(study, BitsAllocated=8, BitsStored=8, HighBit=7)
    damaged = objects.encapsulated(image, [b"\xff\xd8\xff\xd9"], JPEGBaseline8Bit)
    server.take_in(save(tmp_path / "objects", damaged))
    failed = export(server, study.uid, exit_code=3)
    assert str(image.SOPInstanceUID) in failed["job_error"] and "JPEG" in failed["job_error"]
    kept = export(server, study.uid, "--profile", "STD-GEN-DVD-JPEG")
    (there,) = objects_on(unpack(*disc_paths(server, kept), tmp_path / "disc")).values()
    assert there.file_meta.TransferSyntaxUID == JPEGBaseline8Bit and there.PixelData == damaged.PixelData


def test_a_film_that_no_profile_takes_is_named_before_and_after(server, tmp_path):
    study = objects.Study()
    image = objects.image(study, BitsAllocated=8, BitsStored=8, HighBit=7)
    server.take_in(save(tmp_path / "objects", objects.encapsulated(image, [b"\0\0\1\xb3"], MPEG4HP41)))
    (refused,) = server.json(("media", "export"), study.uid, "--dry-run")["refused"]
    assert refused["sop_instance_uid"] == str(image.SOPInstanceUID) and "MPEG" in refused["reason"]
    failed = export(server, study.uid, exit_code=3)
    assert str(image.SOPInstanceUID) in failed["job_error"] and "MPEG" in failed["job_error"]
    nothing = server.run(("media", "export"), study.uid, "--omit", image.SOPInstanceUID, "--dry-run")
    assert nothing.exit_code == 3 and "nothing of what is to go" in nothing.errors
    other = objects.image(study)
    server.take_in(save(tmp_path / "objects", other))
    without = export(server, study.uid, "--omit", image.SOPInstanceUID)
    assert list(objects_on(unpack(*disc_paths(server, without), tmp_path / "disc"))) == [str(other.SOPInstanceUID)]
    assert any(str(image.SOPInstanceUID) in line and "left out" in line for line in without["report"])


def test_a_name_in_the_comment_of_a_compressor_is_on_no_de_identified_disc(server, tmp_path):
    study = objects.Study()
    image = objects.image(study, Rows=64, Columns=64, BitsAllocated=8, BitsStored=8, HighBit=7)
    image.PixelData = bytes((column + row) % 256 for row in range(64) for column in range(64))
    plain, lossy, decoded = tmp_path / "plain.dcm", tmp_path / "lossy.dcm", tmp_path / "decoded.dcm"
    plain.write_bytes(objects.part10(image))
    subprocess.run(["dcmcjpeg", "+eb", "+un", plain, lossy], check=True)
    telling = pydicom.dcmread(lossy)
    (stream,) = pydicom.encaps.generate_pixel_data_frame(telling.PixelData, 1)
    comment = b"\xff\xfe\x00\x12Telling^Theodora"
    telling = objects.encapsulated(telling, [stream[:2] + comment + stream[2:]], JPEGBaseline8Bit)
    server.take_in(save(tmp_path / "objects", telling))
    done = export(server, study.uid, "--deidentify", "--profile", "STD-GEN-DVD-JPEG", "--form", "folder")
    (folder,) = disc_paths(server, done)
    assert not [path for path in folder.rglob("*") if path.is_file() and b"Theodora" in path.read_bytes()]
    ((path, there),) = [(path, pydicom.dcmread(path)) for path in (folder / "DICOM").rglob("IM*")]
    assert there.file_meta.TransferSyntaxUID == JPEGBaseline8Bit
    subprocess.run(["dcmdjpeg", path, decoded], check=True)
    subprocess.run(["dcmdjpeg", lossy, tmp_path / "wanted.dcm"], check=True)
    assert pydicom.dcmread(decoded).PixelData == pydicom.dcmread(tmp_path / "wanted.dcm").PixelData
