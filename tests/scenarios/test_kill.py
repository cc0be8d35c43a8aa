"""SIGKILL at random points: what was answered with success is there, nothing is there by half, and every count is right.

KINOTE_PROOF=1 kills twenty times for each kind and engine, otherwise five times. KINOTE_SEED repeats a run.
"""

import os
import random
import subprocess
import threading
import time

import pytest

import objects
from dicom_network import EXPLICIT, Association, PeerGone
from kinote_site import eventually

ROUNDS = 20 if os.environ.get("KINOTE_PROOF") else 5
MOST_IN_FLIGHT = 4  # files that an import's threads, or the senders, have on their way to a row at once
SEED = int(os.environ.get("KINOTE_SEED", random.SystemRandom().randrange(1 << 32)))
IMAGE, DOCUMENT = (objects.CT_IMAGE, EXPLICIT), (objects.KOSD, EXPLICIT)

pytestmark = pytest.mark.slow


@pytest.fixture
def chance():
    print(f"KINOTE_SEED={SEED}")  # shown where the scenario fails
    return random.Random(SEED)


class Brought:
    """What a scenario has brought so far: the bytes of each object by its UID, and the KOSDs among them."""

    def __init__(self):
        self.contents, self.kosds, self.studies = {}, set(), set()
        self.kills = 0

    def make_study(self, images, kosds):
        """Makes a study's objects, every fourth image a large one. Gives their bytes."""
        study = objects.Study(f"P-{objects.new_uid()[-8:]}")
        made = [objects.image(study, size=16 if number % 4 else 200) for number in range(images)]
        notes = [objects.kosd(study, made[:3], f"note {number}") for number in range(kosds)]
        contents = [objects.part10(one) for one in made + notes]
        self.contents.update(zip((str(one.SOPInstanceUID) for one in made + notes), contents))
        self.kosds.update(str(one.SOPInstanceUID) for one in notes)
        self.studies.add(study.uid)
        return contents


def kill_within(process, seconds):
    """Kills it at that time, unless it has ended before."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate(timeout=120)
    return process.returncode


def sweep_strays(site):
    """Lets the server that runs sweep its cache at once, and waits for the end of it."""
    result = "SELECT last_result FROM task WHERE name = 'stray_file_sweep'"
    eventually(lambda: site.rows.one(result) == "done", "a sweep of the start before")
    site.rows.execute("UPDATE task SET next_run_ms = 0, last_result = '' WHERE name = 'stray_file_sweep'")
    eventually(lambda: site.rows.one(result) == "done", "the sweep")


def check_all(site, brought):
    """The whole truth about a site to which all was brought in the end."""
    site.start(environment={"KINOTE_SWEEP_INTERVAL_SECONDS": "1"})
    site.wait_until_registered()
    sweep_strays(site)
    assert site.check_objects() == len(brought.contents)
    stored = site.stored_objects()
    for uid, content in brought.contents.items():
        assert objects.data_set_bytes(stored[uid]) == objects.data_set_bytes(content), uid
    paths = {path for path, in site.rows.all("SELECT path FROM instance WHERE path IS NOT NULL")}
    files = {str(path.relative_to(site.data / "cache")) for path in site.cache_files()}
    assert paths <= files, "a row without its file"
    # What a kill leaves between a file and its row is a stray, which the sweep lets be while it is young.
    assert len(files - paths) <= MOST_IN_FLIGHT * brought.kills, files - paths
    assert site.rows.all("SELECT registration_state, count(*) FROM kosd GROUP BY registration_state") == [
        ("registered", len(brought.kosds))]
    registered = [uid for uid, in site.rows.all("SELECT source_key FROM note")]
    assert sorted(registered) == sorted(brought.kosds), "every KOSD once"
    assert site.rows.one("SELECT count(*) FROM note_version") == len(brought.kosds)
    assert site.rows.all("SELECT state, count(*) FROM job GROUP BY state") == [("done", len(brought.kosds))]
    assert site.rows.one("SELECT count(*) FROM study") == len(brought.studies)
    assert site.rows.one("SELECT count(*) FROM object_bytes") + len(paths) == len(brought.contents)
    listed = site.api.studies()
    assert sum(study["objects"] for study in listed) == len(brought.contents)
    assert sum(study["notes"] for study in listed) == len(brought.kosds)
    assert site.api.get("/api/summary")["notes"] == len(brought.kosds)
    assert site.stop() == (0, "")


@pytest.mark.parametrize("options", [[], ["--adopt"], ["--adopt", "--link"]], ids=["plain", "adopt", "link"])
def test_an_import_that_is_killed(site, tmp_path, chance, options):
    brought = Brought()
    site.take_in(tmp_path / "nothing", exit_code=3)
    broken_off, undisturbed = 0, None
    for number in range(ROUNDS + 1):
        folder = tmp_path / f"in{number}"
        objects.write(folder, *brought.make_study(120, 30), *brought.make_study(30, 10))
        if undisturbed is None:  # the first import tells how long one takes on this machine
            begin = time.monotonic()
            assert site.take_in(*options, folder)["stored"] == 190
            undisturbed = time.monotonic() - begin
            continue
        brought.kills += 2
        code = kill_within(site.launch("import", *options, folder, "--json"), chance.uniform(0, undisturbed))
        broken_off += code == -9
        site.check_objects()
        if chance.random() < 0.5:  # killed again before it is done
            kill_within(site.launch("import", *options, folder, "--json"), chance.uniform(0, undisturbed / 2))
        counts = site.take_in(*options, folder)
        assert counts["stored"] + counts["duplicates"] == 190
    assert broken_off, "no kill came in time"
    check_all(site, brought)


class Sender(threading.Thread):
    """Sends until all is sent or the server is gone, and remembers what was answered with success."""

    def __init__(self, port, contents):
        super().__init__()
        self.port, self.contents, self.stored, self.wrong = port, contents, [], []

    def run(self):
        try:
            with Association(self.port, [IMAGE, DOCUMENT]) as association:
                for content in self.contents:
                    head = objects.header(content)
                    status = association.store((str(head.SOPClassUID), EXPLICIT), head.SOPInstanceUID,
                                               objects.data_set_bytes(content))
                    (self.wrong if status else self.stored).append(str(head.SOPInstanceUID))
        except (PeerGone, OSError):
            pass


def test_a_server_that_is_killed_while_it_receives(site, chance):
    brought = Brought()
    for _ in range(ROUNDS):
        site.start()
        senders = [Sender(site.dicom_port, brought.make_study(40, 10)) for _ in range(4)]
        for sender in senders:
            sender.start()
        target = chance.randint(1, 190)
        eventually(lambda: sum(len(one.stored) for one in senders) >= target, "some objects answered")
        site.kill()
        brought.kills += 1
        for sender in senders:
            sender.join(120)
            assert not sender.is_alive() and not sender.wrong
        stored = site.stored_objects()
        for uid in (uid for sender in senders for uid in sender.stored):
            assert objects.data_set_bytes(stored[uid]) == objects.data_set_bytes(brought.contents[uid]), uid
        site.check_objects()
        site.start()  # the senders come again, with all of it
        again = [Sender(site.dicom_port, sender.contents) for sender in senders]
        for sender in again:
            sender.start()
        for sender in again:
            sender.join(120)
            assert len(sender.stored) == 50 and not sender.wrong
        site.kill()
        brought.kills += 1
    check_all(site, brought)


def test_a_server_that_is_killed_while_it_registers(site, tmp_path, chance):
    brought = Brought()
    for number in range(ROUNDS):
        folder = tmp_path / f"in{number}"
        objects.write(folder, *brought.make_study(3, 60))
        options = ["--adopt"] if number % 2 else []
        assert site.take_in(*options, folder)["stored"] == 63
        for _ in range(2):
            already = site.rows.one("SELECT count(*) FROM note")
            site.start()
            target = already + chance.randint(0, 30)
            eventually(lambda: site.rows.one("SELECT count(*) FROM note") >= min(target, len(brought.kosds)),
                       "some notes")
            site.kill()
            notes, done = (site.rows.one(f"SELECT count(*) FROM {what}") for what in (
                "note", "kosd WHERE registration_state = 'registered'"))
            assert notes == done
            assert site.rows.one("SELECT count(*) FROM note_version") == notes
    check_all(site, brought)
