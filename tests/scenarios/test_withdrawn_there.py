"""What was withdrawn at a destination and is taken back here: it stays hidden there, and nobody sends it in a circle."""

import csv
import io
import json

import pytest

import objects
from conftest import make_site
from kinote_site import eventually
from reconciling import Archive, exceptions, reasons, reconcile
from test_create_kosd import kosds, refer, save
from test_rejection import QUALITY, REJECTED_AGAIN, RETENTION, SAFETY, WORKLIST, listed, rejection, start, store
from test_send import ended, send, sender, set_destination, visible  # noqa: F401  (fixtures)
from test_withdrawal import WANTED, edit, ledger, withdrawn


@pytest.fixture
def receivers(tmp_path):
    """Makes a site that lets KINOTE reject, with further keys of [rejection]."""
    made = []

    def make(sender, **keys):
        other, remove = make_site(tmp_path / f"other{len(made)}", "sqlite")
        made.append((other, remove))
        start(other, may_reject="KINOTE@127.0.0.1", **keys)
        set_destination(sender, other.dicom_port, WANTED, ae_title="KINOTE")
        return other

    yield make
    for other, remove in made:
        other.end()
        remove()


def marking(site, uid):
    return "--study", site.study.uid, "--object", uid


def withdrawn_and_taken_back(site, uid):
    """It is deleted here, withdrawn there, and here again."""
    site.json(("deletions", "mark"), *marking(site, uid))
    withdrawn(site)
    site.json(("deletions", "undo"), *marking(site, uid))


def sent_in_vain(site, uid):
    """What a comparison mends by sending is sent, once."""
    first = reconcile(site, "--fix", exit_code=1)
    assert reasons(first) == {uid: "not_sent"} and first["exports"] == 1
    assert first["found"][0]["detail"] == "withdrawn there, and not sent since"
    site.wait_for_queue("SEND_NORTH")
    assert ledger(site)[uid] == "delivered"


def test_what_stays_hidden_there_is_said_to_be_and_is_not_sent_in_a_circle(sender, receivers):  # noqa: F811
    receiver = receivers(sender)
    send(sender)
    uid = str(sender.images[1].SOPInstanceUID)
    withdrawn_and_taken_back(sender, uid)
    sent_in_vain(sender, uid)
    note = sender.json(("rejections", "sent"))[0]["note"]
    for _ in range(3):
        done = reconcile(sender, "--fix", exit_code=1)
        assert reasons(done) == {uid: "withdrawn_there"} and done["exports"] == 0
        assert note in done["found"][0]["detail"] and "sent again" in done["found"][0]["detail"]
        assert "kinote rejections undo" in done["found"][0]["remedy"] and done["found"][0]["place"] == "here"
        assert ledger(sender)[uid] == "rejected", "nobody takes it for safe there"
    assert send(sender)["delivered"] == 0, "nor does the next export send it"
    printed = sender.run(("reconciliations", "show"), done["id"], "--csv", "-")
    (row,) = csv.DictReader(io.StringIO(printed.output))
    assert printed.exit_code == 1 and row["reason"] == "withdrawn_there" and row["export"] == ""
    (told,) = exceptions(sender)
    assert "1 withdrawn_there" in told["message"] and "restore it at NORTH" in told["remedy"]
    receiver.json(("rejections", "undo"), note, "--reason", "it is wanted")
    assert reconcile(sender)["found"] == [] and exceptions(sender) == []
    assert ledger(sender)[uid] == "delivered" and visible(receiver, sender.study) == visible(sender)


def test_all_is_sent_again_where_a_person_says_so(sender, receivers):  # noqa: F811
    receivers(sender)
    send(sender)
    uid = str(sender.images[1].SOPInstanceUID)
    withdrawn_and_taken_back(sender, uid)
    sent_in_vain(sender, uid)
    assert reasons(reconcile(sender, exit_code=1)) == {uid: "withdrawn_there"}
    assert send(sender, "--again")["delivered"] == 4
    assert reasons(reconcile(sender, exit_code=1)) == {uid: "withdrawn_there"}


def test_who_accepts_it_after_its_retention_shows_it_again(sender, receivers):  # noqa: F811
    receiver = receivers(sender, after_retention="accept")
    send(sender)
    uid = str(sender.images[1].SOPInstanceUID)
    withdrawn_and_taken_back(sender, uid)
    sent_in_vain(sender, uid)
    assert reconcile(sender)["found"] == [] and visible(receiver, sender.study) == visible(sender)


def test_the_new_version_of_a_note_is_hidden_by_nothing(sender, receivers, tmp_path):  # noqa: F811
    receiver = receivers(sender)
    send(sender)
    (first,) = kosds(sender)
    sender.json(("notes", "delete"), sender.note, exit_code=None)
    withdrawn(sender)
    sender.json(("notes", "undo"), sender.note, exit_code=None)
    sent_in_vain(sender, first)
    assert reasons(reconcile(sender, exit_code=1)) == {first: "withdrawn_there"}
    edit(sender, sender.note, sender.images[1], tmp_path)
    send(sender)
    receiver.wait_until_registered()
    assert reconcile(sender)["found"] == [] and exceptions(sender) == []
    assert visible(receiver, sender.study) == visible(sender) and first not in visible(sender)
    assert len(receiver.api.notes(sender.study.uid)) == 1


@pytest.mark.parametrize("title", [QUALITY, SAFETY, WORKLIST, RETENTION], ids=lambda title: title[0])
def test_of_each_title_what_comes_again(site, receivers, tmp_path, title):
    """A rejection note that came and went on is taken back here: 113037 and 113038 bar the objects there, 113001 and
    113039 have them taken, and hidden."""
    study = site.study = objects.Study()
    images = [objects.image(study) for _ in range(2)]
    site.take_in(save(tmp_path / "objects", *images))
    start(site)
    receiver = receivers(site)
    send(site)
    note, uid = rejection(study, images[:1], title), str(images[0].SOPInstanceUID)
    store(site, note)
    withdrawn(site)
    receiver.wait_until_registered()
    assert visible(receiver, study) == {images[1].SOPInstanceUID}
    site.json(("rejections", "undo"), note.SOPInstanceUID, "--reason", "a mistake")
    is_barred = title in (SAFETY, WORKLIST)
    done = send(site, exit_code=None)
    assert (done["delivered"], done["refused"]) == ((0, 1) if is_barred else (1, 0))
    for _ in range(2):
        done = reconcile(site, "--fix", exit_code=1)
        assert reasons(done) == {uid: "withdrawn_there"} and done["exports"] == 0
        detail = done["found"][0]["detail"]
        assert note.SOPInstanceUID in detail and ("refused as rejected: A771" in detail) == is_barred
    receiver.json(("rejections", "undo"), note.SOPInstanceUID, "--reason", "a mistake there, too")
    assert reconcile(site)["found"] == [] and visible(receiver, study) == visible(site)


def test_one_that_is_rejected_there_by_others_is_said_to_be(sender, ended):  # noqa: F811
    peer = ended(Archive())
    peer.answer = lambda number: REJECTED_AGAIN if number == 2 else 0
    set_destination(sender, peer.port)
    send(sender, exit_code=None)
    rejected = peer.requests[1]
    peer.held = [uid for uid in peer.requests if uid != rejected]
    done = reconcile(sender, "--fix", exit_code=1)
    assert reasons(done) == {rejected: "withdrawn_there"} and done["exports"] == 0
    assert done["found"][0]["detail"].startswith("a rejection note has named it there")
    assert peer.requests.count(rejected) == 1


def test_what_is_deleted_there_by_a_person_is_sent_once_and_not_in_a_circle(sender, receivers):  # noqa: F811
    receiver = receivers(sender)
    send(sender)
    uid = str(sender.images[1].SOPInstanceUID)
    marked = ("--study", sender.study.uid, "--object", uid)
    receiver.json(("deletions", "mark"), *marked)
    first = reconcile(sender, "--fix", exit_code=1)
    assert reasons(first) == {uid: "unknown_there"} and first["exports"] == 1
    sender.wait_for_queue("SEND_NORTH")
    assert ledger(sender)[uid] == "delivered"
    for _ in range(3):
        done = reconcile(sender, "--fix", exit_code=1)
        assert reasons(done) == {uid: "hidden_there"} and done["exports"] == 0
        assert "sent again" in done["found"][0]["detail"] and "--again" in done["found"][0]["remedy"]
        assert ledger(sender)[uid] == "rejected", "nobody takes it for safe there"
    assert send(sender)["delivered"] == 0, "nor does the next export send it"
    assert "1 hidden_there" in exceptions(sender)[0]["message"]
    assert send(sender, "--again")["delivered"] == 4
    assert reasons(reconcile(sender, "--fix", exit_code=1)) == {uid: "hidden_there"}
    receiver.json(("deletions", "undo"), *marked)
    assert reconcile(sender)["found"] == [] and exceptions(sender) == []
    assert ledger(sender)[uid] == "delivered" and visible(receiver, sender.study) == visible(sender)
    receiver.json(("deletions", "mark"), *marked)
    again = reconcile(sender, "--fix", exit_code=1)
    assert reasons(again) == {uid: "unknown_there"} and again["exports"] == 1, "it was seen since, so it may be lost"


def test_a_note_that_is_edited_there_is_sent_once_and_not_in_a_circle(sender, receivers, tmp_path):  # noqa: F811
    receiver = receivers(sender)
    send(sender)
    receiver.wait_until_registered()
    (uid,) = kosds(sender)
    note = receiver.api.notes(sender.study.uid)[0]["id"]
    receiver.study = sender.study
    edit(receiver, note, sender.images[1], tmp_path)
    receiver.run(("kosd", "create"), note)
    eventually(lambda: uid not in visible(receiver, sender.study), "the newer version has its KOSD")
    assert uid in {one for one, why in reasons(reconcile(sender, "--fix", exit_code=1)).items() if why == "unknown_there"}
    sender.wait_for_queue("SEND_NORTH")
    for _ in range(2):
        done = reconcile(sender, "--fix", exit_code=1)
        assert reasons(done)[uid] == "hidden_there" and done["exports"] == 0


def test_a_destination_that_is_removed_leaves_no_withdrawal_open(sender, ended):  # noqa: F811
    peer = ended(Archive())
    set_destination(sender, peer.port, WANTED)
    send(sender)
    peer.answer = lambda number: 0x0122
    for one in sender.images[:2]:
        sender.json(("deletions", "mark"), *marking(sender, one.SOPInstanceUID))
    eventually(lambda: sender.rows.one("SELECT count(*) FROM job WHERE kind = 'WITHDRAW' AND state = 'error'") == 2,
               "both are refused")
    given_up = {"jobs": {"WITHDRAW": 2}, "withdrawals": 2}
    assert sender.json(("destinations", "remove"), "NORTH", "--dry-run") == given_up
    assert sender.api.request("/api/destinations/NORTH?dryRun=true", method="DELETE").json == given_up
    assert [one["state"] for one in sender.json(("rejections", "sent"))] == ["open", "open"]
    assert sender.api.request("/api/destinations/NORTH", method="DELETE").json == given_up
    assert {(one["state"], one["comment"]) for one in sender.json(("rejections", "sent"))} == \
        {("dropped", "the destination NORTH was removed")}
    assert sender.json("exceptions") == []
    details = sender.rows.one("SELECT details FROM audit_event WHERE action = 'destination_removed'")
    assert json.loads(details) == given_up
    peer.answer = lambda number: 0
    set_destination(sender, peer.port, WANTED)
    peer.held = sorted(set(peer.requests) & set(ledger(sender)))
    hidden = {one.SOPInstanceUID: "hidden_here" for one in sender.images[:2]}
    assert reasons(reconcile(sender, "--fix", exit_code=1)) == hidden
    withdrawn(sender)


def test_what_went_there_and_stands_in_no_ledger_is_withdrawn_by_a_comparison(sender, receivers):  # noqa: F811
    """A sender that dies between the answer and its ledger does not know that the object is there."""
    other = receivers(sender)
    send(sender)
    uid = str(sender.images[1].SOPInstanceUID)
    sender.rows.execute(f"DELETE FROM delivery WHERE sop_instance_uid = '{uid}'")
    sender.json(("deletions", "mark"), *marking(sender, uid))
    assert reasons(reconcile(sender, exit_code=1)) == {uid: "hidden_here"}
    reconcile(sender, "--fix", exit_code=1)
    withdrawn(sender)
    eventually(lambda: uid not in visible(other, sender.study), "it is withdrawn")
    assert reconcile(sender)["found"] == []
