"""PACS Store and Remember: studies go to an archive, leave the cache, and come back when they are wanted."""

import hashlib
import io
import json
import random
import shutil
import subprocess

import pytest
from pydicom import dcmread

import objects
from commitment_peer import ask, request_of
from conftest import make_site
from dicom_network import run_tool
from dicom_query import UNSUPPORTED_KEYS, QueryAssociation, identifier
from kinote_site import LIMIT, eventually
from orthanc_peer import OrthancPeer, free_port
from receivers import StoreScp, is_listening
from test_commitment import restart
from test_create_kosd import kosds, make_note, refer, save
from test_reconcile import Archive as Shown
from test_reconcile import reasons, reconcile
from test_retrieve import get_study, move_study
from test_send import ended, send, set_destination, visible  # noqa: F401  (fixtures)

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


def test_a_study_is_archived_freed_and_comes_back(site_with_study, vault):
    site = site_with_study
    done = archive(site)
    assert done["delivered"] == 5 and len(kosds(site)) == 1, "with its KOSD"
    before = site.stored_objects()
    assert free(site, "--dry-run") == {
        "study_instance_uid": site.study.uid, "freed": False, "objects": 3,
        "bytes": sum(len(before[one.SOPInstanceUID]) for one in site.large), "unarchived": [], "jobs": []}
    assert not nearline(site) and len(site.cache_files()) == 3
    assert free(site)["freed"] and nearline(site) == uids(site.large) and site.cache_files() == []
    audit = site.rows.all("SELECT action, study_instance_uid, details FROM audit_event WHERE action = 'cache_freed'")
    assert [(action, study, json.loads(details)["objects"]) for action, study, details in audit] == \
        [("cache_freed", site.study.uid, 3)]
    assert free(site)["objects"] == 0, "a second time"
    assert site.json("retrieve", site.study.uid)["jobs"]
    site.wait_for_queue("RETRIEVE_VAULT")
    is_back(site, before)
    assert site.json("retrieve", site.study.uid)["jobs"] == []
    assert free(site)["objects"] == 3, "the ledger knows what came back"
    assert site.json("exceptions") == []


def test_what_is_not_committed_stays_and_is_named(site_with_study, vault, tmp_path):
    site = site_with_study
    shown = free(site, exit_code=3)
    assert not shown["freed"] and {one["reason"] for one in shown["unarchived"]} == {"no archive has it"}
    assert {one["sop_instance_uid"] for one in shown["unarchived"]} == visible(site)
    archive(site)
    late = objects.image(site.study, size=LARGE)
    site.take_in(save(tmp_path / "late", late))
    shown = free(site, exit_code=3)
    assert [one["sop_instance_uid"] for one in shown["unarchived"]] == [late.SOPInstanceUID]
    site.json(("deletions", "mark"), "--study", site.study.uid, "--object", late.SOPInstanceUID)
    assert free(site)["objects"] == 3, "what is hidden is not asked about"
    assert len(site.cache_files()) == 1, "and stays"


def test_a_study_that_a_job_is_about_stays(site_with_study, vault):
    site = site_with_study
    archive(site)
    set_destination(site, 1)
    site.run(("queues", "halt"), "SEND_NORTH")
    send(site, wait=0, exit_code=None)
    shown = free(site, exit_code=3)
    assert [(job["kind"], job["state"]) for job in shown["jobs"]] == [("SEND", "new")] and not shown["unarchived"]
    site.json(("jobs", "abandon"), shown["jobs"][0]["id"])
    assert free(site)["freed"]


def test_availability_is_true_in_every_answer(site_with_study, vault):
    site = site_with_study

    def told():
        study, series = site.study.uid, site.study.series_uid
        (listed,) = [one for one in site.api.get("/api/studies")["studies"] if one["study_instance_uid"] == study]
        return (availability(site, "STUDY", StudyInstanceUID=study),
                availability(site, "SERIES", StudyInstanceUID=study, SeriesInstanceUID=series),
                availability(site, "IMAGE", StudyInstanceUID=study, SeriesInstanceUID=series,
                             SOPInstanceUID=site.large[0].SOPInstanceUID),
                availability(site, "IMAGE", StudyInstanceUID=study, SeriesInstanceUID=series,
                             SOPInstanceUID=site.small.SOPInstanceUID),
                listed["availability"], site.api.notes(study)[0]["references"][0]["availability"])

    assert told() == ({"ONLINE"}, {"ONLINE"}, {"ONLINE"}, {"ONLINE"}, "ONLINE", "ONLINE")
    freed(site)
    assert told() == ({"NEARLINE"}, {"NEARLINE"}, {"NEARLINE"}, {"ONLINE"}, "NEARLINE", "NEARLINE")
    site.json("retrieve", site.study.uid)
    site.wait_for_queue("RETRIEVE_VAULT")
    assert told() == ({"ONLINE"}, {"ONLINE"}, {"ONLINE"}, {"ONLINE"}, "ONLINE", "ONLINE")


def retrieves(site):
    return site.rows.all("SELECT state FROM job WHERE kind = 'RETRIEVE' AND state <> 'done'")


def test_a_query_that_names_the_study_brings_it_back(site_with_study, vault):
    site = site_with_study
    before = freed(site)
    site.run(("queues", "halt"), "RETRIEVE_VAULT")
    study, image = site.study.uid, site.large[1].SOPInstanceUID
    assert availability(site, "STUDY", StudyInstanceUID=study) == {"NEARLINE"}
    assert availability(site, "STUDY", PatientID=site.study.attributes["PatientID"], InstanceAvailability="") == \
        {"NEARLINE"}
    assert retrieves(site) == [], "who asks for no availability, or names no study, brings nothing back"
    asked = {"StudyInstanceUID": study, "InstanceAvailability": ""}
    for _ in range(3):
        assert availability(site, "STUDY", **asked) == {"NEARLINE"}, "at once, and truly"
    assert retrieves(site) == [("new",)]
    with QueryAssociation(site.dicom_port) as association:
        (match,) = association.find(identifier("IMAGE", StudyInstanceUID=study, SeriesInstanceUID=site.study.series_uid,
                                               SOPInstanceUID=image, ContentDate=""), pending=UNSUPPORTED_KEYS)
    assert match.ContentDate == "" and retrieves(site) == [("new",)]
    site.run(("queues", "start"), "RETRIEVE_VAULT")
    is_back(site, before)
    assert availability(site, "STUDY", **asked) == {"ONLINE"} and site.json("exceptions") == []


def test_keys_of_an_object_that_is_away_bring_its_study_back(site_with_study, vault):
    site = site_with_study
    before = freed(site)
    asked = identifier("IMAGE", StudyInstanceUID=site.study.uid, SeriesInstanceUID=site.study.series_uid,
                       ContentDate="20000101-")
    with QueryAssociation(site.dicom_port) as association:
        assert len(association.find(asked)) <= 1, "what cannot be matched is not found"
    is_back(site, before)


def test_a_site_may_have_queries_bring_nothing_back(site_with_study, vault):
    site = site_with_study
    freed(site)
    site.stop()
    site.start(environment={"KINOTE_ARCHIVE_RECALL_ON_QUERY": "false"})
    asked = {"StudyInstanceUID": site.study.uid, "InstanceAvailability": ""}
    assert availability(site, "STUDY", **asked) == {"NEARLINE"} and retrieves(site) == []


def far_study(site, folder):
    """A study of which nothing is left in the cache, with a note that has no KOSD; RETRIEVE is halted."""
    site.study = objects.Study()
    site.large = [objects.image(site.study, size=LARGE, TimezoneOffsetFromUTC="+0330") for _ in range(3)]
    site.take_in(save(folder / "far", *site.large))
    freed(site)
    make_note(site, folder, site.study, [refer(site.large[1])])
    site.run(("queues", "halt"), "RETRIEVE_VAULT")


def made_of_what_came_back(site):
    """The KOSD of that note is made once the study is back, and says what its objects say."""
    def is_waiting():
        return site.rows.all(f"SELECT kind, state FROM job WHERE study_instance_uid = '{site.study.uid}' AND kind IN "
                             "('CREATE_KOSD', 'RETRIEVE') ORDER BY kind") == \
            [("CREATE_KOSD", "waiting"), ("RETRIEVE", "new")]
    eventually(is_waiting, "it waits for the archive")
    site.run(("queues", "start"), "RETRIEVE_VAULT")

    def made():
        return [one for one in map(objects.header, kosds(site).values()) if one.StudyInstanceUID == site.study.uid]
    (made_of_it,) = eventually(made, "it is made")
    assert made_of_it.TimezoneOffsetFromUTC == "+0330" and not nearline(site)


def test_kosds_that_a_person_asks_for_wait_for_their_study(site_with_study, vault, tmp_path):
    site = site_with_study
    far_study(site, tmp_path)
    site.json(("kosd", "create"), "--all")
    made_of_what_came_back(site)


def test_kosds_in_the_background_wait_for_their_study(site_with_study, vault, tmp_path):
    site = site_with_study
    far_study(site, tmp_path)
    site.stop()
    site.start(environment={"KINOTE_KOSD_CREATE_IN_BACKGROUND": "true"})
    set_sender(vault, site.dicom_port)
    made_of_what_came_back(site)


def test_a_kosd_for_an_export_waits_for_each_of_its_studies(site_with_study, vault, tmp_path, ended):  # noqa: F811
    site = site_with_study
    far_study(site, tmp_path)
    near = objects.Study()
    here = objects.image(near)
    site.take_in(save(tmp_path / "near", here))
    make_note(site, tmp_path, near, [refer(here), refer(site.large[1])])
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    done = send(site, study=near, wait=0, exit_code=None)
    waiting = "SELECT kind FROM job WHERE state = 'waiting' ORDER BY kind"
    assert site.rows.all(waiting) == [("CREATE_KOSD",), ("SEND",)]
    site.run(("queues", "start"), "RETRIEVE_VAULT")
    eventually(lambda: site.json(("exports", "show"), done["id"])["state"] == "done", "image and KOSD went")
    assert len(peer.received()) == 2 and not nearline(site)


def test_who_fetches_a_study_waits_for_what_its_kosd_needs_of_the_others(site_with_study, vault, tmp_path):
    site = site_with_study
    far_study(site, tmp_path)
    near = objects.Study()
    here = objects.image(near)
    site.take_in(save(tmp_path / "near", here))
    make_note(site, tmp_path, near, [refer(here), refer(site.large[1])])
    site.stop()
    site.start(environment={"KINOTE_KOSD_WAIT_SECONDS": "1"})
    set_sender(vault, site.dicom_port)
    assert set(get_study(site, tmp_path / "without", study=near)) == {here.SOPInstanceUID}
    assert [one["cause"] for one in site.json("exceptions")] == ["retrieved_without_kosd"]
    assert site.rows.all("SELECT DISTINCT state FROM job WHERE kind = 'CREATE_KOSD'") == [("waiting",)]
    site.stop()
    site.start()
    set_sender(vault, site.dicom_port)
    site.run(("queues", "start"), "RETRIEVE_VAULT")
    got = get_study(site, tmp_path / "with", study=near)
    (kosd,) = (one for one in got.values() if one.Modality == "KO")
    assert len(got) == 2 and not nearline(site)
    named = kosd.IdenticalDocumentsSequence[0]
    other = objects.header(kosds(site)[named.ReferencedSeriesSequence[0].ReferencedSOPSequence[0]
                                       .ReferencedSOPInstanceUID])
    assert named.StudyInstanceUID == other.StudyInstanceUID == site.study.uid
    assert other.TimezoneOffsetFromUTC == "+0330", "it says what came back"


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


def test_a_picture_that_is_wanted_comes_back(site_with_study, vault):
    site = site_with_study
    before = freed(site)
    path = f"/api/instances/{site.large[1].SOPInstanceUID}/rendered"
    refused = site.api.request(path)
    assert refused.status == 503 and refused.headers["Retry-After"]
    assert "being fetched" in refused.json["error"]["message"]
    is_back(site, before)
    assert site.api.request(path).status == 200


def test_sending_waits_for_what_must_come_back(site_with_study, vault, tmp_path, ended):  # noqa: F811
    site = site_with_study
    before = freed(site)
    site.run(("queues", "halt"), "RETRIEVE_VAULT")
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    done = send(site, wait=0, exit_code=None)
    assert done["job_state"] == "waiting" and not peer.received()
    site.run(("queues", "start"), "RETRIEVE_VAULT")
    site.wait_for_queue("SEND_NORTH")
    eventually(lambda: site.json(("exports", "show"), done["id"])["state"] == "done", "sent")
    assert set(peer.received()) == visible(site)
    is_back(site, before)
    assert send(site)["delivered"] == 0, "what came back is what was sent"


def test_a_kosd_is_made_once_its_study_is_back(site_with_study, vault, tmp_path, ended):  # noqa: F811
    site = site_with_study
    freed(site)
    make_note(site, tmp_path, site.study, [refer(site.large[1])])
    site.run(("queues", "halt"), "RETRIEVE_VAULT")
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    done = send(site, wait=0, exit_code=None)
    assert site.rows.all("SELECT kind FROM job WHERE state = 'waiting' ORDER BY kind") == [("CREATE_KOSD",), ("SEND",)]
    site.run(("queues", "start"), "RETRIEVE_VAULT")
    eventually(lambda: site.json(("exports", "show"), done["id"])["state"] == "done", "all of it went")
    assert len(peer.received()) == 6 and len(kosds(site)) == 2 and set(peer.received()) == visible(site)


def test_sending_asks_once_more_where_nothing_came_back(site_with_study, vault, tmp_path, ended):  # noqa: F811
    site = site_with_study
    freed(site)
    port = vault.dicom_port
    set_vault(site, port, "--most-attempts", 1)
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    vault.kill()
    done = send(site, wait=0, exit_code=None)
    retried = f"SELECT error FROM job WHERE id = {done['job']} AND state = 'retry'"
    assert "no longer in the cache" in eventually(lambda: site.rows.all(retried), "SEND is to run again")[0][0]
    assert len(peer.received()) == 2, "what is here has gone"
    vault.start(ports=("--dicom-port", port, "--http-port", "0"))
    eventually(lambda: site.json(("exports", "show"), done["id"])["state"] == "done", "sent")
    assert set(peer.received()) == visible(site)
    eventually(lambda: site.json("exceptions") == [], "nothing is open")


def test_who_fetches_a_study_gets_all_of_it(site_with_study, vault, tmp_path, ended):  # noqa: F811
    site = site_with_study
    before = freed(site)
    assert set(get_study(site, tmp_path / "got")) == visible(site)
    is_back(site, before)
    assert free(site)["objects"] == 3
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    code, said = move_study(site, "STORESCP")
    assert code == 0, said
    assert set(peer.received()) == visible(site)


def test_an_archive_that_is_away_and_comes_back(site_with_study, vault):
    site = site_with_study
    before = freed(site)
    port = vault.dicom_port
    vault.kill()
    (job,) = site.json("retrieve", site.study.uid)["jobs"]
    eventually(lambda: site.rows.one(f"SELECT attempts FROM job WHERE id = {job}") > 1, "it was tried again")
    assert nearline(site) == uids(site.large)
    vault.start(ports=("--dicom-port", port, "--http-port", "0"))
    is_back(site, before)
    assert site.json("exceptions") == []


def test_an_archive_that_sends_half(site_with_study, vault):
    site = site_with_study
    before = freed(site)
    set_vault(site, vault.dicom_port, "--most-attempts", 2)
    lost = site.large[2].SOPInstanceUID
    mark = ("--study", site.study.uid, "--object", lost)
    vault.json(("deletions", "mark"), *mark)
    (job,) = site.json("retrieve", site.study.uid)["jobs"]
    exception = eventually(lambda: site.json("exceptions"), "a person is told")[0]
    assert nearline(site) == {lost}
    assert site.study.uid in exception["message"] and "VAULT sent back" in exception["message"]
    vault.json(("deletions", "undo"), *mark)
    site.json(("jobs", "retry"), job)
    is_back(site, before)
    eventually(lambda: site.json("exceptions") == [], "nothing is open")


def test_what_was_deleted_here_does_not_come_back(site_with_study, vault):
    site = site_with_study
    freed(site)
    hidden = site.large[0].SOPInstanceUID
    site.json(("deletions", "mark"), "--study", site.study.uid, "--object", hidden)
    site.json("retrieve", site.study.uid)
    site.wait_for_queue("RETRIEVE_VAULT")
    assert nearline(site) == {hidden}
    assert {status for status, in vault.rows.all("SELECT state FROM delivery")} == {"delivered"}
    assert hidden not in {uid for uid, in vault.rows.all("SELECT sop_instance_uid FROM delivery")}, "not on the wire"


def test_an_archive_that_nobody_else_stands_in_for_is_not_given_up(site_with_study, vault):
    site = site_with_study
    freed(site)
    for words in (("remove", "VAULT"), ("set", "VAULT", "--ae-title", "KINOTE", "--host", "127.0.0.1")):
        done = site.run(("destinations", words[0]), *words[1:])
        assert done.exit_code == 3 and "kinote retrieve" in done.errors


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


def test_an_archive_that_does_not_know_where_to_send(site_with_study, vault):
    site = site_with_study
    freed(site)
    vault.json(("destinations", "remove"), "SENDER")
    (job,) = site.json("retrieve", site.study.uid)["jobs"]
    exception = eventually(lambda: site.json("exceptions"), "a person is told")[0]
    assert exception["job"] == job and "A801" in exception["message"] and "as KINOTE" in exception["message"]
    set_sender(vault, site.dicom_port)
    site.json(("jobs", "retry"), job)
    eventually(lambda: not nearline(site), "all is back")


def test_a_restart_between_freeing_and_coming_back(site_with_study, vault):
    site = site_with_study
    before = freed(site)
    restart(site)
    site.json("retrieve", site.study.uid)
    is_back(site, before)
    assert len(site.cache_files()) == 3


def test_a_peer_that_wants_commitment_for_what_is_nearline_gets_it(site_with_study, vault):
    site = site_with_study
    freed(site)
    set_destination(site, 1, name="ASKER", ae_title="SCENARIO")
    assert ask(site.dicom_port, request_of("1.2.3.99", [(one.SOPClassUID, one.SOPInstanceUID) for one in site.large])) == 0
    eventually(lambda: site.rows.all("SELECT failure FROM peer_commitment_item") == [(0,)] * 3, "they were looked at")


def test_an_archive_of_the_configuration_file(server, tmp_path):
    path = tmp_path / "site.toml"
    server.stop()
    path.write_text('[destinations.VAULT]\nae_title = "VAULT"\nhost = "192.0.2.9"\narchive = true\n'
                    'returning_ae_titles = ["VAULT_IN", "VAULT_OUT"]\n')
    server.start("--config", path)
    (vault,) = server.api.get("/api/destinations")["destinations"]
    assert vault["archive"] and vault["storage_commitment"] and vault["source"] == "file"
    assert vault["returning_ae_titles"] == ["VAULT_IN", "VAULT_OUT"]
    assert {"STORE_VAULT", "RETRIEVE_VAULT"} <= {queue["name"] for queue in server.json(("queues", "list"))}
    path.write_text('[destinations.VAULT]\nae_title = "VAULT"\nhost = "192.0.2.9"\narchive = true\n'
                    'storage_commitment = false\n')
    checked = server.run(("config", "check"), "--config", path)
    assert checked.exit_code == 2 and "storage_commitment: must be true" in checked.errors


def test_freeing_and_retrieving_by_the_api(site_with_study, vault):
    site = site_with_study
    path = f"/api/studies/{site.study.uid}"
    refused = site.api.request(f"{path}/free", method="POST")
    assert refused.status == 409 and len(refused.json["unarchived"]) == 4 and not refused.json["freed"]
    archive(site)
    looked = site.api.request(f"{path}/free?dryRun=true", method="POST")
    assert looked.status == 200 and looked.json["objects"] == 3 and not nearline(site)
    assert site.api.request(f"{path}/free?dryRun=yes", method="POST").status == 400 and not nearline(site)
    assert site.api.request(f"{path}/free", method="POST").json["freed"] and len(nearline(site)) == 3
    assert len(site.api.request(f"{path}/retrieve", method="POST").json["jobs"]) == 1
    eventually(lambda: not nearline(site), "all is back")
    assert site.api.request("/api/studies/1.2.3.4/free", method="POST").status == 404
