"""What is here and what a destination shows: each difference with its reason, in both directions, and what mends it."""

import csv
import datetime
import io
import json
import os
import struct
import threading

import pytest

import objects
from conftest import make_site
from dicom_network import _element, _uid
from kinote_site import eventually, peak_memory
from orthanc_peer import OrthancPeer
from receivers import REFUSED, ScriptedScp, StoreScp, _elements, _pdu
from test_create_kosd import kosds, refer, save
from test_rejection import start
from test_send import ended, send, sender, set_destination, visible  # noqa: F401  (fixtures)

STUDY_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.2.1"
MEGABYTE = 1 << 20
PROOF = bool(os.environ.get("KINOTE_PROOF"))


@pytest.fixture
def orthanc(tmp_path, sender, ended):  # noqa: F811
    """The destination NORTH, which holds all of the sender's study."""
    peer = ended(OrthancPeer(tmp_path / "orthanc", sender.dicom_port))
    set_destination(sender, peer.call("GET", "/system")["DicomPort"], ae_title="ORTHANC")
    assert send(sender)["delivered"] == 4
    return peer


def reconcile(site, *words, exit_code=0, name="NORTH"):
    """Compares, and gives what was found."""
    return site.json("reconcile", name, "--wait", 60, *words, exit_code=exit_code)


def reasons(done):
    return {one["sop_instance_uid"]: one["reason"] for one in done["found"]}


def exceptions(site, cause="differs_from_NORTH"):
    return [one for one in site.json("exceptions") if one["cause"] == cause]


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


class Archive(ScriptedScp):
    """Shows a series of `held` objects of each study; `status_of(number)` answers the queries, None cuts. It stores
    what comes as ScriptedScp does, and shows it only where `held` has it. More than `most` associations are refused."""

    def __init__(self, held=(), most=64):
        self.held, self.queries, self.status_of = held, 0, lambda number: 0
        self.most, self.refused = most, 0
        self._data_sets, self._open, self._changed = {}, 0, threading.Condition()
        super().__init__()

    def shown_of(self, study):
        return self.held

    def _associate(self, connection):
        with self._changed:  # one that is being released counts no longer
            is_free = self._changed.wait_for(lambda: self._open < self.most, timeout=2)
            self._open += is_free
            self.refused += not is_free
        if not is_free:
            connection.recv(65536)
            connection.sendall(_pdu(3, bytes([0, 2, 3, 2])))  # rejected for now: local limit exceeded
            return
        try:
            super()._associate(connection)
        finally:
            with self._changed:
                self._open -= 1
                self._changed.notify_all()

    def _keep(self, data_set):
        thread = threading.get_ident()
        self._data_sets[thread] = self._data_sets.get(thread, b"") + data_set

    def _answer(self, connection, context, command):
        data_set = self._data_sets.pop(threading.get_ident(), b"")
        fields = dict(_elements(command))
        if struct.unpack("<H", fields[0x100])[0] != 0x0020:
            return super()._answer(connection, context, command)
        self.queries += 1
        status = self.status_of(self.queries)
        if status is None:
            return False
        if status == 0:
            is_series = b"SERIES" in data_set
            place = data_set.index(b"\x20\x00\x0d\x00UI")
            length = struct.unpack_from("<H", data_set, place + 6)[0]
            study = data_set[place + 8:place + 8 + length].rstrip(b"\0").decode()
            for uid in [b"1.2.3.4.5"] if is_series else [one.encode() for one in self.shown_of(study)]:
                uid += b"\0" * (len(uid) % 2)
                group, element = (0x20, 0xE) if is_series else (0x8, 0x18)
                match = struct.pack("<HH2sH", group, element, b"UI", len(uid)) + uid
                self._respond(connection, context, fields, 0xFF00, match)
        self._respond(connection, context, fields, status)
        return True

    @staticmethod
    def _respond(connection, context, fields, status, match=None):
        elements = (_element(0, 2, _uid(STUDY_ROOT_FIND)) + _element(0, 0x100, struct.pack("<H", 0x8020)) +
                    _element(0, 0x120, fields[0x110]) +
                    _element(0, 0x800, struct.pack("<H", 0x101 if match is None else 1)) +
                    _element(0, 0x900, struct.pack("<H", status)))
        answer = _element(0, 0, struct.pack("<I", len(elements))) + elements
        connection.sendall(_pdu(4, struct.pack(">IBB", len(answer) + 2, context, 3) + answer))
        if match is not None:
            connection.sendall(_pdu(4, struct.pack(">IBB", len(match) + 2, context, 2) + match))


def restart(site, **environment):
    site.stop()
    site.start(environment={f"KINOTE_{name}": str(value) for name, value in environment.items()})


def test_a_peer_that_goes_away_is_asked_on_where_it_stopped(sender, tmp_path, ended):  # noqa: F811
    studies = [objects.Study() for _ in range(3)]
    sender.take_in(save(tmp_path / "more", *[objects.image(study) for study in studies]))
    peer = ended(Archive())
    set_destination(sender, peer.port)
    for study in [sender.study, *studies]:
        send(sender, study=study)
    peer.held = sorted(uid for study in [sender.study, *studies] for uid in visible(sender, study))
    peer.status_of = lambda number: {4: None, 5: 0xA700}.get(number, 0)
    done = reconcile(sender, exit_code=1)
    assert (done["total"], done["studies"], done["failed"]) == (4, 4, 0)
    assert peer.queries == 11, "two for each study, and those of the two attempts that were broken off"
    assert set(reasons(done).values()) == {"other_study"}


def test_a_study_for_which_the_peer_fails_is_passed_over_and_told(sender, tmp_path, ended):  # noqa: F811
    other = objects.Study()
    sender.take_in(save(tmp_path / "more", objects.image(other)))
    peer = ended(Archive())
    set_destination(sender, peer.port)
    for study in (sender.study, other):
        send(sender, study=study)
    peer.held = sorted(visible(sender) | visible(sender, other))
    peer.status_of = lambda number: 0xC001 if number == 1 else 0
    done = reconcile(sender, exit_code=1)
    assert (done["studies"], done["failed"]) == (1, 1)
    failed = next(one for one in done["found"] if one["reason"] == "not_compared")
    assert failed["sop_instance_uid"] == "" and "C001" in failed["detail"]
    assert {one["study_instance_uid"] for one in exceptions(sender)} == {sender.study.uid, other.uid}
    peer.status_of = lambda number: 0xC001
    assert reconcile(sender, "--study", failed["study_instance_uid"], exit_code=3)["failed"] == 1


def test_a_destination_without_queries_is_said_to_be_one(sender, tmp_path, ended):  # noqa: F811
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(sender, peer.port)
    send(sender)
    done = reconcile(sender, exit_code=3)
    assert done["state"] == "failed" and "NORTH takes no queries (C-FIND, Study Root)" in done["error"]
    unknown = sender.run("reconcile", "NORTH", "--study", "1.2.3.4")
    assert unknown.exit_code == 3 and "nothing is known of study 1.2.3.4" in unknown.errors


def test_the_pace_is_kept_and_a_restart_goes_on(sender, tmp_path, ended):  # noqa: F811
    """One study a minute: the second page is due a minute later, and is there after a restart."""
    restart(sender, RECONCILE_STUDIES_PER_MINUTE=1)
    other = objects.Study()
    sender.take_in(save(tmp_path / "more", objects.image(other)))
    peer = ended(Archive())
    set_destination(sender, peer.port)
    for study in (sender.study, other):
        send(sender, study=study)
    started = sender.json("reconcile", "NORTH", "--wait", 0)
    eventually(lambda: sender.json(("reconciliations", "show"), started["id"], exit_code=None)["studies"] == 1,
               "the first study compared")
    job = sender.rows.all("SELECT state, run_after_ms - created_ms FROM job WHERE kind = 'RECONCILE' ORDER BY id")
    assert [state for state, _ in job] == ["done", "new"] and job[1][1] > 30_000
    restart(sender)
    sender.rows.execute("UPDATE job SET run_after_ms = 1 WHERE kind = 'RECONCILE' AND state = 'new'")
    shown = eventually(lambda: (now := sender.json(("reconciliations", "show"), started["id"], exit_code=None))
                       ["state"] == "done" and now, "the rest compared")
    assert shown["studies"] == shown["total"] == 2


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


def test_a_comparison_takes_no_association_beyond_the_limit(sender, ended):  # noqa: F811
    go_on = threading.Event()
    peer = ended(Archive())
    peer.answer = lambda number: 0 if go_on.wait(60) else None
    set_destination(sender, peer.port)
    send(sender, wait=0, exit_code=None)
    eventually(lambda: peer.requests, "it is being sent")
    ordered = sender.json("reconcile", "NORTH", "--wait", 1, exit_code=3)
    assert ordered["state"] == "open" and peer.queries == 0 and peer.associations == 1
    peer.held = sorted(visible(sender))
    go_on.set()
    shown = ("reconciliations", "show")
    done = eventually(lambda: (one := sender.json(shown, ordered["id"], exit_code=None))["state"] == "done" and one,
                      "compared behind what was sent")
    assert done["found"] == []


def test_what_comes_and_goes_during_a_comparison_is_no_difference(sender, tmp_path, ended):  # noqa: F811
    peer = ended(Archive())
    set_destination(sender, peer.port, "--associations", 2)
    send(sender)
    peer.held = sorted(visible(sender))
    late, sent = objects.image(sender.study), objects.image(sender.study)
    sender.take_in(save(tmp_path / "sent", sent))

    def during(number):
        if number == 1:
            sender.take_in(save(tmp_path / "late", late))
        elif number == 2:
            send(sender)
        return 0

    peer.status_of = during
    assert reconcile(sender)["found"] == []
    assert {late.SOPInstanceUID, sent.SOPInstanceUID} <= set(peer.requests), "both have gone meanwhile"
    peer.status_of = lambda number: 0
    assert reasons(reconcile(sender, exit_code=1)) == \
        {late.SOPInstanceUID: "unknown_there", sent.SOPInstanceUID: "unknown_there"}, "the next comparison sees it"


def test_a_comparison_waits_for_the_allowed_hours_and_says_so(sender, ended):  # noqa: F811
    now = datetime.datetime.now()
    hours = f"{now + datetime.timedelta(hours=2):%H:%M}-{now + datetime.timedelta(hours=3):%H:%M}"
    peer = ended(Archive())
    set_destination(sender, peer.port, "--allowed-hours", hours)
    send(sender, wait=0, exit_code=None)
    sender.wait_for_queue()
    peer.held = sorted(visible(sender))
    ordered = sender.run("reconcile", "NORTH", "--wait", 2)
    assert ordered.exit_code == 3 and f"waits for the allowed hours of NORTH, {hours}" in ordered.errors
    (shown,) = sender.api.get("/api/reconciliations")["reconciliations"]
    assert shown["waits_for_hours"] == hours and shown["state"] == "open"
    assert peer.queries == 0 and peer.requests == []
    set_destination(sender, peer.port)
    done = eventually(lambda: (one := sender.json(("reconciliations", "show"), shown["id"], exit_code=None))["state"] ==
                      "done" and one, "compared in allowed hours")
    assert done["waits_for_hours"] is None and done["found"] == []


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


def test_a_peer_of_one_association_is_compared_with_behind_what_was_sent(sender, ended):  # noqa: F811
    """The association that a SEND leaves open for the next one is given up for the query."""
    peer = ended(Archive(most=1))
    set_destination(sender, peer.port)
    send(sender)
    peer.held = sorted(visible(sender))
    assert reconcile(sender)["found"] == []
    assert peer.refused == 0 and peer.associations == 2


class Committing(Archive):
    """Takes N-ACTION of Storage Commitment, and never reports."""

    def __init__(self, **more):
        self.actions = 0
        super().__init__(**more)

    def _answer(self, connection, context, command):
        fields = dict(_elements(command))
        if struct.unpack("<H", fields[0x100])[0] != 0x0130:
            return super()._answer(connection, context, command)
        self.actions += 1
        self._data_sets.pop(threading.get_ident(), None)
        elements = (_element(0, 2, fields[3]) + _element(0, 0x100, struct.pack("<H", 0x8130)) +
                    _element(0, 0x120, fields[0x110]) + _element(0, 0x800, struct.pack("<H", 0x101)) +
                    _element(0, 0x900, struct.pack("<H", 0)) + _element(0, 0x1000, fields[0x1001]) +
                    _element(0, 0x1008, fields[0x1008]))
        answer = _element(0, 0, struct.pack("<I", len(elements))) + elements
        connection.sendall(_pdu(4, struct.pack(">IBB", len(answer) + 2, context, 3) + answer))
        return True


def test_a_peer_of_one_association_is_asked_to_commit_behind_what_was_sent(sender, ended):  # noqa: F811
    peer = ended(Committing(most=1))
    set_destination(sender, peer.port, "--storage-commitment")
    send(sender)
    sender.wait_for_queue("SEND_NORTH")
    assert (peer.actions, peer.refused, peer.associations) == (1, 0, 2)


class Keeper(Archive):
    """Shows of each study what `studies` says."""

    def __init__(self):
        self.studies = {}
        super().__init__()

    def shown_of(self, study):
        return self.studies.get(study, ())


def objects_by_study(site):
    held = {}
    for study, uid in site.rows.all("SELECT s.study_instance_uid, i.sop_instance_uid FROM visible_instance i "
                                    "JOIN study s ON s.id = i.study"):
        held.setdefault(study, []).append(uid)
    return held


def test_many_studies_are_compared_page_by_page_in_little_memory(sender, tmp_path, ended):  # noqa: F811
    """KINOTE_PROOF=1 compares 2,000 studies at the pace of 3,000 a minute, otherwise 30 in pages of ten."""
    count, pace = (2_000, 3_000) if PROOF else (30, 60)
    restart(sender, RECONCILE_STUDIES_PER_MINUTE=pace)
    studies = [objects.Study(patient_id=f"MANY-{number}") for number in range(count)]
    sender.take_in(save(tmp_path / "many", *[objects.image(study) for study in studies]))
    peer = ended(Keeper())
    set_destination(sender, peer.port)
    for first in range(0, count, 500):
        sender.json("send", "NORTH", *[one.uid for one in studies[first:first + 500]], "--wait", 0, exit_code=None)
    sender.wait_for_queue("SEND_NORTH", timeout=300)
    peer.studies = objects_by_study(sender)
    started = sender.json("reconcile", "NORTH", "--wait", 0)
    sizes = []

    def is_over():
        if not PROOF:  # the pace is not waited for
            sender.rows.execute("UPDATE job SET run_after_ms = 1 WHERE kind = 'RECONCILE' AND state = 'new'")
        shown = sender.json(("reconciliations", "show"), started["id"], exit_code=None)
        sizes.append((shown["studies"], resident(sender.server.pid)))
        return shown["state"] == "done" and shown

    done = eventually(is_over, "all are compared", limit=300)
    assert (done["total"], done["studies"], done["differences"], done["failed"]) == (count, count, 0, 0)
    pages = sender.rows.all("SELECT run_after_ms, started_ms FROM job WHERE kind = 'RECONCILE' ORDER BY id")
    assert len(pages) >= count * 6 // pace, "a page for each ten seconds of the pace"
    early = next(size for compared, size in sizes if compared >= count // 10)
    print(f"{count} studies in {len(pages)} pages: {early >> 20} MB behind the first tenth, {sizes[-1][1] >> 20} MB "
          "at the end")
    assert sizes[-1][1] < early + 16 * MEGABYTE


def test_a_large_study_is_compared_in_little_memory(sender, tmp_path, ended):  # noqa: F811
    """KINOTE_PROOF=1 compares 10,000 objects, otherwise 500."""
    count = 10_000 if PROOF else 500
    study = objects.Study()
    sender.take_in(save(tmp_path / "large", *[objects.image(study) for _ in range(count)]))
    peer = ended(Keeper())
    set_destination(sender, peer.port)
    sender.json("send", "NORTH", study.uid, "--wait", 300)
    peer.studies = objects_by_study(sender)
    before = peak_memory(sender.server.pid)
    assert reconcile(sender)["found"] == []
    grown = peak_memory(sender.server.pid) - before
    print(f"{count} objects: the peak grew by {grown >> 10} KB from {before >> 20} MB")
    assert grown < 16 * MEGABYTE


def resident(pid):
    """The resident size of a process, in bytes."""
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
