"""What a page that listens is told."""

import http.client
import json
import time

import pytest

import objects
from accounts import Browser, make_account, signed_in
from test_create_kosd import refer, save

TOPICS = {"summary", "jobs", "exports", "reconciliations", "notes", "quarantine", "tasks", "destinations", "deletions",
          "audit", "media"}


class Listener:
    """A page's EventSource: the events one after the other."""

    def __init__(self, site, headers):
        self.connection = http.client.HTTPConnection("127.0.0.1", site.http_port, timeout=30)
        self.connection.request("GET", "/api/events", headers={"Accept": "text/event-stream", **headers})
        self.answer = self.connection.getresponse()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.answer.close()
        self.connection.close()

    def next(self):
        """(name, data) of the next event; None where the server has ended."""
        fields = {}
        while line := self.answer.readline().decode():
            if line == "\n" and fields:
                if "event" in fields:
                    return fields["event"], json.loads(fields["data"])
                fields = {}
            name, _, value = line.rstrip("\n").partition(": ")
            fields[name] = value
        return None

    def topics_until(self, wanted, limit=20):
        """All topics told of until `wanted` has been."""
        told, end = set(), time.monotonic() + limit
        while wanted not in told and time.monotonic() < end:
            name, data = self.next()
            assert name == "changed" and data["topics"] and set(data["topics"]) <= TOPICS, data
            told |= set(data["topics"])
        assert wanted in told, told
        return told


@pytest.fixture
def listener(server):
    with Listener(server, {"Authorization": f"Bearer {server.token}"}) as listening:
        assert listening.answer.status == 200
        assert listening.answer.headers["Content-Type"] == "text/event-stream"
        assert listening.answer.headers["Cache-Control"] == "no-store"
        assert listening.next() == ("ready", {})
        yield listening


def test_an_object_that_arrives_a_note_that_is_made_and_a_task_that_runs_are_told_of(server, listener, tmp_path):
    image = objects.image(objects.Study())
    server.take_in(save(tmp_path / "in", image))
    listener.topics_until("notes")
    draft = {"study_instance_uid": image.StudyInstanceUID, "author": "Reader^Rita",
             "title": {"value": "113000", "scheme": "DCM"}, "references": [refer(image)]}
    made = server.api.request("/api/notes", "POST", {"Content-Type": "application/json"}, json.dumps(draft))
    assert made.status == 201, made
    assert "notes" in listener.topics_until("audit")
    server.json(("tasks", "run"), "unregistered_kosd_sweep")
    listener.topics_until("tasks")


def test_a_disc_that_is_made_is_told_of_when_it_is_done(server, listener, tmp_path):
    image = objects.image(objects.Study())
    server.take_in(save(tmp_path / "in", image))
    asked = server.json(("media", "export"), image.StudyInstanceUID)
    end = time.monotonic() + 20
    while server.api.get(f"/api/media/{asked['id']}")["state"] != "done":
        assert "media" in listener.topics_until("media") and time.monotonic() < end


def test_the_stream_ends_with_the_server_at_once(server, listener):
    begin = time.monotonic()
    server.stop()
    assert time.monotonic() - begin < 8  # a request that goes on has ten seconds
    while listener.next():
        pass


def test_a_stranger_is_told_nothing_and_a_session_is_not_kept_alive(server):
    with Listener(server, {}) as stranger:
        assert stranger.answer.status == 401
    make_account(server, "anna", "reader")
    anna = signed_in(server, "anna")
    seen = server.rows.one("SELECT seen_ms FROM session")
    server.rows.execute(f"UPDATE session SET seen_ms = {seen - 600_000}")
    cookie = "; ".join(f"{name}={text}" for name, text in anna.cookies.items())
    with Listener(server, {"Cookie": cookie}) as listening:
        assert listening.next() == ("ready", {})
    assert server.rows.one("SELECT seen_ms FROM session") == seen - 600_000
    assert Browser(server).request("/api/events").status == 401
