"""What a site must hold and show after a sequence of actions, told by rules so simple that they can be read.

It knows no jobs, no tables and no time but the order of what happened: a mark covers what was there when it was made, what
two marks cover comes back when both are taken back, and what was purged stays deleted until its mark is taken back."""

import dataclasses


@dataclasses.dataclass(eq=False)
class Mark:
    number: int  # in the order in which the marks were made
    level: str  # object, study or note
    subject: str
    moment: int
    is_in_force: bool = True


@dataclasses.dataclass(eq=False)
class HeldObject:
    """An image, or a document that came with its note. `mark` hides it, and is that of its tombstone once it is purged."""
    uid: str
    study: str
    is_document: bool = False
    is_here: bool = False
    has_tombstone: bool = False
    arrived: int = 0
    marked: int = 0
    mark: Mark | None = None

    @property
    def is_visible(self):
        return self.is_here and self.mark is None


@dataclasses.dataclass(eq=False)
class MadeNote:
    """A note that was made here; `document` once there is one."""
    uuid: str
    study: str
    references: tuple
    made: int
    mark: Mark | None = None
    is_purged: bool = False

    @property
    def is_visible(self):
        return self.mark is None and not self.is_purged


class ReferenceModel:
    def __init__(self):
        self.objects, self.notes, self.marks = {}, {}, []
        self._moment = 0

    def tick(self):
        self._moment += 1

    # What must be seen

    def visible_objects(self, study):
        return {one.uid for one in self.objects.values() if one.study == study and one.is_visible}

    def visible_notes(self, study):
        return {note.uuid for note in self.notes.values() if note.study == study and note.is_visible}

    def hidden_objects(self):
        return [one for one in self.objects.values() if not one.is_visible]

    # What happens

    def arrive(self, uid, study, is_document=False):
        one = self.objects.setdefault(uid, HeldObject(uid, study, is_document))
        if one.is_here:
            return
        one.is_here, one.arrived = True, self._moment
        if one.has_tombstone:
            one.marked = self._moment

    def make_note(self, uuid, study, references):
        self.notes[uuid] = MadeNote(uuid, study, tuple(references), self._moment)

    def mark(self, level, subject, study):
        """True where something of it is hidden by this that was not hidden before."""
        mark = next((one for one in self.marks if one.is_in_force and (one.level, one.subject) == (level, subject)), None)
        mark = mark or Mark(len(self.marks), level, subject, self._moment)
        reached = False
        for one in self._objects_of(level, subject, study):
            if one.is_here and one.mark is None:
                one.mark, one.marked, reached = mark, self._moment, True
        for note in self._notes_of(level, subject, study):
            if note.is_visible:
                note.mark, reached = mark, True
        if reached and mark not in self.marks:
            self.marks.append(mark)
        return reached

    def undo(self, mark):
        mark.is_in_force = False
        for one in self.objects.values():
            if one.mark is mark:
                since = one.marked if one.has_tombstone else one.arrived
                one.mark = self._other(("object", one.uid), ("study", one.study), since)
                one.has_tombstone = one.has_tombstone and one.mark is not None
        for note in self.notes.values():
            if note.mark is mark:
                note.mark = self._other(("note", note.uuid), ("study", note.study), note.made)

    def purge(self):
        for one in self.objects.values():
            if one.is_here and one.mark is not None:
                one.is_here, one.has_tombstone = False, True
        for note in self.notes.values():
            if note.mark is not None:
                note.is_purged = True

    def _other(self, own, whole, since):
        covering = [mark for mark in self.marks
                    if mark.is_in_force and (mark.level, mark.subject) in (own, whole) and mark.moment >= since]
        return min(covering, key=lambda mark: mark.number, default=None)

    def _objects_of(self, level, subject, study):
        return [one for one in self.objects.values()
                if one.study == study and (level == "study" or (level == "object" and one.uid == subject))]

    def _notes_of(self, level, subject, study):
        return [note for note in self.notes.values()
                if note.study == study and (level == "study" or (level == "note" and note.uuid == subject))]
