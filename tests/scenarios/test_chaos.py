"""Under load the server, its database, its disk and its clock do the worst, at random: zero objects lost, zero sent twice with effect,
zero stuck, zero leaked.

KINOTE_PROOF=1 goes on for ten minutes of each kind, otherwise for seconds. KINOTE_SEED repeats the order of the blows."""

import http.client
import os
import pathlib
import random
import threading
import time

import pytest

import objects
from conftest import ENGINE_PARAMETERS, ENGINES, make_site
from dicom_network import EXPLICIT, Association, PeerGone
from kinote_site import Site, eventually
from postgresql_server import PostgresqlServer, create_database
from small_disk import SmallDisk
from test_send import visible

SECONDS = 600 if os.environ.get("KINOTE_PROOF") else 6
SEED = int(os.environ.get("KINOTE_SEED", random.SystemRandom().randrange(1 << 32)))
ROOM = 8192  # megabytes
CONTEXTS = [(objects.CT_IMAGE, EXPLICIT), (objects.KOSD, EXPLICIT)]
AWAY = (OSError, PeerGone, http.client.HTTPException, AssertionError)
LEASES = {"KINOTE_JOBS_LEASE_SECONDS": "5", "KINOTE_TASKS_LEASE_SECONDS": "5"}
FAKETIME = pathlib.Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")

pytestmark = pytest.mark.slow


class Load:
    """Stores studies with a KOSD each, sends them to NORTH, and marks an image of some: each until the site has said yes."""

    def __init__(self, site, other, seed):
        self.site, self.other = site, other
        self.studies, self.marked = [], set()
        self._over = threading.Event()
        self._next_try = threading.Event()  # never set: a pause
        self._seed = seed
        self._threads = [threading.Thread(target=self._bring, args=(number,)) for number in range(2)]
        for thread in self._threads:
            thread.start()

    def _until_done(self, act):
        """Acts again and again until it succeeds: whoever sends to a server that died does the same."""
        while True:
            try:
                return act()
            except AWAY:
                self._next_try.wait(0.05)

    def _bring(self, number):
        chance = random.Random(self._seed + number)
        while not self._over.is_set():
            study = objects.Study(patient_id=f"P-{objects.new_uid()[-10:]}")
            images = [objects.image(study, size=8 if step else 200) for step in range(3)]
            study.objects = [*images, objects.kosd(study, images[:2], "chaos")]
            for made in study.objects:
                self._until_done(lambda: self._store(made))
            self._until_done(lambda: self._send(study))
            if chance.random() < 0.4:
                uid = str(chance.choice(images).SOPInstanceUID)
                self._until_done(lambda: self._mark(study, uid))
                self.marked.add(uid)
            self.studies.append(study)

    def _store(self, made):
        with Association(self.site.dicom_port, CONTEXTS, limit=10) as association:
            status = association.store((made.SOPClassUID, EXPLICIT), made.SOPInstanceUID,
                                       objects.data_set_bytes(objects.part10(made)))
        assert status == 0, hex(status)

    def _send(self, study):
        answer = self.site.api.request("/api/exports", "POST", {"Content-Type": "application/json"},
                                       b'{"destination": "NORTH", "study_instance_uid": "%s"}' % study.uid.encode(), limit=10)
        assert answer.status == 201, answer

    def _mark(self, study, uid):
        answer = self.site.api.request(f"/api/studies/{study.uid}/instances/{uid}", "DELETE", limit=10)
        assert answer.status in (200, 404), answer  # 404: an answer before this one was lost

    def end(self):
        self._over.set()
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive()

    def check(self):
        """The whole truth, once all has come to rest."""
        site = self.site
        assert self.studies, "nothing was brought"
        site.wait_until_registered()
        for study in self.studies:
            self._send(study)
        states = "('new', 'retry', 'in_progress', 'waiting')"
        eventually(lambda: not site.rows.one(f"SELECT count(*) FROM job WHERE state IN {states}"), "nothing is outstanding")
        assert site.rows.one("SELECT count(*) FROM job WHERE state = 'error'") == 0, site.json("exceptions")
        assert site.json("exceptions") == [], "what passed is closed"
        brought = {str(made.SOPInstanceUID): made for study in self.studies for made in study.objects}
        stored = site.stored_objects()
        for uid, made in brought.items():
            assert objects.data_set_bytes(stored[uid]) == objects.data_set_bytes(objects.part10(made)), uid
        site.check_objects()
        self.other.wait_until_registered()
        for study in self.studies:
            here = visible(site, study)
            assert here == {str(made.SOPInstanceUID) for made in study.objects} - self.marked
            self._check_there(study, here)
            assert len(site.api.notes(study.uid)) == len(self.other.api.notes(study.uid)) == 1
        ledger = site.rows.all("SELECT sop_instance_uid, count(*) FROM delivery GROUP BY sop_instance_uid")
        assert all(count == 1 for _, count in ledger)

    def _check_there(self, study, here):
        try:
            eventually(lambda: visible(self.other, study) == here, "both sides hold the same")
        except AssertionError:
            ledger = f"SELECT sop_instance_uid, state, begun_ms FROM delivery WHERE study_instance_uid = '{study.uid}'"
            print(study.uid, "differs in", here ^ visible(self.other, study), "ledger:", self.site.rows.all(ledger))
            raise


@pytest.fixture
def other(tmp_path):
    site, remove = make_site(tmp_path / "other", "sqlite")
    site.start(environment={"KINOTE_REJECTION_MAY_REJECT": "KINOTE@127.0.0.1"})
    yield site
    site.end()
    remove()


def prepare(site, other):
    site.json(("destinations", "set"), "NORTH", "--ae-title", "KINOTE", "--host", "127.0.0.1", "--port", other.dicom_port,
              "--retry-interval", 1, "--most-attempts", 1000, "--rejection-notes")


def let_loose(load, blow):
    """Strikes at random moments until the time is over, and three times at least."""
    print(f"KINOTE_SEED={SEED}")
    chance, end, blows = random.Random(SEED), time.monotonic() + SECONDS, 0
    while time.monotonic() < end or blows < 3:
        time.sleep(chance.uniform(0.2, 1.2))
        blow(chance)
        blows += 1
    load.end()


def test_a_server_that_is_killed_again_and_again(site, other):
    site.start(environment=LEASES)
    prepare(site, other)
    load = Load(site, other, SEED)

    def blow(_):
        site.kill()
        site.start(environment=LEASES)

    let_loose(load, blow)
    load.check()


def test_a_database_and_two_nodes_that_are_killed_again_and_again(tmp_path, other):
    if "postgresql" not in ENGINES:
        return
    server = PostgresqlServer()
    url = create_database(server.url)
    site, second = Site(tmp_path / "data", url), Site(tmp_path / "second", url)
    shared = {**LEASES, "KINOTE_CACHE_FOLDER": str(site.data / "cache")}  # as nodes have it
    try:
        site.start(environment=shared)
        prepare(site, other)
        second.start(environment=shared)
        load = Load(site, other, SEED)

        def blow(chance):
            struck = chance.choice(["database", "node", "second"])
            if struck == "database":
                server.stop()
                server.start()
                return
            node = site if struck == "node" else second
            node.kill()
            node.start(environment=shared)

        let_loose(load, blow)
        load.check()
    finally:
        site.end()
        second.end()
        server.end()


@pytest.mark.parametrize("engine", ENGINE_PARAMETERS)
def test_a_clock_that_jumps(engine, tmp_path, other):
    site, remove = make_site(tmp_path / "data", engine)
    moment = tmp_path / "moment"
    jumps = {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(moment), "FAKETIME_NO_CACHE": "1",
             "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1", **LEASES}
    moment.write_text("+0")
    try:
        site.start(environment=jumps)
        prepare(site, other)
        load = Load(site, other, SEED)

        def blow(chance):
            hours = chance.choice([-48, -3, 0, 3, 48])
            beside = moment.with_suffix(".new")
            beside.write_text(f"{hours:+d}h")
            beside.rename(moment)

        let_loose(load, blow)
        moment.write_text("+0")
        load.check()
    finally:
        site.end()
        remove()


@pytest.mark.parametrize("engine", ENGINE_PARAMETERS)
def test_a_disk_that_is_full_again_and_again(engine, tmp_path, other):
    if os.getuid() != 0:
        return
    disk = SmallDisk(tmp_path / "disk", ROOM)
    site, remove = make_site(disk.folder / "data", engine)
    full_for = threading.Event()  # never set: a pause
    try:
        site.start(environment=LEASES)
        prepare(site, other)
        load = Load(site, other, SEED)

        def blow(chance):
            disk.fill()
            try:
                full_for.wait(chance.uniform(0.1, 1.0))
            finally:
                disk.grow(ROOM)

        let_loose(load, blow)
        load.check()
    finally:
        site.end()
        disk.end()
        remove()
