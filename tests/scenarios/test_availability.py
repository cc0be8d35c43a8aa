"""Instance Availability Notification: who wants it is told what of a study can be had, once that has changed."""

import json

import pytest

import objects
from archive_site import archive, free, site_with_study, vault  # noqa: F401  (fixtures)
from availability_peer import ABORT, NOTIFICATION, AvailabilityPeer
from dcmjs_peer import Dcmjs, installed  # noqa: F401  (a fixture)
from kinote_site import eventually
from orthanc_peer import free_port
from test_create_kosd import ask_for_all, kosds, refer, save
from test_rejection import SAFETY, filled, rejection, start, store  # noqa: F401  (a fixture)
from test_send import ended, send, sender, set_destination, visible  # noqa: F401  (fixtures)

WANTED = "--availability-notifications"
ONLINE, NEARLINE, UNAVAILABLE = "ONLINE", "NEARLINE", "UNAVAILABLE"
NOT_SUPPORTED, DUPLICATE, RESOURCES = 0x0122, 0x0111, 0x0213


def mark(site, image, action="mark"):
    site.json(("deletions", action), "--study", site.study.uid, "--object", image.SOPInstanceUID)


def told(peer, count):
    """The standing of the study, once so many notifications have come."""
    eventually(lambda: len(peer.told) >= count, f"{count} notifications")
    assert len(peer.told) == count
    return peer.standing()


def jobs(site):
    return site.rows.all("SELECT id, state, attempts FROM job WHERE kind = 'NOTIFY_AVAILABILITY' ORDER BY id")


def over(site):
    """Returns once the last notification has ended well."""
    eventually(lambda: jobs(site) and jobs(site)[-1][1] == "done", "told")
    assert site.rows.all("SELECT * FROM availability_notice") == []


def standing(images, gone=()):
    return {str(one.SOPInstanceUID): UNAVAILABLE if one in gone else ONLINE for one in images}


@pytest.fixture
def told_site(sender, ended):  # noqa: F811
    """A site with a study, and the peer RIS that wants to know of it."""
    sender.peer = ended(AvailabilityPeer())
    set_destination(sender, sender.peer.port, WANTED, name="RIS", ae_title="RIS")
    return sender


def test_an_independent_peer_is_told_of_a_deletion_and_that_it_was_taken_back(sender, ended, installed):  # noqa: F811
    peer = ended(Dcmjs("availability.js"))
    set_destination(sender, peer.port, WANTED, name="RIS", ae_title="DCMJS")
    gone = sender.images[0]
    mark(sender, gone)
    first = peer.next()
    assert first["sop_class_uid"] == NOTIFICATION and first["study"] == sender.study.uid and first["steps"] == 0
    [series] = first["series"]
    assert series["uid"] == sender.study.series_uid
    assert sorted(series["objects"]) == sorted(
        [one.SOPClassUID, one.SOPInstanceUID, UNAVAILABLE if one is gone else ONLINE, "KINOTE"] for one in sender.images)
    mark(sender, gone, "undo")
    second = peer.next()
    assert {one[2] for one in second["series"][0]["objects"]} == {ONLINE}
    assert second["sop_instance_uid"] != first["sop_instance_uid"]
    over(sender)
    done = send(sender, name="RIS", exit_code=None)  # it takes no objects, and is told all the same
    assert done["delivered"] == 0
    events = sender.rows.all("SELECT subject, details FROM audit_event WHERE action = 'availability_told' ORDER BY id")
    assert [(name, json.loads(details)["unavailable"]) for name, details in events] == [("RIS", 1), ("RIS", 0)]


def test_a_rejection_note_that_came_is_told_of_and_its_end(filled, ended):  # noqa: F811
    start(filled)
    peer = ended(AvailabilityPeer())
    set_destination(filled, peer.port, WANTED, name="RIS", ae_title="RIS")
    unborn = objects.image(filled.study)
    note = rejection(filled.study, [filled.images[0], unborn], SAFETY)
    stranger = rejection(filled.study, filled.images[1:2], SAFETY)
    store(filled, stranger, calling="STRANGER")
    store(filled, note)
    everything = [*filled.images, unborn]
    assert told(peer, 1) == standing(everything, (filled.images[0], unborn))
    filled.json(("rejections", "accept"), stranger.SOPInstanceUID)
    assert told(peer, 2) == standing(everything, (filled.images[0], filled.images[1], unborn))
    filled.json(("rejections", "undo"), note.SOPInstanceUID, "--reason", "wrong patient after all")
    assert told(peer, 3) == standing(filled.images, filled.images[1:2])
    over(filled)
    filled.json(("rejections", "undo"), stranger.SOPInstanceUID, "--reason", "accepted by mistake")
    assert told(peer, 4) == standing(filled.images)
    filled.json(("rejections", "accept"), note.SOPInstanceUID)
    told(peer, 5)
    over(filled)


def test_quality_that_is_shown_stays_online(filled, ended):  # noqa: F811
    start(filled, quality="show", after_retention="accept")
    peer = ended(AvailabilityPeer())
    set_destination(filled, peer.port, WANTED, name="RIS", ae_title="RIS")
    quality = rejection(filled.study, filled.images[:1], ("113001", "DCM", "Rejected for Quality Reasons"))
    store(filled, quality)
    assert told(peer, 1) == standing([*filled.images, quality])
    retention = rejection(filled.study, filled.images[1:2], ("113039", "DCM", "Data Retention Policy Expired"))
    store(filled, retention)
    assert told(peer, 2) == standing([*filled.images, quality], filled.images[1:2])
    store(filled, filled.images[1])  # it comes again, and is shown again
    assert told(peer, 3) == standing([*filled.images, quality])


def test_a_note_that_is_replaced_and_deleted_is_told_of_with_its_kosds(told_site, tmp_path):
    ask_for_all(told_site)
    [first] = kosds(told_site)
    draft = tmp_path / "edited.json"
    draft.write_text(json.dumps({"study_instance_uid": told_site.study.uid, "author": "Reader^Anna",
                                 "title": {"value": "113000", "scheme": "DCM"},
                                 "references": [refer(told_site.images[1])]}))
    told_site.json(("notes", "edit"), told_site.note, draft)
    assert told_site.peer.told == []  # the first is here as long as the second is not
    ask_for_all(told_site)
    second = next(uid for uid in kosds(told_site) if uid != first)
    assert told(told_site.peer, 1) == {**standing(told_site.images), first: UNAVAILABLE, second: ONLINE}
    told_site.json(("notes", "delete"), told_site.note, exit_code=None)
    assert told(told_site.peer, 2) == {**standing(told_site.images), first: UNAVAILABLE, second: UNAVAILABLE}
    told_site.json(("notes", "undo"), told_site.note)
    assert told(told_site.peer, 3) == {**standing(told_site.images), first: UNAVAILABLE, second: ONLINE}


def test_what_lies_in_an_archive_is_nearline(site_with_study, vault, ended):  # noqa: F811
    site = site_with_study
    archive(site)
    free(site)
    peer = ended(AvailabilityPeer())
    set_destination(site, peer.port, WANTED, name="RIS", ae_title="RIS")
    mark(site, site.small)
    large = {str(one.SOPInstanceUID): NEARLINE for one in site.large}
    assert told(peer, 1) == {**large, str(site.small.SOPInstanceUID): UNAVAILABLE, next(iter(kosds(site))): ONLINE}


def test_one_that_is_away_is_told_later_of_how_the_study_stands_then(sender, ended):  # noqa: F811
    port = free_port()
    set_destination(sender, port, WANTED, name="RIS", ae_title="RIS")
    mark(sender, sender.images[0])
    eventually(lambda: jobs(sender)[0][2] > 0, "tried")
    mark(sender, sender.images[1])
    mark(sender, sender.images[0], "undo")
    assert len(jobs(sender)) == 1  # for all that changed
    peer = ended(AvailabilityPeer())
    set_destination(sender, peer.port, WANTED, name="RIS", ae_title="RIS")
    assert told(peer, 1) == standing(sender.images, sender.images[1:2])
    over(sender)


@pytest.mark.parametrize("rejections,answers", [(0, [None, RESOURCES, 0]), (1, [ABORT, DUPLICATE])])
def test_what_can_pass_is_tried_again_with_the_same(told_site, rejections, answers):
    told_site.peer.rejections, told_site.peer.answer = rejections, lambda number: answers[number - 1]
    mark(told_site, told_site.images[0])
    over(told_site)
    assert told(told_site.peer, len(answers)) == standing(told_site.images, told_site.images[:1])
    assert len({uid for uid, _ in told_site.peer.told}) == 1 and jobs(told_site)[0][2] == 3
    assert told_site.json("exceptions") == []


@pytest.mark.parametrize("refuses", [True, False])
def test_one_that_refuses_for_good_has_its_job_in_error_until_it_is_mended(told_site, refuses):
    peer = told_site.peer
    peer.refuses, peer.answer = {NOTIFICATION} if refuses else set(), lambda number: NOT_SUPPORTED
    mark(told_site, told_site.images[0])
    eventually(lambda: jobs(told_site)[0][1] == "error", "refused")
    [exception] = told_site.json("exceptions")
    assert "RIS" in exception["message"] and "availability_notifications" in exception["message"]
    assert exception["study_instance_uid"] == told_site.study.uid and "kinote jobs retry" in exception["remedy"]
    mark(told_site, told_site.images[1])
    eventually(lambda: jobs(told_site)[0][1] == "error", "it began anew with the change, and is refused again")
    assert len(jobs(told_site)) == 1
    before = len(peer.told)
    peer.refuses, peer.answer = set(), lambda number: 0
    told_site.json(("jobs", "retry"), jobs(told_site)[0][0])
    assert told(peer, before + 1) == standing(told_site.images, told_site.images[:2])
    over(told_site)
    assert told_site.json("exceptions") == []


def test_what_changes_while_it_is_told_is_told_next(told_site):
    peer, images = told_site.peer, told_site.images

    def answer(number):
        if number == 1:  # its request has come whole, and is not answered yet
            mark(told_site, images[1])
        return 0

    peer.answer = answer
    mark(told_site, images[0])
    assert told(peer, 2) == standing(images, images[:2]) and peer.standing(0) == standing(images, images[:1])
    over(told_site)
    assert len(jobs(told_site)) == 1


def test_who_wants_none_any_more_is_told_nothing(told_site):
    told_site.run(("queues", "halt"), "SEND_RIS")
    mark(told_site, told_site.images[0])
    api = told_site.api
    body = {"ae_title": "RIS", "host": "127.0.0.1", "port": told_site.peer.port, "availability_notifications": False}
    done = api.request("/api/destinations/RIS", "PUT", {"Content-Type": "application/json"}, json.dumps(body))
    assert done.status == 200 and done.json["availability_notifications"] is False
    told_site.run(("queues", "start"), "SEND_RIS")
    over(told_site)
    mark(told_site, told_site.images[1])
    assert told_site.peer.told == [] and len(jobs(told_site)) == 1


def test_the_configuration_file_names_who_is_told(sqlite_site, tmp_path, ended):  # noqa: F811
    peer = ended(AvailabilityPeer())
    study = objects.Study()
    images = [objects.image(study) for _ in range(2)]
    sqlite_site.take_in(save(tmp_path / "objects", *images))
    with open(sqlite_site.data / "kinote.toml", "a") as file:
        file.write(f'\n[destinations.RIS]\nae_title = "RIS"\nhost = "127.0.0.1"\nport = {peer.port}\n'
                   'availability_notifications = true\n')
    sqlite_site.start()
    assert [one["availability_notifications"] for one in sqlite_site.json(("destinations", "list"))] == [True]
    sqlite_site.json(("deletions", "mark"), "--study", study.uid)
    assert told(peer, 1) == standing(images, images)
    over(sqlite_site)
