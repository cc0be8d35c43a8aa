"""`kinote import --adopt`: an old system's cache, taken over in bulk; its KOSDs are left to the Task Scheduler."""

import os

import objects
from kinote_site import OBJECT_CREATOR, eventually

OFTEN = {"KINOTE_SWEEP_INTERVAL_SECONDS": "1"}
STATES = "SELECT registration_state, count(*) FROM kosd GROUP BY registration_state"


def old_cache(folder, kosds=30):
    """Objects in folders, as an archive keeps them. Gives the studies."""
    studies = []
    for number in range(kosds):
        study = objects.Study(f"P-{number}", f"Patient^{number}")
        images = [objects.image(study), objects.image(study, size=200)]
        objects.write(folder / str(number % 7) / str(number), *images, objects.kosd(study, images, f"old {number}"))
        studies.append(study)
    return studies


def test_adoption_makes_no_jobs_and_the_task_scheduler_registers_all(site, tmp_path):
    studies = old_cache(tmp_path / "old")
    counts = site.take_in("--adopt", tmp_path / "old")
    assert counts["stored"] == 90 and counts["files"] == 90
    assert site.rows.all(STATES) == [("unregistered", 30)]
    assert site.json(("jobs", "list")) == []
    site.start()
    site.wait_until_registered()
    assert site.rows.all(STATES) == [("registered", 30)]
    jobs = site.json(("jobs", "list"), "--limit", 1000)
    assert len(jobs) == 30 and {(job["kind"], job["state"]) for job in jobs} == {("REGISTER_KOSD", "done")}
    for number, study in enumerate(studies):
        shown, = site.api.notes(study.uid)
        assert shown["description"] == f"old {number}"
        assert [one["present"] for one in shown["references"]] == [True, True]
    assert site.check_objects() == 90


def test_adoption_beside_a_running_server_is_swept_without_a_restart(site, tmp_path):
    site.start(environment=OFTEN)
    old_cache(tmp_path / "old", kosds=5)
    site.take_in("--adopt", tmp_path / "old")
    site.wait_until_registered()
    assert len(site.api.all_notes()) == 5


def test_a_second_adoption_finds_all_of_it_here(site, tmp_path):
    old_cache(tmp_path / "old", kosds=4)
    site.take_in("--adopt", tmp_path / "old")
    site.start()
    site.wait_until_registered()
    counts = site.take_in("--adopt", tmp_path / "old")
    assert counts["duplicates"] == 12 and counts["stored"] == 0
    assert site.rows.all(STATES) == [("registered", 4)]
    assert len(site.json(("jobs", "list"))) == 4


def test_linked_files_share_their_bytes_and_outlive_the_old_cache(site, tmp_path):
    old_cache(tmp_path / "old", kosds=3)
    files = sorted((tmp_path / "old").rglob("*.dcm"))
    site.take_in("--adopt", "--link", tmp_path / "old")
    inodes = {path.stat().st_ino for path in files if path.stat().st_size > 65536}
    assert len(inodes) == 3
    assert {path.stat().st_ino for path in site.cache_files()} == inodes
    for path in files:
        path.unlink()
    assert site.check_objects() == 9
    site.start()
    site.wait_until_registered()
    assert len(site.api.all_notes()) == 3


def test_without_links_the_cache_has_its_own_copies(sqlite_site, tmp_path):
    old_cache(tmp_path / "old", kosds=1)
    sqlite_site.take_in("--adopt", tmp_path / "old")
    large, = [path for path in (tmp_path / "old").rglob("*.dcm") if path.stat().st_size > 65536]
    copy, = sqlite_site.cache_files()
    assert copy.stat().st_ino != large.stat().st_ino
    os.truncate(large, 10)
    assert sqlite_site.check_objects() == 3


def test_links_across_file_systems_become_copies(sqlite_site, tmp_path):
    """/dev/shm is another file system than the temporary folder, or the files are linked: both are right."""
    elsewhere = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tmp_path
    file = tmp_path / "site.toml"
    cache = os.path.join(elsewhere, f"kinote-scenario-{os.getpid()}")
    file.write_text(f'[cache]\nfolder = "{cache}"\n')
    try:
        old_cache(tmp_path / "old", kosds=1)
        assert sqlite_site.take_in("--adopt", "--link", "--config", file, tmp_path / "old")["stored"] == 3
        path = sqlite_site.rows.one("SELECT path FROM instance WHERE path IS NOT NULL")
        assert os.path.getsize(os.path.join(cache, path)) > 65536
    finally:
        for folder, _, files in os.walk(cache, topdown=False):
            for name in files:
                os.unlink(os.path.join(folder, name))
            os.rmdir(folder)


def test_the_sweep_goes_on_after_a_restart_in_its_middle(site, tmp_path):
    old_cache(tmp_path / "old", kosds=60)
    site.take_in("--adopt", tmp_path / "old")
    file = tmp_path / "slow.toml"
    file.write_text("[sweep]\ninterval_seconds = 1\nmost_per_minute = 1200\n")  # twenty a second
    site.start("--config", file)
    eventually(lambda: dict(site.rows.all(STATES)).get("registered", 0) >= 10, "the first ones registered")
    site.kill()
    states = dict(site.rows.all(STATES))
    assert states.get("unregistered"), "killed in the middle"
    site.start("--config", file)
    site.wait_until_registered()
    assert site.stop() == (0, "")
    assert site.rows.all(STATES) == [("registered", 60)]
    assert site.rows.one("SELECT count(*) FROM note") == 60
    assert site.rows.one("SELECT count(*) FROM job WHERE state = 'done'") == 60, "one job each"
    assert site.rows.one("SELECT count(*) FROM job") == 60


def test_the_sweep_takes_the_oldest_first_and_an_arrival_goes_before_it(site, tmp_path):
    old_cache(tmp_path / "old", kosds=20)
    site.take_in("--adopt", "--threads", 1, tmp_path / "old")
    assert site.run(("queues", "halt"), OBJECT_CREATOR).exit_code == 0
    site.start()
    eventually(lambda: site.rows.one("SELECT count(*) FROM job") == 20, "a job for each")
    study = objects.Study()
    arrival = objects.kosd(study, [objects.image(study)], "arrival")
    site.take_in(*objects.write(tmp_path / "new", arrival))
    order = [uid for uid, in site.rows.all("SELECT subject FROM job ORDER BY priority, id")]
    assert order[0] == arrival.SOPInstanceUID
    assert order[1:] == [uid for uid, in site.rows.all(
        "SELECT i.sop_instance_uid FROM kosd k JOIN instance i ON i.id = k.instance "
        f"WHERE i.sop_instance_uid <> '{arrival.SOPInstanceUID}' ORDER BY i.id")]
    assert site.run(("queues", "start"), OBJECT_CREATOR).exit_code == 0
    site.wait_until_registered()
    assert site.rows.all(STATES) == [("registered", 21)]


def test_a_reader_that_can_read_more_takes_up_what_is_quarantined(site, tmp_path):
    study = objects.Study()
    site.take_in(*objects.write(tmp_path / "in", objects.kosd(study, [objects.image(study)], "later")))
    site.start()
    site.wait_until_registered()
    site.stop()
    # As an older program would have left it.
    site.rows.execute("UPDATE kosd SET registration_state = 'quarantined', reader_version = 0, note_version = NULL")
    site.rows.execute("DELETE FROM note_study")
    site.rows.execute("DELETE FROM note_reference")
    site.rows.execute("DELETE FROM note_version")
    site.rows.execute("DELETE FROM note")
    site.rows.execute("UPDATE task SET next_run_ms = 0")
    site.start()
    site.wait_until_registered()
    assert [note["description"] for note in site.api.notes(study.uid)] == ["later"]
