"""What a destination may do wrong while a study goes out, of which something was deleted: nothing is lost, nothing doubled,
nothing hidden leaves, and what a person must do is said."""

import threading

import pytest

import objects
from kinote_site import eventually
from receivers import ABORT, COERCED, OUT_OF_RESOURCES, REFUSED, STORED, ScriptedScp, Wiretap
from test_create_kosd import make_note, refer, save
from test_send import ended, send, set_destination, visible  # noqa: F401  (fixtures)


class Fault:
    """A destination that does something wrong until it is mended; it remembers what it took with success."""

    def __init__(self, answer=None, rejects=None):
        self.is_mended = False
        self.stored = []
        self._answer = answer
        self.scp = ScriptedScp(self.answer)
        if rejects:
            self.scp.rejects = lambda: not self.is_mended and rejects(self.scp.rejections)

    def answer(self, number):
        status = STORED if self.is_mended or not self._answer else self._answer(number)
        if status in (STORED, COERCED):
            self.stored.append(self.scp.requests[-1])
        return status


@pytest.fixture
def study(server, tmp_path):
    """Six images and a note over one of them; one image, and a KOSD that came with them, are marked for deletion."""
    study = objects.Study()
    images = [objects.image(study) for _ in range(7)]
    foreign = objects.kosd(study, images[:1])
    server.take_in(save(tmp_path / "objects", *images, foreign))
    make_note(server, tmp_path, study, [refer(images[1])])
    study.hidden = [images[6].SOPInstanceUID, foreign.SOPInstanceUID]
    for uid in study.hidden:
        server.json(("deletions", "mark"), "--study", study.uid, "--object", uid)
    return study


@pytest.fixture
def destination(server, ended):  # noqa: F811
    """Sets a destination that has a fault, behind a wire that is listened to."""
    def set_it(fault, *words):
        ended(fault.scp)
        fault.tap = ended(Wiretap(fault.scp.port))
        set_destination(server, fault.tap.port, *words)
        return fault
    return set_it


def show(site, export):
    return site.json(("exports", "show"), export["id"])


def check_the_promise(site, study, fault, export):
    """Both sides hold six images and the KOSD of the note."""
    assert len(visible(site, study)) == 7
    assert sorted(fault.stored) == sorted(visible(site, study)), "nothing is lost, nothing doubled"
    shown = show(site, export)
    assert (shown["state"], shown["delivered"], shown["refused"]) == ("done", 7, 0)
    assert {row["sop_instance_uid"] for row in shown["ledger"]} == visible(site, study)
    assert site.json("exceptions") == []
    assert site.json(("jobs", "list"), "--state", "error") == []
    for uid in study.hidden:
        assert uid.encode() not in fault.tap.captured, "what is hidden is not on the wire"


@pytest.mark.parametrize("fault", [
    pytest.param(lambda: Fault(rejects=lambda rejections: rejections < 2), id="rejects two associations"),
    pytest.param(lambda: Fault(lambda number: ABORT if number in (1, 3, 7) else STORED), id="aborts in the middle"),
    pytest.param(lambda: Fault(lambda number: None if number in (2, 4) else STORED), id="vanishes"),
    pytest.param(lambda: Fault(lambda number: OUT_OF_RESOURCES if number in (1, 2, 6) else STORED), id="has no space"),
    pytest.param(lambda: Fault(lambda number: 0x0213 if number == 5 else STORED), id="has no resources for a moment"),
])
def test_what_can_pass_passes_without_a_person(server, study, destination, fault):
    fault = destination(fault())
    export = send(server, study=study)
    check_the_promise(server, study, fault, export)


@pytest.mark.parametrize(("fault", "exit_code"), [
    pytest.param(lambda: Fault(rejects=lambda rejections: True), 3, id="rejects every association"),
    pytest.param(lambda: Fault(lambda number: ABORT), 3, id="always aborts"),
    pytest.param(lambda: Fault(lambda number: None), 3, id="always vanishes"),
    pytest.param(lambda: Fault(lambda number: OUT_OF_RESOURCES), 3, id="never has space"),
    pytest.param(lambda: Fault(lambda number: REFUSED if number % 2 else STORED), 1, id="refuses half"),
    pytest.param(lambda: Fault(lambda number: 0xA900), 3, id="refuses all"),
])
def test_what_does_not_pass_is_said_and_goes_on_after_a_retry(server, study, destination, fault, exit_code):
    fault = destination(fault(), "--most-attempts", 2)
    export = send(server, study=study, exit_code=exit_code)
    assert export["state"] in ("failed", "done_in_part")
    (exception,) = server.json("exceptions")
    assert exception["study_instance_uid"] == study.uid and exception["remedy"]
    assert "STORESCP" in exception["message"] or "NORTH" in exception["message"]
    fault.is_mended = True
    server.json(("jobs", "retry"), show(server, export)["job"])
    eventually(lambda: show(server, export)["state"] == "done", "sent after a retry")
    check_the_promise(server, study, fault, export)


def test_an_object_that_a_destination_cannot_bear_does_not_keep_the_others_back(server, study, destination):
    poison = sorted(visible(server, study))[0]
    fault = Fault(lambda number: ABORT if fault.scp.requests[-1] == poison else STORED)
    destination(fault, "--most-attempts", 2)
    export = send(server, study=study, exit_code=1)
    assert (export["state"], export["delivered"]) == ("done_in_part", 6)
    assert poison not in fault.stored and len(fault.stored) == 6
    (exception,) = server.json("exceptions")
    assert poison in exception["message"]
    fault.is_mended = True
    server.json(("jobs", "retry"), show(server, export)["job"])
    eventually(lambda: show(server, export)["state"] == "done", "sent after a retry")
    check_the_promise(server, study, fault, export)


def test_warnings_are_counted_apart(server, study, destination):
    fault = destination(Fault(lambda number: COERCED if number in (2, 3) else STORED))
    export = send(server, study=study)
    assert export["warned"] == 2
    assert sum(row["status"] == "B000" for row in show(server, export)["ledger"]) == 2
    check_the_promise(server, study, fault, export)


def test_a_slow_destination_holds_up_nobody_else(server, study, destination, ended):  # noqa: F811
    may_answer = threading.Event()
    fault = destination(Fault(lambda number: STORED if may_answer.wait(60) else None))
    slow = send(server, study=study, wait=0, exit_code=3)
    eventually(lambda: fault.scp.requests, "the first object is on its way")
    quick = ended(ScriptedScp())
    set_destination(server, quick.port, name="SOUTH")
    assert send(server, study=study, name="SOUTH")["delivered"] == 7
    assert len(fault.scp.requests) == 1 and show(server, slow)["state"] == "open"
    may_answer.set()
    eventually(lambda: show(server, slow)["state"] == "done", "sent at last")
    check_the_promise(server, study, fault, slow)
