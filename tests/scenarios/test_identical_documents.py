"""A note over two studies is one note wherever its documents go, whoever wrote them and in whichever order they come."""

import pytest
from pydicom.sequence import Sequence

import objects
from conftest import make_site
from kinote_site import eventually
from test_create_kosd import kosds, make_note, refer, save
from test_reconcile import reconcile
from test_rejection import start
from test_send import send, set_destination, visible
from test_withdrawal import withdrawn

WANTED = "--rejection-notes"


@pytest.fixture
def two_studies(server, tmp_path):
    """A site that serves with two studies of one patient and a note over both."""
    server.studies = [objects.Study(), objects.Study()]
    server.images = [objects.image(study) for study in server.studies]
    server.take_in(save(tmp_path / "objects", *server.images))
    server.note = make_note(server, tmp_path, server.studies[0], [refer(image) for image in server.images],
                            description="In both")
    return server


@pytest.fixture(params=["sqlite", "postgresql"])
def receiver(request, tmp_path, two_studies):
    other, remove = make_site(tmp_path / "other", request.param)
    start(other, may_reject="KINOTE@127.0.0.1")
    set_destination(two_studies, other.dicom_port, WANTED, ae_title="KINOTE")
    yield other
    other.end()
    remove()


def ids(site, study):
    return [note["id"] for note in site.api.notes(study.uid)]


def expect_one_note(site, studies):
    """Returns its id."""
    (of_the_one,), (of_the_other,) = (ids(site, study) for study in studies)
    assert of_the_one == of_the_other
    assert [site.rows.one(f"SELECT note_count FROM study WHERE study_instance_uid = '{study.uid}'")
            for study in studies] == [1, 1]
    return of_the_one


def test_a_note_over_two_studies_is_one_note_at_a_receiver_and_at_the_next(two_studies, receiver, tmp_path):
    site = two_studies
    for study in site.studies:
        send(site, study=study)
    receiver.wait_until_registered()
    expect_one_note(receiver, site.studies)
    assert len(kosds(receiver)) == 2
    for study in site.studies:
        assert visible(receiver, study) == visible(site, study) and len(visible(site, study)) == 2
        assert reconcile(site, "--study", study.uid)["found"] == []
    third, remove = make_site(tmp_path / "third", "sqlite")
    try:
        third.start()
        set_destination(receiver, third.dicom_port, ae_title="KINOTE")
        set_destination(third, site.dicom_port, name="HOME", ae_title="KINOTE")
        for study in site.studies:
            assert send(receiver, study=study)["delivered"] == 2
        third.wait_until_registered()
        expect_one_note(third, site.studies)
        for study in site.studies:  # and home again
            send(third, study=study, name="HOME")
        assert expect_one_note(site, site.studies) == site.note and len(kosds(site)) == 2
    finally:
        third.end()
        remove()


def test_it_stays_with_the_other_document_until_both_are_withdrawn(two_studies, receiver):
    site = two_studies
    for study in site.studies:
        send(site, study=study)
    receiver.wait_until_registered()
    note = expect_one_note(receiver, site.studies)
    near, far = site.studies
    receiver.json(("deletions", "mark"), "--study", near.uid)
    assert ids(receiver, far) == [note] and len(set(kosds(receiver)) & visible(receiver, far)) == 1
    receiver.json(("deletions", "undo"), "--study", near.uid)
    assert expect_one_note(receiver, site.studies) == note
    site.json(("notes", "delete"), site.note)
    withdrawn(site, 2)
    receiver.wait_until_registered()
    eventually(lambda: [ids(receiver, study) for study in site.studies] == [[], []], "both documents are rejected")


def pair(studies, images, names):
    """Documents of another maker over both studies; `names`: which of them name the other one."""
    made = [objects.kosd(study, images, description="Foreign", author="Other^Maker") for study in studies]
    for one, other in (made, made[::-1]):
        if made.index(one) in names:
            one.IdenticalDocumentsSequence = objects.evidence([other])
    return made


@pytest.mark.parametrize("names", [(0, 1), (0,), (1,)])
@pytest.mark.parametrize("is_turned", [False, True])
def test_documents_of_another_maker_are_one_note_in_either_order(server, tmp_path, names, is_turned):
    studies = [objects.Study(), objects.Study()]
    images = [objects.image(study) for study in studies]
    made = pair(studies, images, names)
    if is_turned:
        made.reverse()
    for number, one in enumerate(made):
        server.take_in(save(tmp_path / str(number), one))
        server.wait_until_registered()
    server.take_in(save(tmp_path / "images", *images))
    expect_one_note(server, studies)


def test_many_pairs_that_come_at_once_are_as_many_notes(server, tmp_path):
    studies = [objects.Study(), objects.Study()]
    images = [objects.image(study) for study in studies]
    made = []
    for number in range(20):
        documents = pair(studies, images, (0, 1))
        for one in documents:
            one.ContentSequence = Sequence([objects.text(f"Pair {number}"), *one.ContentSequence[2:]])
        made += documents
    server.take_in(save(tmp_path / "objects", *images, *made))
    server.wait_until_registered()
    assert len(ids(server, studies[0])) == 20 and ids(server, studies[0]) == ids(server, studies[1])


def test_documents_that_differ_stay_two_notes_with_a_finding(server, tmp_path):
    studies = [objects.Study(), objects.Study()]
    images = [objects.image(study) for study in studies]
    made = pair(studies, images, (0, 1))
    made[1].ContentSequence[1].TextValue = "Something else"
    for number, one in enumerate(made):
        server.take_in(save(tmp_path / str(number), one))
        server.wait_until_registered()
    assert len(ids(server, studies[0])) == 2 and len(ids(server, studies[1])) == 2
    findings = server.rows.one("SELECT k.findings FROM kosd k JOIN instance i ON i.id = k.instance "
                               f"WHERE i.sop_instance_uid = '{made[1].SOPInstanceUID}'")
    assert "K24" in findings and made[0].SOPInstanceUID in findings
