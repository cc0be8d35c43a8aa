"""How a comparison runs: its pace, its pages, the destination's limits, and peers that fail on the way."""

import datetime
import os
import threading

import objects
from kinote_site import eventually, peak_memory
from reconciling import Archive, Committing, Keeper, exceptions, reasons, reconcile
from test_create_kosd import save
from test_send import ended, send, sender, set_destination, visible  # noqa: F401  (fixtures)

MEGABYTE = 1 << 20
PROOF = bool(os.environ.get("KINOTE_PROOF"))


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


def test_a_peer_of_one_association_is_compared_with_behind_what_was_sent(sender, ended):  # noqa: F811
    """The association that a SEND leaves open for the next one is given up for the query."""
    peer = ended(Archive(most=1))
    set_destination(sender, peer.port)
    send(sender)
    peer.held = sorted(visible(sender))
    assert reconcile(sender)["found"] == []
    assert peer.refused == 0 and peer.associations == 2


def test_a_peer_of_one_association_is_asked_to_commit_behind_what_was_sent(sender, ended):  # noqa: F811
    peer = ended(Committing(most=1))
    set_destination(sender, peer.port, "--storage-commitment")
    send(sender)
    sender.wait_for_queue("SEND_NORTH")
    assert (peer.actions, peer.refused, peer.associations) == (1, 0, 2)


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
