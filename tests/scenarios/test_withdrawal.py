"""What was sent and is deleted or replaced is withdrawn where it went, by a rejection note; received ones go on."""

import pytest
from pydicom import dcmread

import objects
from conftest import make_site
from kinote_site import eventually
from receivers import ScriptedScp, StoreScp
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
    draft = tmp_path / "edited.json"
    draft.write_text('{"study_instance_uid": "%s", "author": "Reader^Anna", "title": {"value": "113000", "scheme": "DCM"}, "references": '
                     '[{"sop_instance_uid": "%s"}]}' % (sender.study.uid, sender.images[1].SOPInstanceUID))
    sender.json(("notes", "edit"), sender.note, draft)
    assert withdrawn(sender)[0]["cause"] == "replaced"
    receiver.wait_until_registered()
    shown = visible(receiver, sender.study)
    assert shown == visible(sender) and first not in shown and len(receiver.api.notes(sender.study.uid)) == 1
    assert ledger(sender)[first] == "superseded"
    note = listed(receiver)[0]["sop_instance_uid"]
    order = [uid for uid, in receiver.rows.all("SELECT sop_instance_uid FROM instance ORDER BY id")]
    second = next(uid for uid in kosds(sender) if uid in shown)
    assert order.index(second) < order.index(note)


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
