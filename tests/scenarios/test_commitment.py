"""Storage Commitment between two sites, and with peers that answer late, never, or under another name."""

import pytest

import objects
from commitment_peer import CommitmentPeer, ask, report_on, report_to, request_of
from conftest import make_site
from kinote_site import eventually
from test_create_kosd import save
from test_send import ended, send, sender, set_destination, visible  # noqa: F401  (fixtures)


@pytest.fixture
def receiver(tmp_path, sender):
    """A second site, which knows the first one as SENDER, and is known to it as NORTH."""
    other, remove = make_site(tmp_path / "other", "sqlite")
    other.start()
    set_destination(sender, other.dicom_port, "--storage-commitment", ae_title="KINOTE")
    other.json(("destinations", "set"), "SENDER", "--ae-title", "KINOTE", "--host", "127.0.0.1",
               "--port", sender.dicom_port, "--retry-interval", 1)
    yield other
    other.end()
    remove()


def shown(site, done):
    return site.json(("exports", "show"), done["id"])


def committed(site, done, count):
    """The ledger of an export, once so many of its objects are committed."""
    return eventually(lambda: (now := shown(site, done))["committed"] == count and now["ledger"], f"{count} committed")


def restart(site, at_once=True):
    """Starts it anew on the same port; unless `at_once` it reports over associations of its own alone."""
    port = site.dicom_port
    if site.is_serving():
        site.stop()
    site.start(ports=("--dicom-port", port, "--http-port", "0"),
               environment={} if at_once else {"KINOTE_COMMITMENT_REPORT_AT_ONCE": "false"})


def test_what_was_sent_is_committed_and_both_sides_know(sender, receiver):
    done = send(sender)
    ledger = committed(sender, done, 4)
    assert {row["state"] for row in ledger} == {"committed"} and all(row["committed_at"] for row in ledger)
    assert sender.api.get(f"/api/exports/{done['id']}")["committed"] == 4
    receiver.wait_for_queue("STORAGE_COMMITMENT")
    assert receiver.rows.all("SELECT calling_ae_title, report_status FROM peer_commitment") == [("KINOTE", 0)]
    assert sender.json("exceptions") == [] and receiver.json("exceptions") == []


def test_the_other_direction_over_an_association_of_its_own(sender, receiver, tmp_path):
    restart(sender, at_once=False)
    study = objects.Study()
    receiver.take_in(save(tmp_path / "there", *[objects.image(study) for _ in range(3)]))
    receiver.json(("destinations", "set"), "SENDER", "--ae-title", "KINOTE", "--host", "127.0.0.1",
                  "--port", sender.dicom_port, "--retry-interval", 1, "--storage-commitment")
    sender.json(("destinations", "set"), "NORTH", "--ae-title", "KINOTE", "--host", "127.0.0.1",
                "--port", receiver.dicom_port, "--retry-interval", 1)
    done = send(receiver, name="SENDER", study=study)
    committed(receiver, done, 3)
    sender.wait_for_queue("STORAGE_COMMITMENT")
    assert visible(sender, study) == visible(receiver, study)


@pytest.fixture
def halted(sender, receiver):
    """The receiver takes requests, and looks at nothing until its queue is started."""
    restart(receiver, at_once=False)
    assert receiver.run(("queues", "halt"), "STORAGE_COMMITMENT").exit_code == 0
    return receiver


def asked_there(site):
    eventually(lambda: site.rows.one("SELECT count(*) FROM peer_commitment"), "commitment asked for")


def test_an_object_that_was_marked_there_is_not_committed_and_an_exception_says_so(sender, halted):
    done = send(sender)
    asked_there(halted)
    gone = sender.images[0].SOPInstanceUID
    mark = ("--study", sender.study.uid, "--object", gone)
    halted.json(("deletions", "mark"), *mark)
    halted.run(("queues", "start"), "STORAGE_COMMITMENT")
    ledger = committed(sender, done, 3)
    failed = next(row for row in ledger if row["state"] == "delivered")
    assert failed["sop_instance_uid"] == gone and failed["comment"] == "not committed: 0112 no such object"
    exception = sender.json("exceptions")[0]
    assert exception["study_instance_uid"] == sender.study.uid and exception["cause"] == "not_committed_NORTH"
    assert "NORTH" in exception["message"] and " 1 objects" in exception["message"]
    assert f"kinote send NORTH {sender.study.uid} --again" in exception["remedy"]
    halted.json(("deletions", "undo"), *mark)
    committed(sender, send(sender, "--again"), 4)
    assert sender.json("exceptions") == []


def test_a_file_that_is_damaged_there_is_not_committed(sender, halted, tmp_path):
    large = objects.image(sender.study, size=400)
    sender.take_in(save(tmp_path / "large", large))
    done = send(sender)
    asked_there(halted)
    path = halted.data / "cache" / halted.rows.one(
        f"SELECT path FROM instance WHERE sop_instance_uid = '{large.SOPInstanceUID}'")
    content = bytearray(path.read_bytes())
    content[-1000] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    halted.run(("queues", "start"), "STORAGE_COMMITMENT")
    ledger = committed(sender, done, 4)
    failed = next(row for row in ledger if row["state"] == "delivered")
    assert failed["sop_instance_uid"] == large.SOPInstanceUID
    assert failed["comment"] == "not committed: 0110 processing failure"
    damaged = halted.json("exceptions")
    assert [(one["cause"], one["sop_instance_uid"]) for one in damaged] == [("damaged_here", large.SOPInstanceUID)]
    assert sender.json("exceptions")[0]["cause"] == "not_committed_NORTH"


def asked(site, peer, count=1):
    """The last request that the peer got, once it got so many and the site knows that it has."""
    eventually(lambda: len(peer.asked) == count and site.rows.one(
        "SELECT count(*) FROM commitment_request WHERE state = 'asking'") == 0, f"asked {count} times")
    return peer.asked[-1]


def make_overdue(site):
    """As if the time for the report were over."""
    site.rows.execute("UPDATE commitment_request SET due_ms = 1 WHERE state = 'asked'")
    site.rows.execute("UPDATE task SET next_run_ms = 0 WHERE name = 'commitment_sweep'")


@pytest.fixture
def silent(sender, ended):  # noqa: F811
    """A destination that takes requests and never reports."""
    peer = ended(CommitmentPeer())
    set_destination(sender, peer.port, "--storage-commitment")
    return peer


def test_a_late_report_over_an_association_of_its_own(sender, silent):
    done = send(sender)
    request = asked(sender, silent)
    sender.wait_for_queue("SEND_NORTH")
    assert shown(sender, done)["committed"] == 0
    lost = sender.images[1].SOPInstanceUID
    assert report_to(sender.dicom_port, report_on(request, {lost: 0x0213})) == 0
    ledger = committed(sender, done, 3)
    assert [row["comment"] for row in ledger if row["state"] == "delivered"] == ["not committed: 0213 resource limitation"]
    assert report_to(sender.dicom_port, report_on(request)) == 0, "a second report is taken, and changes nothing"
    assert shown(sender, done)["committed"] == 3


def test_reports_that_are_not_to_be_believed(sender, silent):
    done = send(sender)
    request = asked(sender, silent)
    port = sender.dicom_port
    assert report_to(port, report_on(request), calling="STRANGER") == 0x0115
    assert report_to(port, report_on(request, transaction_uid="1.2.3.4")) == 0x0115
    assert report_to(port, report_on(request), instance="1.2.3") == 0x0112
    assert report_to(port, (3, report_on(request)[1])) == 0x0113
    assert shown(sender, done)["committed"] == 0
    assert "was not asked for from who reports it" in sender.log() and "STRANGER" in sender.log()
    assert report_to(port, report_on(request)) == 0
    committed(sender, done, 4)


def test_a_peer_that_never_reports_is_asked_again_and_then_a_person_is_told(sender, silent):
    done = send(sender)
    first = asked(sender, silent)
    for number in (2, 3):
        sender.wait_for_queue("SEND_NORTH")
        make_overdue(sender)
        request = asked(sender, silent, number)
        assert {one.ReferencedSOPInstanceUID for one in request.ReferencedSOPSequence} == visible(sender)
    assert len({one.TransactionUID for one in silent.asked}) == 3
    sender.wait_for_queue("SEND_NORTH")
    make_overdue(sender)
    exception = eventually(lambda: sender.json("exceptions"), "a person is told")[0]
    assert exception["cause"] == "not_committed_NORTH" and " 4 objects" in exception["message"]
    assert {row["comment"] for row in shown(sender, done)["ledger"]} == {"not committed: no report after 3 requests"}
    assert len(silent.asked) == 3
    assert report_to(sender.dicom_port, report_on(first)) == 0, "better late than never"
    committed(sender, done, 4)
    assert sender.json("exceptions") == []


def test_a_refusal_to_commit_is_an_exception(sender, silent):
    silent.status = 0x0122
    done = send(sender)
    exception = eventually(lambda: sender.json("exceptions"), "a person is told")[0]
    assert "NORTH answered 0122" in exception["message"] and exception["study_instance_uid"] == sender.study.uid
    silent.status = 0
    sender.json(("jobs", "retry"), exception["job"])
    request = asked(sender, silent, 2)
    assert request.TransactionUID != silent.asked[0].TransactionUID
    assert shown(sender, done)["committed"] == 0


def test_a_restart_between_request_and_report(sender, silent):
    done = send(sender)
    request = asked(sender, silent)
    sender.kill()
    sender.start()
    assert report_to(sender.dicom_port, report_on(request)) == 0
    committed(sender, done, 4)


def test_a_request_of_a_peer_outlives_a_restart(sender, halted):
    done = send(sender)
    asked_there(halted)
    halted.kill()
    assert shown(sender, done)["committed"] == 0
    restart(halted, at_once=False)
    halted.run(("queues", "start"), "STORAGE_COMMITMENT")
    committed(sender, done, 4)


def test_a_peer_that_no_destination_is_known_of_is_said_to_a_person(sender):
    image = sender.images[0]
    restart(sender, at_once=False)
    assert ask(sender.dicom_port, request_of("1.2.3.4", [(image.SOPClassUID, image.SOPInstanceUID)])) == 0
    exception = eventually(lambda: sender.json("exceptions"), "a person is told")[0]
    assert "SCENARIO" in exception["message"] and "kinote destinations set" in exception["message"]


def test_requests_that_cannot_be(sender):
    image = sender.images[0]
    objects_of = [(image.SOPClassUID, image.SOPInstanceUID)]
    port = sender.dicom_port
    assert ask(port, request_of("1.2.3.5", objects_of)) == 0
    assert ask(port, request_of("1.2.3.5", objects_of)) == 0x0131, "a Transaction UID is used once"
    assert ask(port, request_of("1.2.3.5", objects_of), calling="ANOTHER") == 0
    assert ask(port, request_of("", objects_of)) == 0x0115
    assert ask(port, request_of("1.2.3.6", [])) == 0x0115
    assert ask(port, request_of("1.2.3.6", [("", image.SOPInstanceUID)])) == 0x0115
    assert ask(port, request_of("1.2.3.6", objects_of), action_type=2) == 0x0123
    assert ask(port, request_of("1.2.3.6", objects_of), instance="1.2.3") == 0x0112
    assert ask(port, request_of("1.2.3.7", [(image.SOPClassUID, f"1.2.9.{n}") for n in range(20_001)])) == 0x0213
    assert sender.rows.one("SELECT count(*) FROM peer_commitment") == 2
