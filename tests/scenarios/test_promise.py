"""The promise: a failed job neither hides, keeps nor leaks an object, and both sides of an export hold the same."""

import pytest

import objects
import stuck_jobs
from conftest import make_site
from dicom_query import RELATIONAL, QueryAssociation, identifier
from kinote_site import eventually
from orthanc_peer import OrthancPeer
from receivers import STORED, ScriptedScp, Wiretap
from test_create_kosd import save
from test_send import ended, send, set_destination, visible  # noqa: F401  (fixtures)


@pytest.fixture(params=["kinote", "orthanc"])
def receiver(request, tmp_path, server, ended):  # noqa: F811
    """System B behind a wire that is listened to: its port, and the UIDs that it holds of a study."""
    if request.param == "orthanc":
        peer = ended(OrthancPeer(tmp_path / "orthanc", server.dicom_port))
        tap = ended(Wiretap(peer.call("GET", "/system")["DicomPort"]))
        yield tap, "ORTHANC", lambda study: {peer.call("GET", f"/instances/{one}")["MainDicomTags"]["SOPInstanceUID"]
                                             for one in peer.call("GET", "/instances")}
        return
    other, remove = make_site(tmp_path / "other", "sqlite")
    other.start()
    yield ended(Wiretap(other.dicom_port)), "KINOTE", lambda study: visible(other, study)
    other.end()
    remove()


def counted(site, study):
    """What queries say that a study has: the number, and the UIDs."""
    with QueryAssociation(site.dicom_port, options=RELATIONAL) as association:
        [found] = association.find(identifier("STUDY", StudyInstanceUID=study.uid, NumberOfStudyRelatedInstances="",
                                              ModalitiesInStudy=""))
        assert found.ModalitiesInStudy == "CT"
        uids = {one.SOPInstanceUID for one in association.find(identifier("IMAGE", StudyInstanceUID=study.uid))}
    return found.NumberOfStudyRelatedInstances, uids


def purge(site):
    """Lets the grace be over, and waits until nothing marked is left, neither rows nor files."""
    site.stop()
    site.start(environment={"KINOTE_DELETION_PURGE_AFTER_HOURS": "0", "KINOTE_DELETION_PURGE_INTERVAL_SECONDS": "1"})
    for table in ("instance", "note"):
        eventually(lambda: not site.rows.one(f"SELECT count(*) FROM {table} WHERE marked_ms IS NOT NULL"),
                   f"no {table} is marked")
    eventually(lambda: not site.rows.one("SELECT count(*) FROM file_removal"), "its files are gone")


FAILED = (stuck_jobs.registration_failed, stuck_jobs.creation_failed)
WAYS = (*FAILED, stuck_jobs.never_begun, stuck_jobs.suspended, stuck_jobs.behind_another, stuck_jobs.killed_in_progress)


@pytest.mark.parametrize("stand_still", WAYS, ids=lambda way: way.__name__)
def test_two_notes_that_got_nowhere_are_deleted_and_the_study_is_sent(server, receiver, tmp_path, stand_still):
    tap, ae_title, held_there = receiver
    stuck = stuck_jobs.Stuck(server, tmp_path)
    stand_still(stuck)
    study, shown = stuck.study, {image.SOPInstanceUID for image in stuck.images}
    told = server.json("exceptions")
    assert len(told) == (2 if stand_still in FAILED else 0)
    assert all(one["study_instance_uid"] == study.uid and one["cause"] and one["remedy"] for one in told)
    set_destination(server, tap.port, ae_title=ae_title)
    export = server.json("send", "NORTH", study.uid)["exports"][0] if stand_still is stuck_jobs.behind_another else None

    stuck.mark()
    marked = server.json(("deletions", "list"))
    assert {one["subject"] for one in marked} == {*stuck.uids, *stuck.notes}
    assert server.api.get("/api/deletions")["deletions"] == marked
    if export:
        eventually(lambda: server.json(("exports", "show"), export["id"])["state"] == "done", "it waits no longer")
        done = server.json(("exports", "show"), export["id"])
    else:
        done = send(server, study=study)
    assert (done["state"], done["delivered"]) == ("done", 3)

    assert visible(server, study) == shown and server.api.notes(study.uid) == []
    assert counted(server, study) == (3, shown)
    assert held_there(study) == shown
    for uid in stuck.uids:
        assert server.api.rendered(uid).status == 404
        assert uid.encode() not in tap.captured
    assert stuck.images[0].SOPInstanceUID.encode() in tap.captured
    compared = server.json("reconcile", "NORTH", "--wait", 60, "--study", study.uid)
    assert (compared["studies"], compared["found"]) == (1, [])
    assert server.json("exceptions") == [], "what is deleted asks nobody for anything"
    assert set(stuck.states()) <= {"done", "abandoned"}

    purge(server)
    assert server.check_objects() == 3 and visible(server, study) == shown and len(server.cache_files()) == 3
    assert {uid for uid, in server.rows.all("SELECT sop_instance_uid FROM tombstone")} == set(stuck.uids)
    assert send(server, "--again", study=study)["delivered"] == 3 and held_there(study) == shown
    assert server.run(("deletions", "overdue")).exit_code == 0


@pytest.mark.parametrize("ending", ["repaired and retried", "abandoned"])
def test_an_exception_of_a_failed_job_is_cleared_and_what_is_left_goes_out(server, receiver, tmp_path, ending):
    tap, ae_title, held_there = receiver
    stuck = stuck_jobs.Stuck(server, tmp_path)
    stuck_jobs.registration_failed(stuck)
    set_destination(server, tap.port, ae_title=ae_title)
    server.json(("deletions", "mark"), "--study", stuck.study.uid, "--object", stuck.uids[1])
    [told] = server.json("exceptions")
    assert told["sop_instance_uid"] == stuck.uids[0]
    if ending == "abandoned":
        server.json(("jobs", "abandon"), told["job"])
    stuck.mends[0]()
    if ending != "abandoned":
        server.json(("jobs", "retry"), told["job"])
        eventually(lambda: server.api.notes(stuck.study.uid), "it is registered")
    assert server.json("exceptions") == []
    shown = {stuck.uids[0], *(image.SOPInstanceUID for image in stuck.images)}
    assert send(server, study=stuck.study)["delivered"] == 4
    assert visible(server, stuck.study) == shown == held_there(stuck.study)
    assert stuck.uids[1].encode() not in tap.captured


def test_a_study_that_is_marked_in_the_middle_of_a_send_goes_no_further_and_is_purged(server, tmp_path, ended):  # noqa: F811
    study = objects.Study()
    images = [objects.image(study) for _ in range(4)]
    server.take_in(save(tmp_path / "objects", *images), environment=stuck_jobs.AS_FILES)

    def answer(number):
        if number == 2:
            server.json(("deletions", "mark"), "--study", study.uid)
        return STORED

    peer = ended(ScriptedScp(answer))
    set_destination(server, peer.port)
    done = send(server, study=study, exit_code=None)
    assert done["delivered"] == len(peer.requests) == 2
    assert visible(server, study) == set() and server.json("exceptions") == []
    assert server.json(("jobs", "list"), "--state", "error") == []
    purge(server)
    assert server.check_objects() == 0 and server.cache_files() == []
    assert server.run("send", "NORTH", study.uid, "--again", "--wait", 60).exit_code != 0, "there is no such study"
    assert len(peer.requests) == 2, "nothing of it ever leaves again"


def test_an_archive_that_brings_deleted_objects_back_makes_nobody_see_them(server, tmp_path, ended):  # noqa: F811
    peer = ended(OrthancPeer(tmp_path / "orthanc", server.dicom_port))
    study = objects.Study()
    images = [objects.image(study) for _ in range(3)]
    deleted = [images[2], *(objects.kosd(study, [image]) for image in images[:2])]
    server.take_in(save(tmp_path / "objects", *images, *deleted[1:]), environment=stuck_jobs.AS_FILES)
    server.wait_until_registered()
    archived = ended(Wiretap(peer.call("GET", "/system")["DicomPort"]))
    set_destination(server, archived.port, ae_title="ORTHANC")
    assert send(server, study=study)["delivered"] == 5
    for one in deleted:
        server.json(("deletions", "mark"), "--study", study.uid, "--object", one.SOPInstanceUID)
    purge(server)
    server.stop()
    server.start()
    shown = {image.SOPInstanceUID for image in images[:2]}
    back = ended(OrthancPeer(tmp_path / "again", server.dicom_port))
    sent = back.send([back.keep(objects.part10(one)) for one in (*images, *deleted[1:])])
    assert sent["FailedInstancesCount"] == 0, "it is told that all is well"
    assert visible(server, study) == shown and server.api.notes(study.uid) == []
    assert counted(server, study) == (2, shown)
    [told] = server.json("exceptions")
    assert told["cause"] == "came_back_deleted" and told["study_instance_uid"] == study.uid
    elsewhere = ended(Wiretap(peer.call("GET", "/system")["DicomPort"]))
    set_destination(server, elsewhere.port, ae_title="ORTHANC")
    send(server, "--again", study=study)
    for one in deleted:
        assert one.SOPInstanceUID.encode() not in elsewhere.captured
    purge(server)
    assert server.check_objects() == 2 and len(server.cache_files()) == 2
