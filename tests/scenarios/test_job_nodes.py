"""Jobs on several nodes: what a node that was killed had in hand goes on at another."""

import os
import threading
import time

import pytest

import objects
from kinote_site import Site, eventually
from postgresql_server import create_database, drop_database
from receivers import STORED, ScriptedScp
from test_create_kosd import save
from test_send import set_destination

LEASE = 3  # seconds
LEEWAY = 30  # of a machine that does much else


@pytest.fixture
def nodes(tmp_path):
    """Two sites on one database, the first of which serves; the objects lie in the database."""
    if "KINOTE_TEST_POSTGRESQL" not in os.environ:
        pytest.skip("nodes share a PostgreSQL")
    url = create_database(os.environ["KINOTE_TEST_POSTGRESQL"])
    file = tmp_path / "site.toml"
    file.write_text(f"[jobs]\nlease_seconds = {LEASE}\n")
    made = [Site(tmp_path / name, database=url) for name in ("one", "other")]
    for site in made:
        site.words_of_start = ("--config", file)
    made[0].start(*made[0].words_of_start)
    yield made
    for site in made:
        site.end()
    drop_database(url)


def job_of(site, kind):
    return next((job for job in site.json(("jobs", "list")) if job["kind"] == kind), None)


def test_the_job_of_a_node_that_is_killed_is_done_by_another_within_the_lease(nodes, tmp_path):
    one, other = nodes
    held, answered = threading.Event(), threading.Event()

    def answer(number):
        if number == 2:
            held.set()
            answered.wait(120)
        return STORED

    peer = ScriptedScp(answer)
    try:
        study = objects.Study()
        images = [objects.image(study, size=16) for _ in range(4)]
        one.take_in(save(tmp_path / "objects", *images))
        set_destination(one, peer.port)
        one.json("send", "NORTH", study.uid, "--wait", 0, exit_code=None)
        assert held.wait(60), "the first node is in the middle of it"
        other.start(*other.words_of_start)
        taken = job_of(other, "SEND")
        assert (taken["state"], taken["attempts"]) == ("in_progress", 1)
        time_of_kill = time.monotonic()
        one.kill()
        peer.answer = lambda number: STORED
        answered.set()
        eventually(lambda: job_of(other, "SEND")["state"] == "done", "the other node has done it")
        assert time.monotonic() - time_of_kill < LEASE + LEEWAY
        assert job_of(other, "SEND")["attempts"] == 2
        assert set(peer.requests) == {str(image.SOPInstanceUID) for image in images}
        assert max(peer.requests.count(uid) for uid in peer.requests) <= 2, "what the first one sent may go again, once"
        exported, = other.json(("exports", "list"))["exports"]
        assert exported["state"] == "done" and exported["delivered"] == 4
        assert other.api.exceptions() == []
    finally:
        answered.set()
        peer.end()


def test_both_nodes_say_the_same_of_a_queue(nodes):
    one, other = nodes
    other.start(*other.words_of_start)
    one.rows.execute("INSERT INTO job (queue, kind, subject, study_instance_uid, arguments, state, priority, attempts, "
                     "run_after_ms, created_ms, worker, lease_until_ms) VALUES ('RULES', 'SEND', '0', '', '{}', "
                     "'in_progress', 50, 1, 0, 0, 'a third node', 99999999999999)")
    assert one.json(("queues", "halt"), "RULES")["state"] == "halt_in_progress"

    def states():
        return {next(row["state"] for row in site.api.get("/api/queues")["queues"] if row["name"] == "RULES") for site in nodes}
    assert states() == {"halt_in_progress"}
    one.rows.execute("UPDATE job SET state = 'abandoned', worker = NULL, lease_until_ms = NULL WHERE kind = 'SEND'")
    assert states() == {"halted"}
    assert other.json(("queues", "start"), "RULES")["state"] == "running"
    assert states() == {"running"}
