"""Two actions at once, one of which deletes: they end as docs/pairs-of-actions.md says.

Each pair is let loose on a new study, again and again: KINOTE_PROOF=1 does it thirty times, otherwise three. Afterwards is
visible what the one order or the other leaves visible, nothing is outstanding, nobody is asked for anything that is hidden,
and after the next export the other side holds the same."""

import copy
import json
import os
import re
import threading

import pytest

import objects
from archive_site import archive, freed, nearline, site_with_study, uids, vault  # noqa: F401  (fixtures)
from conftest import PROJECT, make_site
from kinote_site import eventually
from model_play import SERVING, Play
from test_send import visible

ROUNDS = 30 if os.environ.get("KINOTE_PROOF") else 3

pytestmark = pytest.mark.slow


class Scene(Play):
    """Two images, the second of them marked; a KOSD that came; a note of ours over the first image."""

    def __init__(self, site, other):
        super().__init__(site)
        self.other = other
        self.receive(0, 0)
        self.receive(1, 0)
        self.receive_document(0, 1)
        self.make_note(0, 0)
        self.model.tick()
        self.mark_object(list(self.model.objects).index(self.image(1)), 0)
        self.arriving = objects.kosd(self.study, self.images[:1], "comes now")
        (self.note,) = self.model.notes
        self.tag = site.api.request(f"/api/notes/{self.note}").headers["ETag"]
        self._settle()
        self.answers = []

    def image(self, number):
        return str(self.images[number].SOPInstanceUID)

    @property
    def document(self):
        return str(self.documents[0].SOPInstanceUID)

    @property
    def path(self):
        return f"/api/studies/{self.study.uid}"

    def ask(self, path, method="POST", body=None, headers=None):
        answer = self.site.api.request(path, method, {"Content-Type": "application/json", **(headers or {})},
                                       json.dumps(body).encode() if body is not None else None)
        self.answers.append((method, path, answer.status))

    def draft(self):
        return {"study_instance_uid": self.study.uid, "title": {"value": "113000", "scheme": "DCM"}, "author": "A^B",
                "references": [{"sop_instance_uid": self.image(0)}]}

    def order(self, body):
        return {"destination": "NORTH", "study_instance_uid": self.study.uid, **body}


# What each asks of the site, and what it does to the model where it is all that happens.
DELETIONS = {
    "delete an image": (lambda s: s.ask(f"{s.path}/instances/{s.image(0)}", "DELETE"),
                        lambda s, m: m.mark("object", s.image(0), s.study.uid)),
    "delete a KOSD": (lambda s: s.ask(f"{s.path}/instances/{s.document}", "DELETE"),
                      lambda s, m: m.mark("object", s.document, s.study.uid)),
    "delete a note": (lambda s: s.ask(f"/api/notes/{s.note}", "DELETE", headers={"If-Match": s.tag}),
                      lambda s, m: m.mark("note", s.note, s.study.uid) if s.note not in m.edited else None),
    "delete the study": (lambda s: s.ask(s.path, "DELETE"), lambda s, m: m.mark("study", s.study.uid, s.study.uid)),
}
NOTHING = lambda scene, model: None  # noqa: E731
OTHERS = {
    "receive an image": (lambda s: s._store(s.images[2]), lambda s, m: m.arrive(s.image(2), s.study.uid)),
    "receive the image again": (lambda s: s._store(s.images[0]), NOTHING),
    "register a KOSD": (lambda s: s._store(s.arriving),
                        lambda s, m: m.arrive(str(s.arriving.SOPInstanceUID), s.study.uid, True)),
    "make a note": (lambda s: s.ask("/api/notes", body=s.draft()), NOTHING),
    "edit the note": (lambda s: s.ask(f"/api/notes/{s.note}", "PUT", s.draft(), {"If-Match": s.tag}),
                      lambda s, m: m.edited.add(s.note)),
    "create KOSDs": (lambda s: s.site.run(("kosd", "create"), "--all"), NOTHING),
    "export": (lambda s: s.ask("/api/exports", body=s.order({})), NOTHING),
    "undo another mark": (lambda s: s.ask(f"{s.path}/instances/{s.image(1)}/undo"), lambda s, m: m.undo(m.marks[0])),
    "purge": (lambda s: s.let_an_hour_pass(), lambda s, m: m.purge()),
    "compare": (lambda s: s.ask("/api/reconciliations", body={"destination": "NORTH", "study_instance_uid": s.study.uid}),
                NOTHING),
    "view": (lambda s: s.ask(f"/api/instances/{s.image(0)}/rendered", "GET"), NOTHING),
}
ACTIONS = {**DELETIONS, **OTHERS}
MAY_ANSWER = {200, 201, 204, 404, 409, 412}


@pytest.fixture
def pair(site, tmp_path):
    """A site and its destination NORTH, which takes rejection notes; each serves."""
    other, remove = make_site(tmp_path / "other", "sqlite")
    other.start(environment={"KINOTE_REJECTION_MAY_REJECT": "KINOTE@127.0.0.1"})
    site.start(environment=SERVING)
    site.json(("destinations", "set"), "NORTH", "--ae-title", "KINOTE", "--host", "127.0.0.1", "--port", other.dicom_port,
              "--retry-interval", 1, "--rejection-notes")
    yield site, other
    other.end()
    remove()


def ends(scene, one, two):
    """What each of the two orders leaves visible: objects and notes of ours."""
    left = []
    for first, second in ((one, two), (two, one)):
        model = copy.deepcopy(scene.model)
        model.edited = set()  # who deletes a version that is no longer the newest is refused
        for action in (first, second):
            model.tick()
            ACTIONS[action][1](scene, model)
        left.append((model.visible_objects(scene.study.uid), model.visible_notes(scene.study.uid)))
    return left


def at_once(scene, one, two):
    """Lets both loose; what the threads raise is raised here."""
    barrier, raised = threading.Barrier(2), []

    def run(action):
        try:
            barrier.wait(60)
            ACTIONS[action][0](scene)
        except Exception as error:  # pylint: disable=broad-except
            raised.append(error)

    threads = [threading.Thread(target=run, args=(action,)) for action in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not raised, raised
    assert {status for _, _, status in scene.answers} <= MAY_ANSWER, scene.answers


def check_end(scene, allowed):
    site, study = scene.site, scene.study
    scene._settle()
    known = {*scene.model.objects, scene.image(2), str(scene.arriving.SOPInstanceUID)}
    shown = visible(site, study)
    notes = {note["id"] for note in site.api.all_notes() if note["study_instance_uid"] == study.uid}
    end = shown & known, notes & {scene.note}
    assert end in allowed, (end, allowed)
    assert not [job for job in scene._jobs() if job["state"] == "error"]
    hidden = known - shown
    assert not [told for told in site.api.exceptions() if told["sop_instance_uid"] in hidden]
    if shown or notes:
        scene.ask("/api/exports", body=scene.order({}))
        scene._settle()
    eventually(lambda: not (visible(scene.other, study) & hidden) and visible(site, study) <= visible(scene.other, study),
               "both sides hold the same")


@pytest.mark.parametrize("deletion", DELETIONS)
def test_a_deletion_and_anything_else_at_once(pair, deletion):
    for other_action in [*OTHERS, *(name for name in DELETIONS if name > deletion)]:
        for number in range(ROUNDS):
            scene = Scene(*pair)
            try:
                allowed = ends(scene, deletion, other_action)
                at_once(scene, deletion, other_action)
                check_end(scene, allowed)
            except AssertionError as error:
                raise AssertionError(f"{deletion} and {other_action}, round {number}: {error}") from error
            finally:
                scene.end()


@pytest.mark.parametrize("deletion", ["delete an image", "delete a note", "delete the study"])
@pytest.mark.parametrize("action", ["free", "retrieve"])
def test_a_deletion_and_the_archive_at_once(site_with_study, vault, deletion, action):  # noqa: F811
    site, study = site_with_study, site_with_study.study
    (freed if action == "retrieve" else archive)(site)
    image, images = site.large[1].SOPInstanceUID, uids([*site.large, site.small])
    tag = site.api.request(f"/api/notes/{site.note}").headers["ETag"]
    path, headers, left = {
        "delete an image": (f"/api/studies/{study.uid}/instances/{image}", {}, visible(site, study) - {image}),
        "delete a note": (f"/api/notes/{site.note}", {"If-Match": tag}, images),
        "delete the study": (f"/api/studies/{study.uid}", {}, set())}[deletion]
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(site.api.request(path, "DELETE", headers).status)),
               threading.Thread(target=lambda: answers.append(
                   site.api.request(f"/api/studies/{study.uid}/{action}", "POST").status))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(answers) <= {*MAY_ANSWER, 202}, answers
    outstanding = ("new", "retry", "in_progress", "waiting")
    eventually(lambda: not [job for job in site.json(("jobs", "list"), "--study", study.uid) if job["state"] in outstanding],
               "nothing is outstanding")
    assert visible(site, study) == left and site.json(("jobs", "list"), "--state", "error") == []
    away = nearline(site)
    assert action == "free" or not away & left, "what is visible is back"
    eventually(lambda: not site.rows.one("SELECT count(*) FROM file_removal"), "what was freed is gone from the disk")
    held = {uid for uid in site.stored_objects("i.freed_ms IS NULL")}
    assert left <= held | away and not held & away


def test_the_table_names_every_pair():
    text = (PROJECT / "docs" / "pairs-of-actions.md").read_text()
    rows = {row.split("|")[1].strip() for row in text.splitlines() if row.startswith("| ")}
    for action in [*OTHERS, *DELETIONS, "free", "retrieve"]:
        assert action in rows, action
    header = next(row for row in text.splitlines() if re.match(r"\| at once with", row))
    assert [cell.strip() for cell in header.split("|")[2:-1]] == list(DELETIONS)
