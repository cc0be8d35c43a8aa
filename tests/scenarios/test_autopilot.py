"""Autopilot archives studies, frees the cache where it fills, and says of every study why it stays or went."""

import re

import pytest

import objects
from archive_site import LARGE, nearline, set_sender, set_vault, site_with_study, uids, vault  # noqa: F401  (fixtures)
from kinote_site import eventually
from receivers import StoreScp
from test_create_kosd import save
from test_retrieve import get_study, move_study
from test_send import ended, send, set_destination  # noqa: F401  (fixtures)

# A megabyte of cache, of which one study of three large images is more than what comes in two hours.
TIGHT = {"KINOTE_AUTOPILOT_QUOTA_MEGABYTES": "1", "KINOTE_AUTOPILOT_INTERVAL_SECONDS": "1",
         "KINOTE_AUTOPILOT_ARCHIVE_INTERVAL_SECONDS": "1", "KINOTE_AUTOPILOT_LOOK_AGAIN_SECONDS": "1",
         "KINOTE_AUTOPILOT_ARCHIVE_HOURS": "", "KINOTE_AUTOPILOT_ARCHIVE_MINIMUM_AGE_HOURS": "0",
         "KINOTE_AUTOPILOT_KEY_GROUP_PERCENT": "50"}
ROOMY = {**TIGHT, "KINOTE_AUTOPILOT_QUOTA_MEGABYTES": "1000000"}


def restart(site, environment):
    port = site.dicom_port
    site.stop()
    site.start(ports=("--dicom-port", port, "--http-port", "0"), environment=environment)


def rule(site, name, *words):
    return site.json(("autopilot", "rules", "set"), name, *words)["rules"]


def explain(site, study=None, environment=None):
    return site.json(("autopilot", "explain"), (study or site.study).uid, environment=environment or TIGHT)


def await_counted(site, count):
    eventually(lambda: site.rows.one("SELECT count(*) FROM cached_study WHERE file_bytes > 0") == count, "it is counted")


def archive_by_rule(site):
    """Has Autopilot archive the study, and returns once every object is committed."""
    rule(site, "nightly", "--action", "archive", "--archive", "VAULT", "--status", "any")
    eventually(lambda: site.rows.one("SELECT count(*) FROM delivery WHERE state = 'committed'") == 5, "all is committed")


def test_a_study_is_archived_and_freed_by_rule_and_its_key_group_stays(site_with_study, vault):
    site = site_with_study
    before = site.stored_objects()
    restart(site, ROOMY)
    archive_by_rule(site)
    assert not nearline(site), "green: nothing goes"
    eventually(lambda: [one["action"] for one in explain(site)["decisions"]] == ["archive"], "nothing stands in its way")
    restart(site, TIGHT)
    rule(site, "free", "--action", "delete", "--threshold", "amber", "--status", "any")
    eventually(lambda: nearline(site) == uids(site.large[1:]), "what no note refers to goes")
    told = explain(site)
    assert len(told["why_gone"]) == 1 and "2 objects" in told["why_gone"][0] and "by rule free" in told["why_gone"][0]
    assert any("are key groups, which stay" in why for why in told["why_here"])
    assert told["cached"]["key_group_bytes"] == len(before[site.large[0].SOPInstanceUID])
    assert site.api.get(f"/api/studies/{site.study.uid}/autopilot")["why_gone"] == told["why_gone"]

    restart(site, {**TIGHT, "KINOTE_AUTOPILOT_KEY_GROUP_PERCENT": "10"})
    eventually(lambda: nearline(site) == uids(site.large), "it takes more than its share")
    assert site.cache_files() == []
    restart(site, ROOMY)
    assert site.json("retrieve", site.study.uid)["jobs"]
    eventually(lambda: not nearline(site), "all is back")
    for uid, content in site.stored_objects().items():
        if uid in before:
            assert objects.data_set_bytes(content) == objects.data_set_bytes(before[uid])
    site.check_objects()
    eventually(lambda: explain(site)["cached"]["file_bytes"] > 0, "it is counted again")
    eventually(lambda: site.json("exceptions") == [], "nobody need look")


def test_what_is_not_archived_and_what_a_job_is_about_stays_and_says_why(site_with_study, vault):
    site = site_with_study
    restart(site, TIGHT)
    rule(site, "free", "--action", "delete", "--threshold", "amber", "--status", "any")
    eventually(lambda: any(one["action"] == "kept" and "no archive has it" in one["reason"]
                           for one in explain(site)["decisions"]), "it is kept")
    assert not nearline(site)
    told = eventually(lambda: site.json("exceptions"), "a person is told")
    assert [one["cause"] for one in told] == ["task_failed"] and "the cache is red" in told[0]["message"]
    set_destination(site, 1)
    site.run(("queues", "halt"), "SEND_NORTH")
    send(site, wait=0, exit_code=None)
    eventually(lambda: [one for one in explain(site)["jobs"] if one["kind"] == "SEND"], "a job is about it")
    site.json("archive", site.study.uid, "--wait", 60)
    eventually(lambda: site.rows.one("SELECT count(*) FROM delivery WHERE state = 'committed'") == 5, "all is committed")
    told = eventually(lambda: [why for why in explain(site)["why_here"] if "SEND is new" in why] and explain(site), "held")
    assert not nearline(site) and not told["unarchived"]
    site.json(("jobs", "abandon"), told["jobs"][0]["id"])
    eventually(lambda: nearline(site) == uids(site.large[1:]), "nothing keeps it")


def test_a_dry_run_changes_nothing_and_says_what_would_go(site_with_study, vault):
    site = site_with_study
    restart(site, ROOMY)
    archive_by_rule(site)
    await_counted(site, 1)
    rule(site, "free", "--action", "delete", "--threshold", "amber", "--status", "any")
    assert site.json(("autopilot", "run"), "--dry-run", environment=ROOMY)["freeing"] == [], "green"
    site.wait_for_queue("STORE_VAULT")
    shown = site.json(("autopilot", "run"), "--dry-run", environment=TIGHT)["freeing"]
    assert [(one["study_instance_uid"], one["goes"], one["objects"], one["rule"]) for one in shown] == \
        [(site.study.uid, True, 2, "free")]
    assert site.api.request("/api/autopilot/run?dryRun=true", "POST").json["freeing"] == []
    status = site.json(("autopilot", "status"), environment=TIGHT)
    assert status["pressure"] == "red" and status["bytes_to_free"] > 0 and status["forecast"]["red_at"]
    table = site.run(("autopilot", "status"), environment=TIGHT).output
    assert not re.search(r"\dE\d", table), table
    assert site.api.get("/api/autopilot")["pressure"] == "green"
    assert not nearline(site)


def test_the_status_of_a_study_is_set_by_command_and_api(server, tmp_path):
    study = objects.Study()
    server.take_in(save(tmp_path / "objects", objects.image(study, size=LARGE)))
    restart(server, ROOMY)
    await_counted(server, 1)
    assert explain(server, study)["cached"]["status"] == "receiving"
    verified = server.json(("autopilot", "verify"), study.uid, environment=ROOMY)["cached"]
    assert verified["status"] == "verified" and verified["verified_by"]
    path = f"/api/studies/{study.uid}/verified"
    assert server.api.request(path, "DELETE").json["cached"]["status"] == "receiving"
    assert server.api.request(path, "PUT").json["cached"]["status"] == "verified"
    server.take_in(save(tmp_path / "more", objects.image(study)))
    eventually(lambda: explain(server, study)["cached"]["status"] == "receiving", "something came after it")
    assert server.run(("autopilot", "verify"), "1.2.3.4").exit_code == 3


def test_why_a_purged_study_went_is_known(server, tmp_path):
    study = objects.Study()
    server.take_in(save(tmp_path / "objects", objects.image(study, size=LARGE)))
    restart(server, {**ROOMY, "KINOTE_DELETION_PURGE_AFTER_HOURS": "0", "KINOTE_DELETION_PURGE_INTERVAL_SECONDS": "1"})
    await_counted(server, 1)
    server.json(("deletions", "mark"), "--study", study.uid)
    told = eventually(lambda: explain(server, study)["why_gone"] and explain(server, study), "it is purged")
    assert "1 objects" in told["why_gone"][0] and "it was marked for deletion" in told["why_gone"][0]
    eventually(lambda: server.json(("autopilot", "status"), environment=ROOMY)["file_bytes"] == 0, "and counted out")


def test_rules_are_set_listed_and_removed_and_wrong_ones_refused(server):
    assert server.json(("autopilot", "rules"))["rules"] == []
    made = rule(server, "old", "--action", "delete", "--source", "NORTH", "--threshold", "red", "--status", "complete",
                "--exported", "yes", "--hours-since-created", 720)
    assert server.api.get("/api/autopilot/rules")["rules"] == made and made[0]["set_by"]
    for words, code in ((["--action", "shred"], 2), (["--action", "delete", "--status", "done"], 2),
                        (["--action", "archive"], 2), (["--action", "archive", "--archive", "NOWHERE"], 3)):
        done = server.run(("autopilot", "rules", "set"), "wrong", *words)
        assert done.exit_code == code, done
    assert server.run(("autopilot", "rules", "remove"), "old").exit_code == 0
    assert server.run(("autopilot", "rules", "remove"), "old").exit_code == 3
    listed = server.run(("autopilot", "rules", "list"))
    assert listed.exit_code == 0 and "old" not in listed.output


@pytest.mark.parametrize("key, other", [("RED_HOURS", "AMBER_HOURS"), ("RED_HOURS_AT_NIGHT", "AMBER_HOURS_AT_NIGHT")])
def test_a_red_threshold_above_amber_is_refused(sqlite_site, key, other):
    refused = sqlite_site.run(("config", "check"), environment={f"KINOTE_AUTOPILOT_{key}": "30",
                                                               f"KINOTE_AUTOPILOT_{other}": "20"})
    assert refused.exit_code == 2 and f"autopilot.{key.lower()} (30) must not be above" in refused.errors, refused


def test_who_looks_at_a_study_fetches_it_or_has_it_sent_accesses_it(server, tmp_path, ended):  # noqa: F811
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(server, peer.port)
    doors = {
        "rendered": lambda study: server.api.rendered(study.image.SOPInstanceUID),
        "WADO-RS": lambda study: server.api.request(f"/dicom-web/studies/{study.uid}"),
        "WADO-RS of attributes": lambda study: server.api.request(f"/dicom-web/studies/{study.uid}/metadata"),
        "WADO-RS of pictures": lambda study: server.api.request(f"/dicom-web/studies/{study.uid}/thumbnail"),
        "C-GET": lambda study: get_study(server, tmp_path / "got", study=study),
        "C-MOVE": lambda study: move_study(server, "STORESCP", study),
        "SEND": lambda study: send(server, study=study),
    }
    studies = {door: objects.Study(patient_id=f"P-{door}") for door in (*doors, "none")}
    for study in studies.values():
        study.image = objects.image(study)
    server.take_in(save(tmp_path / "objects", *(study.image for study in studies.values())))
    restart(server, ROOMY)
    eventually(lambda: len(accesses(server)) == len(studies), "each is known as cached")
    before = accesses(server)
    for door, act in doors.items():
        act(studies[door])
        eventually(lambda: accesses(server)[studies[door].uid] > before[studies[door].uid], f"{door} is an access")
    assert accesses(server)[studies["none"].uid] == before[studies["none"].uid]


def accesses(site):
    """When each study was accessed last."""
    return dict(site.rows.all("SELECT s.study_instance_uid, c.last_access_ms FROM cached_study c "
                              "JOIN study s ON s.id = c.study"))
