"""What another PACS sends."""

import pytest

import objects
from orthanc_peer import OrthancPeer


@pytest.fixture
def orthanc(server, tmp_path):
    peer = OrthancPeer(tmp_path / "orthanc", server.dicom_port)
    yield peer
    peer.end()


def test_a_study_that_orthanc_sends_is_here_with_its_note(server, orthanc):
    study = objects.Study(patient_name="Müller^Jürgen")
    images = [objects.image(study, size=256), objects.image(study, frames=4)]
    state = objects.presentation_state(study, images[0], 40, 400)
    items = [objects.reference(images[0], presentation_state=state), objects.reference(images[1], frames=[2, 3])]
    kosd = objects.kosd(study, images, description="Sent by another PACS", author="Reader^Anna", items=items,
                        evidence_of=[*images, state])
    sent = [kosd, *images, state]  # the note before what it names
    answer = orthanc.send([orthanc.keep(objects.part10(one)) for one in sent])
    assert (answer["InstancesCount"], answer["FailedInstancesCount"]) == (4, 0), answer

    server.wait_for_queue()
    (note,) = server.api.notes(study.uid)
    assert (note["description"], note["author"], note["source"]) == ("Sent by another PACS", "Reader^Anna", "received")
    assert [(reference["present"], reference["frames"]) for reference in note["references"]] == [(True, []), (True, [2, 3])]
    assert note["references"][0]["presentation_state_uid"] == state.SOPInstanceUID
    for one in sent:
        stored = server.stored_object(one.SOPInstanceUID)
        assert objects.data_set_bytes(stored) == objects.data_set_bytes(objects.part10(one))


def test_orthanc_is_told_when_an_object_is_not_taken(server, orthanc):
    study = objects.Study()
    image = objects.image(study)
    assert orthanc.send([orthanc.keep(objects.part10(image))])["FailedInstancesCount"] == 0
    image.PatientComments = "other content under the same UID"
    orthanc.call("DELETE", "/instances/" + orthanc.call("GET", "/instances")[0])
    with pytest.raises(OSError):  # Orthanc's own answer is an error then
        orthanc.send([orthanc.keep(objects.part10(image))])
    assert [exception["cause"] for exception in server.api.exceptions()] == ["other_content"]
