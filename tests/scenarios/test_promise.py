"""The promise: a failed job neither hides, keeps nor leaks an object, and both sides of an export hold the same."""

import pytest

import objects
from conftest import make_site
from dicom_query import RELATIONAL, QueryAssociation, identifier
from kinote_site import OBJECT_CREATOR, eventually
from orthanc_peer import OrthancPeer
from receivers import Wiretap
from test_create_kosd import save
from test_jobs import spoil
from test_send import ended, send, set_destination, visible  # noqa: F401  (fixtures)

AS_FILES = {"KINOTE_CACHE_MOST_KILOBYTES_IN_DATABASE": "0"}


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


def test_two_kosds_whose_jobs_failed_are_deleted_and_the_study_is_sent(server, receiver, tmp_path):
    tap, ae_title, held_there = receiver
    study = objects.Study()
    images = [objects.image(study) for _ in range(3)]
    failing = [objects.kosd(study, images[:1]), objects.kosd(study, images[1:])]
    server.json(("queues", "halt"), OBJECT_CREATOR)
    server.take_in(save(tmp_path / "objects", *images, *failing), environment=AS_FILES)
    for kosd in failing:
        spoil(server, kosd.SOPInstanceUID)
    server.json(("queues", "start"), OBJECT_CREATOR)
    eventually(lambda: len(server.json(("jobs", "list"), "--state", "error")) == 2, "both jobs fail")
    told = server.json("exceptions")
    assert {one["study_instance_uid"] for one in told} == {study.uid} and all(one["remedy"] for one in told)

    for kosd in failing:
        server.json(("deletions", "mark"), "--study", study.uid, "--object", kosd.SOPInstanceUID)
    marked = server.json(("deletions", "list"))
    assert {one["subject"] for one in marked} == {kosd.SOPInstanceUID for kosd in failing}
    assert server.api.get("/api/deletions")["deletions"] == marked
    assert "object" in server.run(("deletions", "list")).output
    set_destination(server, tap.port, ae_title=ae_title)
    done = send(server, study=study)

    shown = {image.SOPInstanceUID for image in images}
    assert (done["state"], done["delivered"]) == ("done", 3) and visible(server, study) == shown
    with QueryAssociation(server.dicom_port, options=RELATIONAL) as association:
        [found] = association.find(identifier("STUDY", StudyInstanceUID=study.uid, NumberOfStudyRelatedInstances="",
                                              ModalitiesInStudy=""))
        assert (found.NumberOfStudyRelatedInstances, found.ModalitiesInStudy) == (3, "CT")
        assert {one.SOPInstanceUID for one in association.find(identifier("IMAGE", StudyInstanceUID=study.uid))} == shown
    assert held_there(study) == shown
    compared = server.json("reconcile", "NORTH", "--wait", 60, "--study", study.uid)
    assert (compared["studies"], compared["found"]) == (1, [])
    for kosd in failing:
        assert kosd.SOPInstanceUID.encode() not in tap.captured
    assert images[0].SOPInstanceUID.encode() in tap.captured
    assert server.json("exceptions") == [], "what is deleted asks nobody for anything"
    assert server.json(("jobs", "list"), "--state", "error") == []
