"""Plays sequences of actions on a site, keeps the reference model beside it, and compares the two after every step.

An action is a name and two numbers that choose among what is there; one that finds nothing to act on does nothing, so that
every part of a sequence is a sequence, too, and one that fails can be made shorter by leaving actions out."""

import json

import objects
from dicom_network import EXPLICIT, Association
from dicom_query import RELATIONAL, QueryAssociation, identifier
from kinote_site import OBJECT_CREATOR, eventually
from receivers import ABORT, STORED, ScriptedScp
from reference_model import ReferenceModel

IMAGES = 4  # of the study, the last of which may be named by a note before it comes
GRACE_MS = 3_600_000
SERVING = {"KINOTE_DELETION_PURGE_AFTER_HOURS": "1", "KINOTE_DELETION_PURGE_INTERVAL_SECONDS": "1"}
CONTEXTS = [(objects.CT_IMAGE, EXPLICIT), (objects.KOSD, EXPLICIT)]

# How often each action is drawn, among all.
WEIGHTS = {"receive": 8, "receive_document": 4, "make_note": 3, "mark_object": 6, "mark_study": 2, "mark_note": 2, "undo": 6,
           "send": 5, "send_failing": 2, "retry": 2, "abandon": 1, "halt": 1, "start": 2, "purge": 2, "restart": 1,
           "kill": 1, "kill_while_sending": 1}


class Differs(AssertionError):
    """The site is not as the model says."""


def check(condition, *words):
    if not condition:
        raise Differs(" ".join(map(str, words)))


def draw(chance, length):
    names, weights = list(WEIGHTS), list(WEIGHTS.values())
    return [(chance.choices(names, weights)[0], chance.randrange(1 << 16), chance.randrange(1 << 16)) for _ in range(length)]


class Play:
    """One study, its model, and a destination of its own. `site` serves and is used by one play at a time."""

    def __init__(self, site, more_actions=None):
        self.site, self.model, self.more = site, ReferenceModel(), more_actions or {}
        self.study = objects.Study(patient_id=f"P-{objects.new_uid()[-10:]}")
        self.images = [objects.image(self.study, size=8) for _ in range(IMAGES)]
        self.documents, self.words = [], {}  # that came, each with a note that says this
        self.failing, self.leaked = False, []
        self.peer = ScriptedScp(self._answer)
        self.name = f"N{self.peer.port}"
        site.json(("destinations", "set"), self.name, "--ae-title", self.name, "--host", "127.0.0.1", "--port",
                  self.peer.port, "--retry-interval", 1, "--most-attempts", 1)

    def end(self):
        self.site.json(("destinations", "remove"), self.name)
        self.peer.end()
        self._post(f"/api/queues/{OBJECT_CREATOR}/start")

    def _answer(self, number):
        uid = self.peer.requests[-1]
        known = self.model.objects.get(uid)
        if known is not None and not known.is_visible:
            self.leaked.append(uid)
        return ABORT if self.failing else STORED

    # The site

    def _post(self, path, body=None, statuses=(200,), method="POST", headers=None):
        answer = self.site.api.request(path, method, {"Content-Type": "application/json", **(headers or {})},
                                       json.dumps(body).encode() if body is not None else None)
        check(answer.status in statuses, method, path, "is answered with", answer)
        return answer

    def _store(self, made):
        with Association(self.site.dicom_port, CONTEXTS) as association:
            status = association.store((made.SOPClassUID, EXPLICIT), made.SOPInstanceUID,
                                       objects.data_set_bytes(objects.part10(made)))
        check(status == 0, "C-STORE is answered with", hex(status))

    def _jobs(self, **filters):
        return self.site.api.get("/api/jobs", study=self.study.uid, limit=1000, **filters)["jobs"]

    def _is_halted(self):
        return self.site.api.get("/api/queues")["queues"] and any(
            queue["name"] == OBJECT_CREATOR and queue["state"] != "running"
            for queue in self.site.api.get("/api/queues")["queues"])

    def _settle(self):
        """Waits until nothing of the study is outstanding that a worker may take."""
        def is_settled():
            held = (OBJECT_CREATOR,) if self._is_halted() else ()
            waiting = {"new", "retry", "in_progress"} | (set() if held else {"waiting"})
            return not [job for job in self._jobs() if job["state"] in waiting and job["queue"] not in held]
        eventually(is_settled, "nothing is outstanding")

    def _serve(self):
        self.site.start(environment=SERVING)

    # The actions

    def receive(self, which, _):
        image = self.images[which % IMAGES]
        self._store(image)
        self.model.arrive(str(image.SOPInstanceUID), self.study.uid)

    def receive_document(self, which, again):
        if self.documents and again % 3 == 0:
            document = self.documents[which % len(self.documents)]
        else:
            words = f"came {len(self.documents)}"
            document = objects.kosd(self.study, [self.images[which % (IMAGES - 1)]], words)
            self.documents.append(document)
            self.words[str(document.SOPInstanceUID)] = words
        self._store(document)
        self.model.arrive(str(document.SOPInstanceUID), self.study.uid, is_document=True)

    def make_note(self, which, count):
        references = [str(self.images[(which + step) % IMAGES].SOPInstanceUID) for step in range(1 + count % 2)]
        draft = {"study_instance_uid": self.study.uid, "title": {"value": "113000", "scheme": "DCM"},
                 "author": "Reader^Anna", "references": [{"sop_instance_uid": uid} for uid in references]}
        answer = self._post("/api/notes", draft, (201, 400, 404, 409))
        if answer.status == 201:
            self.model.make_note(answer.json["id"], self.study.uid, references)

    def mark_object(self, which, _):
        known = [uid for uid, one in self.model.objects.items()]
        if known:
            uid = known[which % len(known)]
            reached = self.model.mark("object", uid, self.study.uid)
            self._post(f"/api/studies/{self.study.uid}/instances/{uid}", statuses=(200,) if reached else (404,),
                       method="DELETE")

    def mark_study(self, *_):
        reached = self.model.mark("study", self.study.uid, self.study.uid)
        self._post(f"/api/studies/{self.study.uid}", statuses=(200,) if reached else (404,), method="DELETE")

    def mark_note(self, which, _):
        visible = sorted(self.model.visible_notes(self.study.uid))
        if visible:
            uuid = visible[which % len(visible)]
            self.model.mark("note", uuid, self.study.uid)
            tag = self.site.api.request(f"/api/notes/{uuid}").headers["ETag"]
            self._post(f"/api/notes/{uuid}", statuses=(204,), method="DELETE", headers={"If-Match": tag})

    def undo(self, which, _):
        marks = [mark for mark in self.model.marks if mark.is_in_force]
        marks = [mark for mark in marks if mark.level != "note" or not self.model.notes[mark.subject].is_purged]
        if marks:
            mark = marks[which % len(marks)]
            path = {"study": f"/api/studies/{self.study.uid}", "note": f"/api/notes/{mark.subject}",
                    "object": f"/api/studies/{self.study.uid}/instances/{mark.subject}"}[mark.level]
            self.model.undo(mark)
            is_hidden = mark.level == "note" and not self.model.notes[mark.subject].is_visible
            self._post(f"{path}/undo", statuses=(204,) if is_hidden else (200,))

    def _open_export(self):
        answer = self._post("/api/exports", {"destination": self.name, "study_instance_uid": self.study.uid}, (201, 404))
        has_any = self.model.visible_objects(self.study.uid) or self.model.visible_notes(self.study.uid)
        check((answer.status == 201) == bool(has_any), "an export is answered with", answer)
        return answer.json["id"] if answer.status == 201 else None

    def send(self, *_):
        export = self._open_export()
        if export is None or self._is_halted():
            return
        self._settle()
        done = self.site.api.get(f"/api/exports/{export}")
        check(done["state"] in ("done", "done_in_part"), "an export to a destination that takes all ends as", done["state"])
        missing = self.model.visible_objects(self.study.uid) - set(self.peer.requests)
        check(not missing, "the destination did not get", missing)

    def send_failing(self, *_):
        self.failing = True
        if self._open_export() is not None:
            self._settle()
        self.failing = False

    def kill_while_sending(self, *_):
        if self._open_export() is not None:
            self.site.kill()
            self._serve()

    def retry(self, *_):
        for job in self._jobs(state="error"):
            self._post(f"/api/jobs/{job['id']}/retry", statuses=(200, 404, 409))

    def abandon(self, *_):
        for job in self._jobs(state="error"):
            self._post(f"/api/jobs/{job['id']}/abandon", statuses=(200, 404, 409))

    def halt(self, *_):
        self._post(f"/api/queues/{OBJECT_CREATOR}/halt")

    def start(self, *_):
        self._post(f"/api/queues/{OBJECT_CREATOR}/start")

    def restart(self, *_):
        self.site.stop()
        self._serve()

    def kill(self, *_):
        self.site.kill()
        self._serve()

    def purge(self, *_):
        self.let_an_hour_pass()
        self.model.purge()
        self.wait_until_purged()

    def _study_row(self):
        return f"(SELECT id FROM study WHERE study_instance_uid = '{self.study.uid}')"

    def let_an_hour_pass(self):
        """Whatever happened to the study happened an hour earlier; what is marked is due."""
        rows, study = self.site.rows, self._study_row()
        rows.execute(f"UPDATE instance SET stored_ms = stored_ms - {GRACE_MS}, marked_ms = marked_ms - {GRACE_MS} "
                     f"WHERE study = {study}")
        rows.execute(f"UPDATE note SET created_ms = created_ms - {GRACE_MS}, marked_ms = marked_ms - {GRACE_MS} WHERE id IN "
                     f"(SELECT note FROM note_version WHERE study_instance_uid = '{self.study.uid}')")
        for table in ("deletion", "tombstone"):
            rows.execute(f"UPDATE {table} SET marked_ms = marked_ms - {GRACE_MS} "
                         f"WHERE study_instance_uid = '{self.study.uid}'")

    def wait_until_purged(self):
        rows = self.site.rows
        left = (f"SELECT (SELECT count(*) FROM instance WHERE study = {self._study_row()} AND marked_ms IS NOT NULL) + "
                "(SELECT count(*) FROM note n JOIN note_version v ON v.note = n.id WHERE n.marked_ms IS NOT NULL "
                f"AND v.study_instance_uid = '{self.study.uid}') + (SELECT count(*) FROM file_removal)")
        eventually(lambda: rows.one(left) == 0, "nothing marked is kept longer than promised", limit=30)

    # The comparison

    def step(self, action):
        name, first, second = action
        self.model.tick()
        (self.more[name] if name in self.more else getattr(type(self), name))(self, first, second)
        self._settle()
        self._compare()

    def _compare(self):
        study = self.study.uid
        shown, notes = self.model.visible_objects(study), self.model.visible_notes(study)
        with QueryAssociation(self.site.dicom_port, options=RELATIONAL) as association:
            found = association.find(identifier("IMAGE", StudyInstanceUID=study, SOPClassUID=""))
        seen = {str(one.SOPInstanceUID) for one in found}
        made_here = {str(one.SOPInstanceUID) for one in found if one.SOPInstanceUID not in self.model.objects}
        check(seen - made_here == shown, "queries show", seen - made_here, "and should show", shown)
        check(all(one.SOPClassUID == objects.KOSD for one in found if str(one.SOPInstanceUID) in made_here),
              "there are objects that nobody brought:", made_here)
        check(len(made_here) <= len(notes), "there are more documents than notes that were made here")
        answer = self.site.api.request(f"/api/studies/{study}")
        if not seen and not notes:
            check(answer.status == 404, "a study of which nothing is visible is shown:", answer)
        else:
            check(answer.status == 200 and answer.json["objects"] == len(seen), "a study is shown as", answer)
            told = self.site.api.notes(study)
            check(notes == {one["id"] for one in told if one["source"] == "local"}, "the notes are", told)
            registered = {one["description"] for one in told if one["source"] != "local"}
            expected = {words for uid, words in self.words.items() if uid in shown}
            check(registered <= expected, "notes of hidden documents are shown:", registered - expected)
            if not self._is_halted():
                check(registered == expected, "notes are missing:", expected - registered)
        for one in self.model.objects.values():
            if not one.is_document:
                status = self.site.api.rendered(one.uid).status
                check(status == (200 if one.is_visible else 404), "the picture of", one.uid, "is answered with", status)
        check(not self.leaked, "hidden objects left:", self.leaked)
        self._compare_jobs()

    def _compare_jobs(self):
        hidden = {one.uid for one in self.model.hidden_objects()}
        for job in self._jobs():
            if job["subject"] in hidden:
                check(job["state"] in ("done", "abandoned"), "a job about a hidden object is", job)
        for told in self.site.api.exceptions():
            check(told["sop_instance_uid"] not in hidden or told["cause"] == "came_back_deleted",
                  "an exception asks for something hidden:", told)

    def compare_bytes(self):
        """What lies here, in the database and on the disk; at the end of a sequence."""
        here = {one.uid for one in self.model.objects.values() if one.is_here}
        stored = self.site.stored_objects(f"i.study IN (SELECT id FROM study WHERE study_instance_uid = '{self.study.uid}')")
        check({uid for uid in stored if uid in self.model.objects} == here, "what lies here is", set(stored), "not", here)
        check(all(stored.values()), "a row has no bytes")


def play(site, actions, more_actions=None):
    """The words of the first difference and the number of actions it took, or None."""
    played = Play(site, more_actions)
    try:
        for number, action in enumerate(actions, 1):
            try:
                played.step(action)
            except (AssertionError, OSError, KeyError, IndexError) as difference:
                return f"{type(difference).__name__}: {difference}", number
        try:
            played.compare_bytes()
        except AssertionError as difference:
            return str(difference), len(actions)
        return None
    finally:
        if not site.is_serving():
            site.server = None
            site.start(environment=SERVING)
        played.end()


def shortened(site, actions, more_actions=None, most_tries=200):
    """The actions without those that a difference does not need: ever smaller parts are left out."""
    tries, size = 0, max(1, len(actions) // 2)
    while size and tries < most_tries:
        place, left_out = 0, False
        while place < len(actions) and tries < most_tries:
            fewer = actions[:place] + actions[place + size:]
            tries += 1
            failed = play(site, fewer, more_actions)
            if failed:
                actions, left_out = fewer[:failed[1]], True
            else:
                place += size
        size = size if left_out else size // 2
    return actions
