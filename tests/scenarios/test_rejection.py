"""Rejection notes that come in: who may reject, what each title hides, and how a person takes it back."""

import json

import pytest

import objects
from commitment_peer import ask, request_of
from dicom_network import EXPLICIT, Association
from dicom_query import QueryAssociation, identifier
from test_create_kosd import make_note, refer, save
from test_retrieve import get_study
from test_send import visible

QUALITY = ("113001", "DCM", "Rejected for Quality Reasons")
SAFETY = ("113037", "DCM", "Rejected for Patient Safety Reasons")
WORKLIST = ("113038", "DCM", "Incorrect Modality Worklist Entry")
RETENTION = ("113039", "DCM", "Data Retention Policy Expired")
REJECTED_AGAIN, NOT_AUTHORIZED, NO_SUCH_OBJECT = 0xA771, 0x0124, 0x0112


def rejection(study, rejected, title=SAFETY, **more):
    """A rejection note over the objects."""
    items = [objects.reference(one) for one in rejected]
    if title == QUALITY:
        reason = objects.Dataset()
        reason.RelationshipType, reason.ValueType = "HAS CONCEPT MOD", "CODE"
        reason.ConceptNameCodeSequence = objects.Sequence([objects.code("113011", "DCM", "Document Title Modifier")])
        reason.ConceptCodeSequence = objects.Sequence([objects.code("111209", "DCM", "Positioning")])
        items.insert(0, reason)
    return objects.kosd(study, rejected, title=title, items=items, **more)


def store(site, *made, calling="NORTH"):
    """C-STORE of the objects by that AE title; gives the status of each, once what follows has been done."""
    contexts = sorted({(str(one.SOPClassUID), EXPLICIT) for one in made})
    with Association(site.dicom_port, contexts, calling=calling) as association:
        statuses = [association.store((one.SOPClassUID, EXPLICIT), one.SOPInstanceUID,
                                      objects.data_set_bytes(objects.part10(one))) for one in made]
    site.wait_until_registered()
    return statuses


def start(site, **settings):
    """Starts it with NORTH among those who may reject, and further keys of [rejection]."""
    keys = {"may_reject": "NORTH@127.0.0.1", **settings}
    return site.start(environment={f"KINOTE_REJECTION_{key.upper()}": value for key, value in keys.items()})


@pytest.fixture
def filled(site, tmp_path):
    """A site with a study of three images, not started yet."""
    site.study = objects.Study()
    site.images = [objects.image(site.study) for _ in range(3)]
    site.uids = {str(one.SOPInstanceUID) for one in site.images}
    site.take_in(save(tmp_path / "objects", *site.images))
    return site


def found(site, study):
    """The images of a study that C-FIND gives; its count says the same."""
    with QueryAssociation(site.dicom_port) as association:
        counts = association.find(identifier("STUDY", StudyInstanceUID=study.uid, NumberOfStudyRelatedInstances=""))
        images = association.find(identifier("IMAGE", StudyInstanceUID=study.uid, SeriesInstanceUID=study.series_uid,
                                             SOPInstanceUID=""))
    assert [one.NumberOfStudyRelatedInstances for one in counts] == [len(images)]
    return {str(one.SOPInstanceUID) for one in images}


def listed(site, state=None):
    return site.json(("rejections", "list"), *(("--state", state) if state else ()))


def causes(site):
    return sorted(one["cause"] for one in site.json("exceptions"))


@pytest.mark.parametrize("title", [SAFETY, WORKLIST, RETENTION])
def test_what_is_rejected_is_out_of_sight_everywhere_and_the_note_with_it(filled, tmp_path, title):
    start(filled)
    gone, *rest = filled.images
    note = rejection(filled.study, [gone], title)
    assert store(filled, note) == [0]
    left = {str(one.SOPInstanceUID) for one in rest}
    assert visible(filled) == left
    assert found(filled, filled.study) == left
    assert set(get_study(filled, tmp_path / "got")) == left
    assert filled.api.rendered(gone.SOPInstanceUID).status == 404
    assert filled.api.rendered(rest[0].SOPInstanceUID).status == 200
    shown = listed(filled)
    assert [(one["sop_instance_uid"], one["code"], one["state"], one["objects"], one["hidden"]) for one in shown] == [
        (note.SOPInstanceUID, title[0], "in_force", 1, 1)]
    assert store(filled, note) == [0] and listed(filled) == shown
    filled.check_objects()


def test_quality_hides_shows_or_is_ignored_as_the_site_sets(filled):
    note = rejection(filled.study, filled.images[:1], QUALITY)
    start(filled, quality="show")
    store(filled, note)
    assert visible(filled) == filled.uids | {note.SOPInstanceUID}
    filled.stop()
    again = rejection(filled.study, filled.images[:1], QUALITY)
    start(filled, quality="ignore")
    store(filled, again)
    assert visible(filled) == filled.uids | {note.SOPInstanceUID}
    filled.stop()
    third = rejection(filled.study, filled.images[:1], QUALITY)
    start(filled)
    store(filled, third)
    assert visible(filled) == {str(one.SOPInstanceUID) for one in filled.images[1:]} | {note.SOPInstanceUID}
    assert store(filled, filled.images[0]) == [0]  # kept hidden
    assert len(visible(filled)) == 3 and causes(filled) == ["came_back_rejected"]
    for one, left in ((third, ["came_back_rejected"]), (again, ["came_back_rejected"]), (note, [])):
        filled.json(("rejections", "undo"), one.SOPInstanceUID, "--reason", "a mistake")
        assert causes(filled) == left, "it stays open while a rejection of the study is in force"


def test_an_object_that_was_rejected_for_safety_is_not_taken_again(filled):
    start(filled)
    store(filled, rejection(filled.study, filled.images[:1]))
    assert store(filled, *filled.images) == [REJECTED_AGAIN, 0, 0]
    assert len(visible(filled)) == 2 and causes(filled) == ["rejected_again"]


@pytest.mark.parametrize("setting,status,shown", [("hide", 0, 2), ("accept", 0, 3), ("refuse", REJECTED_AGAIN, 2)])
def test_an_object_whose_retention_ended_comes_again_as_the_site_sets(filled, setting, status, shown):
    start(filled, after_retention=setting)
    store(filled, rejection(filled.study, filled.images[:1], RETENTION))
    assert len(visible(filled)) == 2
    assert store(filled, filled.images[0]) == [status]
    assert len(visible(filled)) == shown


def test_a_stronger_reason_overwrites_and_a_weaker_one_does_not(filled):
    start(filled, after_retention="accept")
    image = filled.images[0]
    store(filled, rejection(filled.study, [image], SAFETY), rejection(filled.study, [image], QUALITY))
    assert store(filled, image) == [REJECTED_AGAIN]
    store(filled, rejection(filled.study, [image], RETENTION))
    assert store(filled, image) == [REJECTED_AGAIN]  # the retention is lifted, and the safety behind it holds
    assert len(visible(filled)) == 2


def test_a_note_before_its_objects_hides_them_when_they_come(site):
    study = objects.Study()
    images = [objects.image(study) for _ in range(3)]
    start(site)
    assert store(site, rejection(study, images[:2])) == [0]
    assert store(site, *images) == [0, 0, 0]
    assert visible(site, study) == {images[2].SOPInstanceUID}
    assert store(site, images[0]) == [REJECTED_AGAIN]
    assert [(one["objects"], one["hidden"]) for one in listed(site)] == [(2, 2)]


def test_only_objects_of_the_notes_own_study_and_patient_are_touched(filled):
    start(filled)
    other = objects.Study(patient_id="P-2", patient_name="Roe^Ann")
    theirs = objects.image(other)
    unborn = objects.image(other)
    store(filled, theirs)
    note = rejection(filled.study, [filled.images[0], theirs, unborn])
    assert store(filled, note) == [0]
    assert len(visible(filled)) == 2 and visible(filled, other) == {theirs.SOPInstanceUID}
    assert [(one["objects"], one["left_alone"]) for one in listed(filled)] == [(1, 2)]
    assert causes(filled) == ["rejection_left_alone"]
    assert store(filled, unborn) == [0] and len(visible(filled, other)) == 2
    # The evidence lies about the study: what is there lies in another.
    theirs.StudyInstanceUID = filled.study.uid
    liar = rejection(filled.study, [theirs])
    store(filled, liar)
    assert len(visible(filled, other)) == 2
    # Another patient's note in the study rejects nothing.
    foreign = objects.Study(patient_id="P-3", patient_name="Poe^Max")
    foreign.uid = filled.study.uid
    store(filled, rejection(foreign, filled.images[1:2]))
    assert len(visible(filled)) == 2


def test_nobody_rejects_who_is_not_named_and_a_person_decides(filled):
    start(filled)
    note = rejection(filled.study, filled.images[:2])
    assert store(filled, note, calling="STRANGER") == [0]
    uid = note.SOPInstanceUID
    assert visible(filled) == filled.uids and causes(filled) == ["rejection_waits"]
    assert [one["sop_instance_uid"] for one in listed(filled, "waiting")] == [uid]
    refused = filled.json(("rejections", "refuse"), uid, "--reason", "not theirs")
    assert refused["state"] == "refused" and refused["reason"] == "not theirs" and causes(filled) == []
    assert visible(filled) == filled.uids
    accepted = filled.json(("rejections", "accept"), uid, "--reason", "asked them")
    assert accepted["state"] == "in_force" and accepted["hidden"] == 2 and len(visible(filled)) == 1
    answer = filled.api.request(f"/api/rejections/{uid}/undo", "POST", {"Content-Type": "application/json"},
                                json.dumps({"reason": "wrong study"}))
    assert answer.status == 200 and answer.json["state"] == "undone" and answer.json["hidden"] == 0
    assert visible(filled) == filled.uids
    full = filled.api.get(f"/api/rejections/{uid}")
    assert len(full["rejections"]) == 2 and not any(one["hidden"] for one in full["rejections"])
    assert filled.run(("rejections", "undo"), uid).exit_code == 3
    assert filled.run(("rejections", "accept"), "1.2.3").exit_code == 3
    events = filled.rows.all(f"SELECT action, details FROM audit_event WHERE subject = '{uid}' ORDER BY id")
    assert [action for action, _ in events] == [
        "rejection_kept_waiting", "rejection_refused", "rejection_accepted", "rejection_undone"]
    assert json.loads(events[3][1])["reason"] == "wrong study"


def test_a_note_that_waits_takes_effect_when_one_who_may_sends_it(filled):
    start(filled)
    note = rejection(filled.study, filled.images[:2])
    store(filled, note, calling="STRANGER")
    assert store(filled, note) == [0]
    assert len(visible(filled)) == 1 and listed(filled)[0]["state"] == "in_force"


def test_strangers_are_refused_where_the_site_wants_it_and_nothing_changes(filled):
    start(filled, others="refuse")
    note = rejection(filled.study, filled.images[:2])
    assert store(filled, note, calling="STRANGER") == [NOT_AUTHORIZED]
    assert visible(filled) == filled.uids and listed(filled) == []
    assert filled.stored_object(note.SOPInstanceUID) is None
    assert store(filled, objects.kosd(filled.study, filled.images[:1]), calling="STRANGER") == [0]
    assert store(filled, note) == [0] and len(visible(filled)) == 2  # an image, and the document of the other two


@pytest.mark.parametrize("adopts", [[], ["--adopt"]])
def test_who_imports_a_rejection_note_is_told_how_it_takes_effect(filled, tmp_path, adopts):
    start(filled, others="refuse")
    note = rejection(filled.study, filled.images[:2])
    path = save(tmp_path / "note", note)
    refused = filled.run("import", path, *adopts, environment={"KINOTE_REJECTION_OTHERS": "refuse"})
    assert refused.exit_code == 3 and "AE title" not in refused.errors and "may_reject" not in refused.errors
    assert "KINOTE_REJECTION_OTHERS=keep" in refused.errors and "kinote rejections accept" in refused.errors
    filled.run("import", path, *adopts, environment={"KINOTE_REJECTION_OTHERS": "keep"})
    filled.wait_until_registered()
    assert visible(filled) == filled.uids and listed(filled)[0]["state"] == "waiting"
    assert filled.run(("rejections", "accept"), note.SOPInstanceUID).exit_code == 0
    assert len(visible(filled)) == 1


def test_a_note_goes_with_its_kosd_and_where_nothing_is_left_of_it(filled, tmp_path):
    start(filled)
    received = objects.kosd(filled.study, filled.images[:1])
    store(filled, received)
    whole = make_note(filled, tmp_path, filled.study, [refer(one) for one in filled.images[:2]])
    part = make_note(filled, tmp_path, filled.study, [refer(one) for one in filled.images])
    assert len(filled.api.notes(filled.study.uid)) == 3
    note = rejection(filled.study, [received, *filled.images[:2]])
    store(filled, note)
    assert [one["id"] for one in filled.api.notes(filled.study.uid)] == [part]
    assert filled.api.studies()[0]["study_instance_uid"] == filled.study.uid
    untold = filled.run(("rejections", "undo"), note.SOPInstanceUID)
    assert untold.exit_code != 0 and "reason" in untold.errors
    filled.json(("rejections", "undo"), note.SOPInstanceUID, "--reason", "wrong objects")
    assert {whole, part} < {one["id"] for one in filled.api.notes(filled.study.uid)}
    late = objects.kosd(filled.study, filled.images[2:])
    store(filled, rejection(filled.study, [late]), late)
    assert len(filled.api.notes(filled.study.uid)) == 3


def test_a_rejected_object_is_not_committed(filled, tmp_path):
    start(filled)
    store(filled, rejection(filled.study, filled.images))
    assert visible(filled) == set() and filled.api.studies() == []
    asked = [(one.SOPClassUID, one.SOPInstanceUID) for one in filled.images]
    assert ask(filled.dicom_port, request_of(objects.new_uid(), asked)) == 0
    filled.wait_for_queue("STORAGE_COMMITMENT")
    assert filled.rows.all("SELECT failure FROM peer_commitment_item") == [(NO_SUCH_OBJECT,)] * 3
    imported = filled.json("import", save(tmp_path / "again", filled.images[0]), exit_code=None)
    assert imported["refused"] == 1 and "rejected_again" in causes(filled)
