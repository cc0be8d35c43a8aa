"""A site with a study and its archive, and what stores, frees and brings back."""

import io

import pytest
from pydicom import dcmread

import objects
from conftest import make_site
from dicom_network import run_tool
from dicom_query import QueryAssociation, identifier
from kinote_site import eventually
from test_create_kosd import make_note, refer, save
from test_send import visible

LARGE = 256  # rows and columns: beyond what lies in the database


@pytest.fixture
def site_with_study(server, tmp_path):
    """A site that serves with a study of three large images, a small one, and a note over one of them."""
    server.study = objects.Study()
    server.large = [objects.image(server.study, size=LARGE, InstanceNumber=str(n)) for n in (1, 2, 3)]
    server.small = objects.image(server.study)
    server.take_in(save(tmp_path / "objects", *server.large, server.small))
    server.note = make_note(server, tmp_path, server.study, [refer(server.large[0])])
    return server


@pytest.fixture
def vault(site_with_study, tmp_path):
    """A second site that is the first one's archive VAULT; to it the first one is SENDER."""
    other, remove = make_site(tmp_path / "other", "sqlite")
    other.start()
    set_vault(site_with_study, other.dicom_port)
    set_sender(other, site_with_study.dicom_port)
    yield other
    other.end()
    remove()


def set_vault(site, port, *words, ae_title="KINOTE"):
    return site.json(("destinations", "set"), "VAULT", "--archive", "--ae-title", ae_title, "--host", "127.0.0.1",
                     "--port", port, "--retry-interval", 1, *words)


def set_sender(vault, port, *words):
    vault.json(("destinations", "set"), "SENDER", "--ae-title", "KINOTE", "--host", "127.0.0.1", "--port", port,
               "--retry-interval", 1, *words)


def archive(site, study=None):
    """Archives the study, and returns once every object of it is committed."""
    done = site.json("archive", (study or site.study).uid, "--wait", 60)["exports"][0]
    assert done["state"] == "done", done
    count = len(visible(site, study))
    eventually(lambda: site.json(("exports", "show"), done["id"])["committed"] == count, f"{count} committed")
    site.wait_for_queue("STORE_VAULT")
    return done


def free(site, *words, exit_code=0):
    return site.json(("cache", "free"), site.study.uid, *words, exit_code=exit_code)["studies"][0]


def nearline(site):
    return {uid for uid, in site.rows.all("SELECT sop_instance_uid FROM instance WHERE freed_ms IS NOT NULL")}


def uids(images):
    return {one.SOPInstanceUID for one in images}


def freed(site):
    """Archived, and freed from the cache."""
    archive(site)
    before = site.stored_objects()
    assert free(site)["objects"] == 3
    assert nearline(site) == uids(site.large)
    return before


def is_back(site, before):
    eventually(lambda: not nearline(site), "all is back")
    for uid, content in site.stored_objects().items():
        assert objects.data_set_bytes(content) == objects.data_set_bytes(before[uid])
    site.check_objects()


def availability(site, level, **keys):
    with QueryAssociation(site.dicom_port) as association:
        return {str(match.InstanceAvailability) for match in association.find(identifier(level, **keys))}


def other_content(image, **attributes):
    """A copy with other attributes."""
    changed = dcmread(io.BytesIO(objects.part10(image)))
    for keyword, value in attributes.items():
        setattr(changed, keyword, value)
    return changed


def send_as(site, calling, folder, image):
    """C-STORE of one object under that AE title; gives the exit code of storescu and what it said."""
    (path,) = [one for one in save(folder, image).iterdir()]
    return run_tool("storescu", "-v", "-aet", calling, "-aec", "KINOTE", "127.0.0.1", site.dicom_port, path)
