"""Tasks that look after what is stored: bytes that changed, files that are gone, history that is old."""

import objects
from archive_site import LARGE, archive, is_back, nearline, site_with_study, uids, vault  # noqa: F401  (fixtures)
from kinote_site import eventually
from test_create_kosd import save
from test_tasks import await_run, task

FAST = "[patrol]\nkilobytes_per_second = 1000000\n"


def configured(tmp_path, text):
    file = tmp_path / "site.toml"
    file.write_text(text)
    return file


def file_of(site, uid):
    return site.data / "cache" / site.rows.one(f"SELECT path FROM instance WHERE sop_instance_uid = '{uid}'")


def change_a_bit(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def damaged(site):
    return {one["sop_instance_uid"] for one in site.json("exceptions") if one["cause"] == "damaged_here"}


def look_anew(site):
    """The tasks begin from the beginning, whatever they have done before."""
    site.rows.execute("UPDATE task SET cursor = '', next_run_ms = 0 WHERE name IN ('checksum_patrol', 'lost_file_sweep')")


def filled(site, tmp_path, count=3):
    study = objects.Study()
    images = [objects.image(study, size=LARGE) for _ in range(count)]
    site.take_in(save(tmp_path / "objects", *images))
    return images


def test_a_changed_bit_is_found_and_what_an_archive_has_comes_back_by_itself(site_with_study, vault, tmp_path):  # noqa: F811
    site = site_with_study
    archive(site)
    before = site.stored_objects()
    site.stop()
    changed, gone = (one.SOPInstanceUID for one in site.large[:2])
    change_a_bit(file_of(site, changed))
    file_of(site, gone).unlink()
    look_anew(site)
    site.start("--config", configured(tmp_path, FAST), ports=("--dicom-port", site.dicom_port, "--http-port", "0"))
    eventually(lambda: site.rows.one("SELECT count(*) FROM job_exception WHERE cause = 'damaged_here'") == 2,
               "both are found")
    eventually(lambda: not nearline(site) and not damaged(site), "both are back")
    is_back(site, before)
    events = site.rows.all("SELECT subject FROM audit_event WHERE action = 'cache_copy_given_up'")
    assert {uid for uid, in events} == {changed, gone}


def test_what_nobody_else_has_is_named_with_its_remedy_until_it_is_brought_back(site, tmp_path):
    images = filled(site, tmp_path)
    uid = images[1].SOPInstanceUID
    path = file_of(site, uid)
    kept = path.read_bytes()
    change_a_bit(path)
    site.start("--config", configured(tmp_path, FAST))
    eventually(lambda: damaged(site) == {uid}, "it is found")
    shown = next(one for one in site.json("exceptions") if one["sop_instance_uid"] == uid)
    assert "SHA-256" in shown["message"] and "backup" in shown["remedy"] and path.read_bytes() != kept
    path.write_bytes(kept)
    look_anew(site)
    eventually(lambda: not damaged(site), "the next round finds it whole")


def test_a_person_has_the_patrol_begin_a_round_after_one_has_ended(site, tmp_path):
    site.start("--config", configured(tmp_path, FAST))
    eventually(lambda: task(site, "checksum_patrol")["last_result"] == "done", "a round over an empty cache has ended")
    images = filled(site, tmp_path)
    uid = images[1].SOPInstanceUID
    change_a_bit(file_of(site, uid))
    assert site.run(("tasks", "run"), "checksum_patrol").exit_code == 0
    eventually(lambda: damaged(site) == {uid}, "it is read at once")


def test_a_patrol_goes_on_after_a_kill_in_the_middle(site, tmp_path):
    uid = filled(site, tmp_path)[2].SOPInstanceUID
    change_a_bit(file_of(site, uid))
    site.start("--config", configured(tmp_path, "[patrol]\nkilobytes_per_second = 1\n"))
    eventually(lambda: task(site, "checksum_patrol")["state"] == "running", "it reads")
    site.kill()
    assert not damaged(site)
    site.start("--config", configured(tmp_path, FAST))
    eventually(lambda: damaged(site) == {uid}, "it is found")


def test_a_cache_that_is_not_there_is_one_exception_and_gives_nothing_up(site_with_study, vault, tmp_path):  # noqa: F811
    site = site_with_study
    filled(site, tmp_path / "more", 12)
    archive(site)
    site.stop()
    folder = site.data / "cache" / "objects"
    folder.rename(tmp_path / "unmounted")
    look_anew(site)
    site.start("--config", configured(tmp_path, FAST))
    eventually(lambda: {"lost_file_sweep", "checksum_patrol"} <= {
        name for name, in site.rows.all("SELECT task FROM job_exception WHERE state <> 'closed' AND task <> ''")},
               "both say so")
    assert not nearline(site) and not damaged(site)
    folder.rmdir()  # the server has made an empty one in its place
    (tmp_path / "unmounted").rename(folder)
    site.run(("tasks", "run"), "lost_file_sweep")
    eventually(lambda: task(site, "lost_file_sweep")["last_result"] == "done", "it is there again")
    eventually(lambda: not site.rows.one("SELECT count(*) FROM job_exception WHERE state <> 'closed' AND task <> ''"),
               "a good run closes each")


def test_old_history_is_forgotten_and_what_promises_need_is_kept(site, tmp_path):
    study = objects.Study()
    image = objects.image(study)
    site.start("--config", configured(tmp_path, "[history]\nkeep_days = 30\n"))
    site.take_in(save(tmp_path / "objects", image, objects.kosd(study, [image])))
    site.wait_until_registered()
    site.json(("destinations", "set"), "NORTH", "--ae-title", "NORTH", "--host", "127.0.0.1", "--port", 1, "--retry", "none")
    ended = site.rows.one("SELECT count(*) FROM job WHERE state = 'done'")
    audit = site.rows.one("SELECT count(*) FROM audit_event")
    assert ended and audit
    before = await_run(site, "old_history")["last_run_at"]
    assert site.rows.one("SELECT count(*) FROM job WHERE state = 'done'") == ended, "it is young"
    site.rows.execute("UPDATE job SET created_ms = 1, ended_ms = 1 WHERE state = 'done'")
    site.rows.execute("UPDATE audit_event SET at_ms = 1")
    assert site.run(("tasks", "run"), "old_history").exit_code == 0
    await_run(site, "old_history", after=before)
    assert site.rows.one("SELECT count(*) FROM job WHERE state = 'done'") == 0
    assert site.rows.one("SELECT count(*) FROM audit_event") >= audit
    assert len(site.api.notes(study.uid)) == 1
    refused = site.run(("config", "check"), "--config", configured(tmp_path, "[history]\nkeep_audit_days = 30\n"))
    assert refused.exit_code == 2 and "history.keep_audit_days" in refused.errors
