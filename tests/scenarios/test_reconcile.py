"""What is here and what a destination shows: each difference with its reason, in both directions, and what mends it."""

import csv
import io
import json
import threading

import pytest

import objects
from conftest import make_site
from kinote_site import eventually
from orthanc_peer import OrthancPeer
from receivers import REFUSED, StoreScp
from reconciling import Archive, exceptions, reasons, reconcile
from test_create_kosd import kosds, refer, save
from test_rejection import start
from test_send import ended, send, sender, set_destination, visible  # noqa: F401  (fixtures)


@pytest.fixture
def orthanc(tmp_path, sender, ended):  # noqa: F811
    """The destination NORTH, which holds all of the sender's study."""
    peer = ended(OrthancPeer(tmp_path / "orthanc", sender.dicom_port))
    set_destination(sender, peer.call("GET", "/system")["DicomPort"], ae_title="ORTHANC")
    assert send(sender)["delivered"] == 4
    return peer


def remove_there(orthanc, uid):
    for found in orthanc.call("POST", "/tools/lookup", uid.encode()):
        orthanc.call("DELETE", found["Path"])


def test_equal_sides_have_no_difference(sender, orthanc):
    done = reconcile(sender)
    assert (done["state"], done["studies"], done["differences"], done["found"]) == ("done", 1, 0, [])
    assert reconcile(sender, "--study", sender.study.uid)["studies"] == 1 and exceptions(sender) == []
    assert reconcile(sender, "--since", "2100-01-01")["studies"] == 0


def test_each_difference_has_its_reason_and_what_is_missing_is_sent_again(sender, orthanc, tmp_path):
    lost, hidden = sender.images[0].SOPInstanceUID, sender.images[1].SOPInstanceUID
    remove_there(orthanc, lost)
    sender.json(("deletions", "mark"), "--study", sender.study.uid, "--object", hidden)
    stranger = objects.image(sender.study)
    path = save(tmp_path / "stranger", stranger)
    orthanc.keep(next(path.iterdir()).read_bytes() if path.is_dir() else path.read_bytes())
    late = objects.image(sender.study)
    sender.take_in(save(tmp_path / "late", late))
    wanted = {lost: "unknown_there", hidden: "hidden_here", stranger.SOPInstanceUID: "unknown_here",
              late.SOPInstanceUID: "not_sent"}
    done = reconcile(sender, exit_code=1)
    assert reasons(done) == wanted and done["differences"] == 4 and done["exports"] == 0
    exception = exceptions(sender)[0]
    assert exception["study_instance_uid"] == sender.study.uid and "4 objects" in exception["message"]
    assert "rejection note" in exception["remedy"] and "kinote send NORTH" in exception["remedy"]
    row = sender.rows.one(f"SELECT state FROM delivery WHERE sop_instance_uid = '{lost}'")
    assert row == "refused", "nobody is to take it for safe there"
    assert sender.rows.one("SELECT count(*) FROM audit_event WHERE action = 'ledger_corrected'") == 1

    mended = reconcile(sender, "--fix", exit_code=1)
    assert reasons(mended) == wanted and mended["exports"] == 1
    assert {one["sop_instance_uid"] for one in mended["found"] if one["export"]} == {lost, late.SOPInstanceUID}
    sender.wait_for_queue("SEND_NORTH")
    rest = reconcile(sender, exit_code=1)
    assert reasons(rest) == {hidden: "hidden_here", stranger.SOPInstanceUID: "unknown_here"}
    assert orthanc.call("POST", "/tools/lookup", str(hidden).encode()), "nothing is ever deleted there"

    remove_there(orthanc, stranger.SOPInstanceUID)
    sender.json(("deletions", "undo"), "--study", sender.study.uid, "--object", hidden)
    assert reconcile(sender)["differences"] == 0 and exceptions(sender) == []
    assert sender.rows.one("SELECT count(*) FROM difference") == 0, "later results take the place of earlier ones"


def test_the_api_pages_what_was_found(sender, orthanc):
    for image in sender.images:
        remove_there(orthanc, image.SOPInstanceUID)
    order = json.dumps({"destination": "NORTH", "study_instance_uid": sender.study.uid})
    asked = sender.api.request("/api/reconciliations", "POST", {"Content-Type": "application/json"}, order)
    assert asked.status == 201, asked
    done = eventually(lambda: (now := sender.api.get(asked.headers["Location"]))["state"] == "done" and now, "compared")
    assert done["differences"] == 3 and done["requested_by"]
    first = sender.api.get(f"/api/reconciliations/{done['id']}/differences?limit=2")["differences"]
    last = first[-1]
    rest = sender.api.get(f"/api/reconciliations/{done['id']}/differences?limit=2&afterStudy={last['study_instance_uid']}"
                          f"&afterObject={last['sop_instance_uid']}")["differences"]
    assert [one["sop_instance_uid"] for one in first + rest] == sorted(one.SOPInstanceUID for one in sender.images)
    assert sender.api.get("/api/reconciliations")["reconciliations"][0]["id"] == done["id"]
    printed = sender.run(("reconciliations", "show"), done["id"], "--csv", "-")
    rows = list(csv.DictReader(io.StringIO(printed.output)))
    assert printed.exit_code == 1 and [row["reason"] for row in rows] == ["unknown_there"] * 3
    assert rows[0]["place"] == "here" and rows[0]["remedy"].endswith(f"kinote send NORTH {sender.study.uid}")


def test_between_two_sites_and_key_images_alone(sender, tmp_path, ended):  # noqa: F811
    other, remove = make_site(tmp_path / "other", "sqlite")
    try:
        other.start()
        set_destination(sender, other.dicom_port, "--key-images-only", ae_title="KINOTE")
        assert send(sender)["delivered"] == 2
        assert reconcile(sender)["differences"] == 0, "what was never meant to go is no difference"
        gone = sender.images[0].SOPInstanceUID
        other.json(("deletions", "mark"), "--study", sender.study.uid, "--object", gone)
        assert reasons(reconcile(sender, exit_code=1)) == {gone: "unknown_there"}
        other.json(("deletions", "undo"), "--study", sender.study.uid, "--object", gone)
        assert reconcile(sender)["differences"] == 0
        assert sender.rows.one(f"SELECT state FROM delivery WHERE sop_instance_uid = '{gone}'") == "delivered"
        send(sender, "--whole")
        assert reconcile(sender)["differences"] == 0 and visible(other, sender.study) == visible(sender)
    finally:
        other.end()
        remove()


def test_a_destination_without_queries_is_said_to_be_one(sender, tmp_path, ended):  # noqa: F811
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(sender, peer.port)
    send(sender)
    done = reconcile(sender, exit_code=3)
    assert done["state"] == "failed" and "NORTH takes no queries (C-FIND, Study Root)" in done["error"]
    unknown = sender.run("reconcile", "NORTH", "--study", "1.2.3.4")
    assert unknown.exit_code == 3 and "nothing is known of study 1.2.3.4" in unknown.errors


def test_what_is_hidden_here_and_seen_there_is_withdrawn_where_that_is_taken(sender, tmp_path):  # noqa: F811
    other, remove = make_site(tmp_path / "other", "sqlite")
    try:
        start(other, may_reject="KINOTE@127.0.0.1")
        set_destination(sender, other.dicom_port, ae_title="KINOTE")
        send(sender)
        hidden = sender.images[1].SOPInstanceUID
        sender.json(("deletions", "mark"), "--study", sender.study.uid, "--object", hidden)
        assert reasons(reconcile(sender, "--fix", exit_code=1)) == {hidden: "hidden_here"}
        assert hidden in visible(other, sender.study), "the destination takes no rejection notes"
        set_destination(sender, other.dicom_port, "--rejection-notes", ae_title="KINOTE")
        assert reasons(reconcile(sender, "--fix", exit_code=1)) == {hidden: "hidden_here"}
        eventually(lambda: hidden not in visible(other, sender.study), "it is withdrawn there")
        eventually(lambda: sender.json(("rejections", "sent"))[0]["state"] == "done", "it is over here")
        other.wait_until_registered()
        assert reconcile(sender)["found"] == [] and exceptions(sender) == []
        [note] = other.json(("rejections", "list"))
        other.json(("rejections", "undo"), note["sop_instance_uid"], "--reason", "a mistake there")
        assert reasons(reconcile(sender, "--fix", exit_code=1)) == {hidden: "hidden_here"}
        eventually(lambda: hidden not in visible(other, sender.study), "it is withdrawn once more")
    finally:
        other.end()
        remove()


def test_what_was_refused_says_with_which_status_and_goes_once_that_is_mended(sender, ended):  # noqa: F811
    peer = ended(Archive())
    peer.answer = lambda number: REFUSED if number == 2 else 0
    set_destination(sender, peer.port)
    assert send(sender, exit_code=None)["refused"] == 1
    refused = peer.requests[1]
    peer.held = [uid for uid in peer.requests if uid != refused]
    done = reconcile(sender, exit_code=1)
    assert reasons(done) == {refused: "refused"} and done["found"][0]["detail"].startswith("0122")
    assert "why it was refused" in done["found"][0]["remedy"]
    peer.answer = lambda number: 0
    assert reconcile(sender, "--fix", exit_code=1)["found"][0]["export"]
    sender.wait_for_queue("SEND_NORTH")
    assert peer.requests[-1] == refused
    peer.held.append(refused)
    assert reconcile(sender)["found"] == [] and exceptions(sender) == []


def test_the_kosd_of_an_older_version_is_superseded(sender, orthanc, tmp_path):
    (first,) = kosds(sender)
    note = sender.api.note(sender.note)
    path = tmp_path / "edited.json"
    path.write_text(json.dumps({"study_instance_uid": sender.study.uid, "title": {"value": "113003", "scheme": "DCM"},
                                "author": "Reader^Anna", "references": [refer(sender.images[1])]}))
    sender.json(("notes", "edit"), sender.note, path, "--version", note["version"])
    done = reconcile(sender, "--fix", exit_code=1)
    assert reasons(done) == {first: "newer_version"} and done["found"][0]["place"] == "both"
    mending = done["found"][0]["export"]
    eventually(lambda: sender.json(("exports", "show"), mending)["state"] == "done", "the new version is sent")
    assert sender.json(("exports", "show"), mending)["delivered"] == 1
    done = reconcile(sender, exit_code=1)
    assert reasons(done) == {first: "superseded"} and done["found"][0]["place"] == "there"
    remove_there(orthanc, first)
    assert reconcile(sender)["found"] == []


def test_a_destination_that_follows_no_rejection_notes_is_told_and_gets_no_more_of_them(sender, orthanc):
    set_destination(sender, orthanc.call("GET", "/system")["DicomPort"], "--rejection-notes", ae_title="ORTHANC")
    hidden = sender.images[1].SOPInstanceUID
    sender.json(("deletions", "mark"), "--study", sender.study.uid, "--object", hidden)

    def withdrawn(count):
        eventually(lambda: [one["state"] for one in sender.json(("rejections", "sent"))] == ["done"] * count, "withdrawn")

    withdrawn(1)
    assert reasons(reconcile(sender, "--fix", exit_code=1)) == {hidden: "hidden_here"}, "our own note is no difference"
    withdrawn(2)
    for _ in range(2):
        done = reconcile(sender, "--fix", exit_code=1)
        assert reasons(done) == {hidden: "shown_all_the_same"}
        assert "2 rejection notes" in done["found"][0]["detail"] and "delete it at NORTH" in done["found"][0]["remedy"]
    withdrawn(2)
    assert len(orthanc.call("GET", "/instances")) == 6, "four objects and two notes"


def test_what_was_sent_from_here_and_is_here_no_longer_is_purged(sender, orthanc, tmp_path):
    """Nothing purges yet: the row goes as a purge will have it, and the ledger stays."""
    purged = sender.images[2].SOPInstanceUID
    sender.rows.execute(f"DELETE FROM object_bytes WHERE instance IN (SELECT id FROM instance WHERE "
                        f"sop_instance_uid = '{purged}')")
    sender.rows.execute(f"DELETE FROM instance WHERE sop_instance_uid = '{purged}'")
    done = reconcile(sender, exit_code=1)
    assert reasons(done) == {purged: "purged"} and done["found"][0]["detail"] == "it was sent from here"


def test_what_an_export_still_has_to_send_is_being_sent(sender, ended):  # noqa: F811
    go_on = threading.Event()
    peer = ended(Archive())
    peer.answer = lambda number: 0 if go_on.wait(60) else None
    set_destination(sender, peer.port, "--associations", 2)
    send(sender, wait=0, exit_code=None)
    eventually(lambda: peer.requests, "it is being sent")
    done = reconcile(sender, exit_code=1)
    assert reasons(done) == dict.fromkeys(visible(sender), "being_sent") and exceptions(sender) == []
    go_on.set()
    sender.wait_for_queue("SEND_NORTH")
    peer.held = sorted(visible(sender))
    assert reconcile(sender)["found"] == []


def test_a_destination_that_is_removed_leaves_no_comparison_behind(sender, ended):  # noqa: F811
    peer = ended(Archive())
    set_destination(sender, peer.port)
    send(sender)
    peer.held = sorted(visible(sender))
    sender.run(("queues", "halt"), "SEND_NORTH")
    ordered = sender.json("reconcile", "NORTH", "--wait", 0)
    sender.json(("destinations", "remove"), "NORTH")
    shown = sender.json(("reconciliations", "show"), ordered["id"], exit_code=3)
    assert (shown["state"], shown["job_state"]) == ("failed", "abandoned")
    assert shown["error"] == "the destination NORTH was removed" and sender.json("exceptions") == []
    sender.run(("queues", "start"), "SEND_NORTH")
    set_destination(sender, peer.port)
    anew = reconcile(sender)
    assert anew["id"] != ordered["id"] and anew["state"] == "done"
    listed = sender.json(("reconciliations", "list"))["reconciliations"]
    assert [one["id"] for one in listed] == [anew["id"]], "the one that was given up has a successor"
