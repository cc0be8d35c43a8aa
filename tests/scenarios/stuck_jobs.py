"""Ways in which the jobs of two notes come to nothing: they fail, or stand still. Each gives the UIDs of the two documents
where there are any, and what marks the notes for deletion."""

import objects
from kinote_site import OBJECT_CREATOR, eventually
from test_create_kosd import make_note, refer, save
from test_jobs import spoil

AS_FILES = {"KINOTE_CACHE_MOST_KILOBYTES_IN_DATABASE": "0"}


class Stuck:
    """A study of three images whose two notes got nowhere. `serve` starts the site again with other settings."""

    def __init__(self, site, folder):
        self.site, self.folder = site, folder
        self.study = objects.Study()
        self.images = [objects.image(self.study) for _ in range(3)]
        self.documents = []
        self.notes = []

    @property
    def uids(self):
        return [str(one.SOPInstanceUID) for one in self.documents]

    def bring(self, documents=True):
        """Imports the images, and two KOSDs over them, while nothing is registered."""
        self.site.json(("queues", "halt"), OBJECT_CREATOR)
        if documents:
            self.documents = [objects.kosd(self.study, self.images[:1]), objects.kosd(self.study, self.images[1:])]
        self.site.take_in(save(self.folder / "objects", *self.images, *self.documents), environment=AS_FILES)

    def release(self):
        self.site.json(("queues", "start"), OBJECT_CREATOR)

    def states(self):
        return [job["state"] for job in self.site.json(("jobs", "list"), "--study", self.study.uid)]

    def mark(self):
        for uid in self.uids:
            self.site.json(("deletions", "mark"), "--study", self.study.uid, "--object", uid)
        for note in self.notes:
            assert self.site.run(("notes", "delete"), note).exit_code == 0


def registration_failed(stuck):
    """The bytes of both are damaged on the disk."""
    stuck.bring()
    stuck.mends = [spoil(stuck.site, uid) for uid in stuck.uids]
    stuck.release()
    eventually(lambda: stuck.states() == ["error", "error"], "both jobs fail")


def creation_failed(stuck):
    """Both refer to an object that nobody knows."""
    stuck.bring(documents=False)
    stuck.release()
    unknown = objects.image(stuck.study)
    for image in stuck.images[:2]:
        note = make_note(stuck.site, stuck.folder, stuck.study, [refer(image), {"sop_instance_uid": unknown.SOPInstanceUID}])
        stuck.site.run(("kosd", "create"), note)
        stuck.notes.append(note)
    eventually(lambda: stuck.states() == ["error", "error"], "both jobs fail")


def never_begun(stuck):
    """New in a queue that is halted and stays so."""
    stuck.bring()
    assert stuck.states() == ["new", "new"]


def suspended(stuck):
    """Kept back by a person."""
    stuck.bring()
    stuck.site.json(("jobs", "suspend"), "--all", "--kind", "REGISTER_KOSD")
    stuck.release()
    assert stuck.states() == ["suspended", "suspended"]


def behind_another(stuck):
    """Documents of notes made here that wait in a halted queue, and an export that waits for them."""
    stuck.bring(documents=False)
    for image in stuck.images[:2]:
        stuck.notes.append(make_note(stuck.site, stuck.folder, stuck.study, [refer(image)]))
        stuck.site.run(("kosd", "create"), stuck.notes[-1])
    assert sorted(stuck.states()) == ["new", "new"]


def killed_in_progress(stuck):
    """In Progress on a worker of a node that was killed and stays away, with a lease that has long to run. On PostgreSQL
    the worker hangs on rows that another session holds until it is killed; SQLite has no such lock, and the rows are left
    as a kill leaves them."""
    stuck.bring()
    if stuck.site.database is None:
        stuck.site.kill()
        stuck.site.rows.execute("UPDATE job SET state = 'in_progress', lease_until_ms = 9999999999999 "
                                "WHERE kind = 'REGISTER_KOSD'")
    else:
        stuck.site.stop()
        stuck.site.start(environment={"KINOTE_JOBS_LEASE_SECONDS": "600"})
        with stuck.site.rows.held("SELECT * FROM kosd FOR UPDATE"):
            stuck.release()
            eventually(lambda: stuck.states() == ["in_progress", "in_progress"], "both are in progress")
            stuck.site.kill()  # and what it had sent to the database is not carried out afterwards
            stuck.site.rows.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                    "WHERE datname = current_database() AND wait_event_type = 'Lock'")
    stuck.site.rows.execute("UPDATE job SET worker = 'away' WHERE state = 'in_progress'")
    stuck.site.start()
    stuck.release()
    assert stuck.states() == ["in_progress", "in_progress"]
