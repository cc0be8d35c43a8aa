"""What was sent and is deleted or replaced is withdrawn where it went, by a rejection note; received ones go on."""

import json
import threading

import pytest
from pydicom import dcmread

import objects
from conftest import make_site
from kinote_site import eventually
from receivers import REFUSED, STORED, ScriptedScp, StoreScp, Wiretap
from reconciling import reconcile
from test_create_kosd import check_with_others, kosds, make_note, refer, save
from test_rejection import SAFETY, listed, rejection, start, store
from test_send import ended, send, sender, set_destination, visible  # noqa: F401  (fixtures)

WANTED = "--rejection-notes"


@pytest.fixture
def receiver(tmp_path, sender):  # noqa: F811
    """A second site that lets the first one reject."""
    other, remove = make_site(tmp_path / "other", "sqlite")
    start(other, may_reject="KINOTE@127.0.0.1")
    set_destination(sender, other.dicom_port, WANTED, ae_title="KINOTE")
    yield other
    other.end()
    remove()


def sent(site):
    return site.json(("rejections", "sent"))


def withdrawn(site, count=1, state="done"):
    """The withdrawals, once so many have come to that."""
    return eventually(lambda: len(rows := [one for one in sent(site) if one["state"] == state]) == count and rows,
                      f"{count} withdrawals {state}")


def ledger(site):
    return {uid: state for uid, state in site.rows.all("SELECT sop_instance_uid, state FROM delivery")}


def edit(site, note, image, folder):
    draft = folder / "edited.json"
    draft.write_text(json.dumps({"study_instance_uid": site.study.uid, "author": "Reader^Anna",
                                 "title": {"value": "113000", "scheme": "DCM"}, "references": [refer(image)]}))
    site.json(("notes", "edit"), note, draft)


def kosds_shown(site):
    return sorted(set(kosds(site)) & visible(site))


def test_a_note_that_is_deleted_is_withdrawn_where_it_went(sender, receiver):  # noqa: F811
    send(sender)
    receiver.wait_until_registered()
    kosd = next(iter(kosds(sender)))
    assert visible(receiver, sender.study) == visible(sender) and len(receiver.api.notes(sender.study.uid)) == 1
    sender.json(("notes", "delete"), sender.note, exit_code=None)
    done = withdrawn(sender)
    receiver.wait_until_registered()
    assert done[0]["cause"] == "deleted" and done[0]["destination"] == "NORTH"
    assert visible(receiver, sender.study) == visible(sender) and kosd not in visible(receiver, sender.study)
    assert receiver.api.notes(sender.study.uid) == [] and ledger(sender)[kosd] == "rejected"
    assert [(one["code"], one["hidden"]) for one in listed(receiver)] == [("113039", 1)]
    assert sender.json("exceptions") == [] and listed(sender) == []


def test_the_rejection_note_is_valid_and_others_read_it(sender, tmp_path, ended):  # noqa: F811
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(sender, peer.port, WANTED)
    send(sender)
    before = set(peer.received())
    gone = sender.images[:2]
    for one in gone:
        sender.json(("deletions", "mark"), "--study", sender.study.uid, "--object", one.SOPInstanceUID)
    withdrawn(sender, 2)
    files = [path for path in (tmp_path / "north").iterdir()]
    notes = [(path, dcmread(path)) for path in files if dcmread(path).SOPInstanceUID not in before]
    assert len(notes) == 2
    named = set()
    for path, note in notes:
        assert note.ConceptNameCodeSequence[0].CodeValue == "113039" and note.StudyInstanceUID == sender.study.uid
        named |= {item.ReferencedSOPSequence[0].ReferencedSOPInstanceUID for item in note.ContentSequence
                  if item.ValueType == "IMAGE"}
        check_with_others(path, files)
    assert named == {one.SOPInstanceUID for one in gone}
    assert not {note.SOPInstanceUID for _, note in notes} & visible(sender)


def test_of_a_note_that_is_edited_the_new_version_goes_before_the_old_is_rejected(sender, receiver, tmp_path):  # noqa: F811
    send(sender)
    first = next(iter(kosds(sender)))
    edit(sender, sender.note, sender.images[1], tmp_path)
    assert withdrawn(sender)[0]["cause"] == "replaced"
    receiver.wait_until_registered()
    shown = visible(receiver, sender.study)
    assert shown == visible(sender) and first not in shown and len(receiver.api.notes(sender.study.uid)) == 1
    assert ledger(sender)[first] == "superseded"
    note = listed(receiver)[0]["sop_instance_uid"]
    order = [uid for uid, in receiver.rows.all("SELECT sop_instance_uid FROM instance ORDER BY id")]
    second = next(uid for uid in kosds(sender) if uid in shown)
    assert order.index(second) < order.index(note)


def test_what_went_as_the_sender_died_and_is_deleted_before_it_goes_on_is_withdrawn_by_itself(sender, tmp_path, ended):  # noqa: F811
    north = ended(StoreScp(tmp_path / "north"))
    deadly = threading.Event()

    def lets_back():
        """The third object is there, and nobody hears of it."""
        if deadly.is_set() or len(list(north.folder.iterdir())) < 3:
            return True
        deadly.set()
        sender.kill()
        return False

    set_destination(sender, ended(Wiretap(north.port, lets_back)).port, WANTED)
    number = sender.json("send", "NORTH", sender.study.uid)["exports"][0]["id"]
    eventually(deadly.is_set, "the sender is dead")
    there = north.received()
    gone = next(one for one in sender.images if one.SOPInstanceUID in there)
    states = {row["sop_instance_uid"]: row["state"] for row in sender.json(("exports", "show"), number)["ledger"]}
    assert "begun" in states.values() and states[gone.SOPInstanceUID] in ("begun", "delivered")
    sender.json(("deletions", "mark"), "--study", sender.study.uid, "--object", gone.SOPInstanceUID)
    start(sender)
    assert withdrawn(sender)[0]["cause"] == "deleted"
    eventually(lambda: not sender.rows.one("SELECT count(*) FROM export WHERE state = 'open'"), "the export is over")
    received = north.received()
    (note,) = [one for uid, one in received.items() if uid in {row["note"] for row in sent(sender)}]
    named = {item.ReferencedSOPSequence[0].ReferencedSOPInstanceUID for item in note.ContentSequence
             if item.ValueType == "IMAGE"}
    assert named == {gone.SOPInstanceUID} and ledger(sender)[gone.SOPInstanceUID] == "rejected"
    assert set(received) == visible(sender) | named | {note.SOPInstanceUID}
    assert sender.rows.one("SELECT count(*) FROM delivery WHERE begun_ms IS NOT NULL") == 0
    assert sender.json("exceptions") == []


def test_a_peer_that_is_away_gets_it_when_it_is_back(sender, tmp_path, ended):  # noqa: F811
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(sender, peer.port, WANTED)
    send(sender)
    peer.end()
    sender.json(("deletions", "mark"), "--study", sender.study.uid, "--object", sender.images[0].SOPInstanceUID)
    eventually(lambda: sender.rows.one("SELECT attempts FROM job WHERE kind = 'WITHDRAW'"), "tried")
    assert [one["state"] for one in sent(sender)] == ["open"]
    peer.start()
    withdrawn(sender)
    assert ledger(sender)[sender.images[0].SOPInstanceUID] == "rejected"


def test_a_deletion_that_is_undone_before_withdraws_nothing(sender, tmp_path, ended):  # noqa: F811
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(sender, peer.port, WANTED)
    send(sender)
    sender.run(("queues", "halt"), "SEND_NORTH")
    words = ("--study", sender.study.uid, "--object", sender.images[0].SOPInstanceUID)
    sender.json(("deletions", "mark"), *words)
    sender.json(("deletions", "undo"), *words)
    sender.run(("queues", "start"), "SEND_NORTH")
    withdrawn(sender, state="dropped")
    assert len(peer.received()) == 4


def test_who_wants_none_or_had_nothing_gets_none(sender, tmp_path, ended):  # noqa: F811
    north, south = ended(StoreScp(tmp_path / "north")), ended(ScriptedScp())
    set_destination(sender, north.port)
    set_destination(sender, south.port, WANTED, name="SOUTH")
    send(sender)
    sender.json(("deletions", "mark"), "--study", sender.study.uid)
    assert sent(sender) == []


def test_a_received_rejection_note_goes_on_unchanged(site, tmp_path, ended):  # noqa: F811
    study = objects.Study()
    images = [objects.image(study) for _ in range(3)]
    site.take_in(save(tmp_path / "objects", *images))
    start(site)
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port, WANTED)
    send(site, study=study)
    note = rejection(study, images[:2], SAFETY)
    stranger = rejection(study, images[2:], SAFETY)
    store(site, note)
    store(site, stranger, calling="STRANGER")
    assert withdrawn(site)[0]["cause"] == "forwarded" and len(sent(site)) == 1
    came = next(path for path in peer.folder.iterdir() if dcmread(path).SOPInstanceUID == note.SOPInstanceUID)
    assert objects.data_set_bytes(came.read_bytes()) == objects.data_set_bytes(objects.part10(note))
    site.json(("rejections", "accept"), stranger.SOPInstanceUID)
    withdrawn(site, 2)
    assert stranger.SOPInstanceUID in peer.received()
    assert set(ledger(site).values()) == {"rejected"}


def test_what_is_marked_while_its_request_is_on_the_way_is_withdrawn_after_it(sender, ended):  # noqa: F811
    marked = []

    def answer(number):
        if number == 1:  # its C-STORE request has come whole, and is not answered yet
            marked.append(peer.requests[0])
            sender.json(("deletions", "mark"), "--study", sender.study.uid, "--object", marked[0])
        return 0

    peer = ended(ScriptedScp(answer))
    set_destination(sender, peer.port, WANTED)
    assert send(sender)["state"] == "done"
    [gone] = withdrawn(sender)
    assert gone["cause"] == "deleted" and peer.requests[-1] == gone["note"]
    assert ledger(sender)[marked[0]] == "rejected"


@pytest.fixture
def foreign(sender, tmp_path):  # noqa: F811
    """A KOSD of another maker in the study of the sender, and the note that it carries, in place of the sender's own."""
    sender.json(("notes", "delete"), sender.note, exit_code=None)
    made = objects.kosd(sender.study, sender.images[:1], description="from elsewhere")
    sender.take_in(save(tmp_path / "foreign", made))
    sender.wait_until_registered()
    [note] = sender.api.notes(sender.study.uid)
    made.note = note["id"]
    return made


def test_a_received_kosd_goes_out_and_its_edited_note_replaces_it_there(sender, receiver, foreign, tmp_path):  # noqa: F811
    send(sender)
    receiver.wait_until_registered()
    uid = str(foreign.SOPInstanceUID)
    assert uid in visible(receiver, sender.study) and ledger(sender)[uid] == "delivered"
    edit(sender, foreign.note, sender.images[1], tmp_path)
    assert [one["cause"] for one in withdrawn(sender)] == ["replaced"]
    receiver.wait_until_registered()
    shown = visible(receiver, sender.study)
    assert shown == visible(sender) and uid not in shown and len(shown) == 4
    [second] = kosds_shown(sender)
    note = listed(receiver)[0]["sop_instance_uid"]
    order = [one for one, in receiver.rows.all("SELECT sop_instance_uid FROM instance ORDER BY id")]
    assert order.index(uid) < order.index(second) < order.index(note)
    assert ledger(sender)[uid] == "superseded" and ledger(sender)[second] == "delivered"
    assert len(receiver.api.notes(sender.study.uid)) == 1 and sender.json("exceptions") == []
    assert reconcile(sender, "--study", sender.study.uid)["studies"] == 1  # and exit code 0: nothing differs


def test_a_received_kosd_that_never_went_out_is_replaced_here_alone(sender, foreign, tmp_path, ended):  # noqa: F811
    edit(sender, foreign.note, sender.images[1], tmp_path)
    assert kosds_shown(sender) == [foreign.SOPInstanceUID]  # until the newer one is stored
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(sender, peer.port, WANTED)
    send(sender)
    assert foreign.SOPInstanceUID not in peer.received() and set(peer.received()) == visible(sender)
    assert sent(sender) == []


def test_a_received_kosd_is_withdrawn_with_its_note(sender, receiver, foreign):  # noqa: F811
    send(sender)
    receiver.wait_until_registered()
    sender.json(("notes", "delete"), foreign.note, exit_code=None)
    assert [one["cause"] for one in withdrawn(sender)] == ["deleted"]
    receiver.wait_until_registered()
    uid = str(foreign.SOPInstanceUID)
    assert visible(receiver, sender.study) == visible(sender) and uid not in visible(sender)
    assert ledger(sender)[uid] == "rejected" and receiver.api.notes(sender.study.uid) == []


def test_one_that_refuses_the_rejection_note_is_not_said_to_have_rejected(sender, ended):  # noqa: F811
    peer = ended(ScriptedScp())
    set_destination(sender, peer.port, WANTED)
    send(sender)
    gone = str(sender.images[0].SOPInstanceUID)
    peer.answer = lambda number: REFUSED
    sender.json(("deletions", "mark"), "--study", sender.study.uid, "--object", gone)
    [(job,)] = eventually(lambda: sender.rows.all("SELECT id FROM job WHERE kind = 'WITHDRAW' AND state = 'error'"),
                          "refused")
    [exception] = sender.json("exceptions")
    assert "NORTH answered 0122 to the rejection note" in exception["message"]
    assert "take rejection notes" in exception["message"] and f"kinote jobs retry {job}" in exception["remedy"]
    assert exception["study_instance_uid"] == sender.study.uid
    assert ledger(sender)[gone] == "delivered" and gone not in visible(sender)
    [open_still] = sent(sender)
    assert open_still["state"] == "open" and "0122" in open_still["comment"]
    peer.answer = lambda number: STORED
    sender.json(("jobs", "retry"), job)
    withdrawn(sender)
    assert peer.requests[-1] == peer.requests[-2] == open_still["note"]  # the same one
    assert ledger(sender)[gone] == "rejected" and sender.json("exceptions") == []


def test_what_is_taken_back_after_it_was_withdrawn_goes_out_again(sender, ended):  # noqa: F811
    peer = ended(ScriptedScp())
    set_destination(sender, peer.port, WANTED)
    send(sender)
    gone = str(sender.images[0].SOPInstanceUID)
    words = ("--study", sender.study.uid, "--object", gone)
    sender.json(("deletions", "mark"), *words)
    withdrawn(sender)
    sender.json(("deletions", "undo"), *words)
    assert gone in visible(sender) and ledger(sender)[gone] == "rejected"
    assert sender.api.rendered(gone).status == 200
    again = send(sender)
    assert again["delivered"] == 1 and peer.requests[-1] == gone and peer.requests.count(gone) == 2
    assert set(ledger(sender).values()) == {"delivered"}
    sender.json(("deletions", "mark"), *words)
    withdrawn(sender, 2)
    assert ledger(sender)[gone] == "rejected" and len({one["note"] for one in sent(sender)}) == 2


def test_a_received_note_goes_on_to_all_who_have_its_objects_though_one_is_away(site, tmp_path, ended):  # noqa: F811
    study = objects.Study()
    images = [objects.image(study) for _ in range(3)]
    site.take_in(save(tmp_path / "objects", *images))
    start(site)
    north, south, west = (ended(StoreScp(tmp_path / name)) for name in ("north", "south", "west"))
    for name, peer in (("NORTH", north), ("SOUTH", south), ("WEST", west)):
        set_destination(site, peer.port, WANTED, name=name)
    for name in ("NORTH", "SOUTH"):  # WEST has nothing of the study
        send(site, name=name, study=study)
    north.end()
    note = rejection(study, images[:2], SAFETY)
    store(site, note)
    [there] = withdrawn(site)
    assert (there["destination"], there["cause"], there["note"]) == ("SOUTH", "forwarded", note.SOPInstanceUID)
    eventually(lambda: site.rows.one("SELECT attempts FROM job WHERE kind = 'WITHDRAW' AND queue = 'SEND_NORTH'"), "tried")
    assert {one["destination"]: one["state"] for one in sent(site)} == {"NORTH": "open", "SOUTH": "done"}
    listed_by_api = site.api.get("/api/withdrawals")["withdrawals"]
    assert {one["destination"]: one["state"] for one in listed_by_api} == {"NORTH": "open", "SOUTH": "done"}
    states = {(name, state) for name, state in site.rows.all(
        "SELECT n.name, d.state FROM delivery d JOIN destination n ON n.id = d.destination "
        f"WHERE d.sop_instance_uid = '{images[0].SOPInstanceUID}'")}
    assert states == {("NORTH", "delivered"), ("SOUTH", "rejected")}
    north.start()
    withdrawn(site, 2)
    for peer in (north, south):
        came = next(path for path in peer.folder.iterdir() if dcmread(path).SOPInstanceUID == note.SOPInstanceUID)
        assert objects.data_set_bytes(came.read_bytes()) == objects.data_set_bytes(objects.part10(note))
    assert west.received() == {}
