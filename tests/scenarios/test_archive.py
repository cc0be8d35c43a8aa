"""PACS Store and Remember: studies go to an archive, leave the cache, and come back from it, whatever it does."""

import json

import objects
from archive_site import (LARGE, archive, availability, free, freed, is_back, nearline, set_sender, set_vault,
                          site_with_study, uids, vault)  # noqa: F401  (fixtures)
from commitment_peer import ask, request_of
from kinote_site import eventually
from test_commitment import restart
from test_create_kosd import kosds, save
from test_send import send, set_destination, visible


def test_a_study_is_archived_freed_and_comes_back(site_with_study, vault):
    site = site_with_study
    done = archive(site)
    assert done["delivered"] == 5 and len(kosds(site)) == 1, "with its KOSD"
    before = site.stored_objects()
    assert free(site, "--dry-run") == {
        "study_instance_uid": site.study.uid, "freed": False, "objects": 3,
        "bytes": sum(len(before[one.SOPInstanceUID]) for one in site.large), "unarchived": [], "jobs": []}
    assert not nearline(site) and len(site.cache_files()) == 3
    assert free(site)["freed"] and nearline(site) == uids(site.large) and site.cache_files() == []
    audit = site.rows.all("SELECT action, study_instance_uid, details FROM audit_event WHERE action = 'cache_freed'")
    assert [(action, study, json.loads(details)["objects"]) for action, study, details in audit] == \
        [("cache_freed", site.study.uid, 3)]
    assert free(site)["objects"] == 0, "a second time"
    assert site.json("retrieve", site.study.uid)["jobs"]
    site.wait_for_queue("RETRIEVE_VAULT")
    is_back(site, before)
    assert site.json("retrieve", site.study.uid)["jobs"] == []
    assert free(site)["objects"] == 3, "the ledger knows what came back"
    assert site.json("exceptions") == []


def test_what_is_not_committed_stays_and_is_named(site_with_study, vault, tmp_path):
    site = site_with_study
    shown = free(site, exit_code=3)
    assert not shown["freed"] and {one["reason"] for one in shown["unarchived"]} == {"no archive has it"}
    assert {one["sop_instance_uid"] for one in shown["unarchived"]} == visible(site)
    archive(site)
    late = objects.image(site.study, size=LARGE)
    site.take_in(save(tmp_path / "late", late))
    shown = free(site, exit_code=3)
    assert [one["sop_instance_uid"] for one in shown["unarchived"]] == [late.SOPInstanceUID]
    site.json(("deletions", "mark"), "--study", site.study.uid, "--object", late.SOPInstanceUID)
    assert free(site)["objects"] == 3, "what is hidden is not asked about"
    assert len(site.cache_files()) == 1, "and stays"


def test_a_study_that_a_job_is_about_stays(site_with_study, vault):
    site = site_with_study
    archive(site)
    set_destination(site, 1)
    site.run(("queues", "halt"), "SEND_NORTH")
    send(site, wait=0, exit_code=None)
    shown = free(site, exit_code=3)
    assert [(job["kind"], job["state"]) for job in shown["jobs"]] == [("SEND", "new")] and not shown["unarchived"]
    site.json(("jobs", "abandon"), shown["jobs"][0]["id"])
    assert free(site)["freed"]


def test_availability_is_true_in_every_answer(site_with_study, vault):
    site = site_with_study

    def told():
        study, series = site.study.uid, site.study.series_uid
        (listed,) = [one for one in site.api.get("/api/studies")["studies"] if one["study_instance_uid"] == study]
        return (availability(site, "STUDY", StudyInstanceUID=study),
                availability(site, "SERIES", StudyInstanceUID=study, SeriesInstanceUID=series),
                availability(site, "IMAGE", StudyInstanceUID=study, SeriesInstanceUID=series,
                             SOPInstanceUID=site.large[0].SOPInstanceUID),
                availability(site, "IMAGE", StudyInstanceUID=study, SeriesInstanceUID=series,
                             SOPInstanceUID=site.small.SOPInstanceUID),
                listed["availability"], site.api.notes(study)[0]["references"][0]["availability"])

    assert told() == ({"ONLINE"}, {"ONLINE"}, {"ONLINE"}, {"ONLINE"}, "ONLINE", "ONLINE")
    freed(site)
    assert told() == ({"NEARLINE"}, {"NEARLINE"}, {"NEARLINE"}, {"ONLINE"}, "NEARLINE", "NEARLINE")
    site.json("retrieve", site.study.uid)
    site.wait_for_queue("RETRIEVE_VAULT")
    assert told() == ({"ONLINE"}, {"ONLINE"}, {"ONLINE"}, {"ONLINE"}, "ONLINE", "ONLINE")


def test_an_archive_that_is_away_and_comes_back(site_with_study, vault):
    site = site_with_study
    before = freed(site)
    port = vault.dicom_port
    vault.kill()
    (job,) = site.json("retrieve", site.study.uid)["jobs"]
    eventually(lambda: site.rows.one(f"SELECT attempts FROM job WHERE id = {job}") > 1, "it was tried again")
    assert nearline(site) == uids(site.large)
    vault.start(ports=("--dicom-port", port, "--http-port", "0"))
    is_back(site, before)
    assert site.json("exceptions") == []


def test_an_archive_that_sends_half(site_with_study, vault):
    site = site_with_study
    before = freed(site)
    set_vault(site, vault.dicom_port, "--most-attempts", 2)
    lost = site.large[2].SOPInstanceUID
    mark = ("--study", site.study.uid, "--object", lost)
    vault.json(("deletions", "mark"), *mark)
    (job,) = site.json("retrieve", site.study.uid)["jobs"]
    exception = eventually(lambda: site.json("exceptions"), "a person is told")[0]
    assert nearline(site) == {lost}
    assert site.study.uid in exception["message"] and "VAULT sent back" in exception["message"]
    vault.json(("deletions", "undo"), *mark)
    site.json(("jobs", "retry"), job)
    is_back(site, before)
    eventually(lambda: site.json("exceptions") == [], "nothing is open")


def test_what_was_deleted_here_does_not_come_back(site_with_study, vault):
    site = site_with_study
    freed(site)
    hidden = site.large[0].SOPInstanceUID
    site.json(("deletions", "mark"), "--study", site.study.uid, "--object", hidden)
    site.json("retrieve", site.study.uid)
    site.wait_for_queue("RETRIEVE_VAULT")
    assert nearline(site) == {hidden}
    assert {status for status, in vault.rows.all("SELECT state FROM delivery")} == {"delivered"}
    assert hidden not in {uid for uid, in vault.rows.all("SELECT sop_instance_uid FROM delivery")}, "not on the wire"


def test_an_archive_that_nobody_else_stands_in_for_is_not_given_up(site_with_study, vault):
    site = site_with_study
    freed(site)
    for words in (("remove", "VAULT"), ("set", "VAULT", "--ae-title", "KINOTE", "--host", "127.0.0.1")):
        done = site.run(("destinations", words[0]), *words[1:])
        assert done.exit_code == 3 and "kinote retrieve" in done.errors


def test_an_archive_that_does_not_know_where_to_send(site_with_study, vault):
    site = site_with_study
    freed(site)
    vault.json(("destinations", "remove"), "SENDER")
    (job,) = site.json("retrieve", site.study.uid)["jobs"]
    exception = eventually(lambda: site.json("exceptions"), "a person is told")[0]
    assert exception["job"] == job and "A801" in exception["message"] and "as KINOTE" in exception["message"]
    set_sender(vault, site.dicom_port)
    site.json(("jobs", "retry"), job)
    eventually(lambda: not nearline(site), "all is back")


def test_a_restart_between_freeing_and_coming_back(site_with_study, vault):
    site = site_with_study
    before = freed(site)
    restart(site)
    site.json("retrieve", site.study.uid)
    is_back(site, before)
    assert len(site.cache_files()) == 3


def test_a_peer_that_wants_commitment_for_what_is_nearline_gets_it(site_with_study, vault):
    site = site_with_study
    freed(site)
    set_destination(site, 1, name="ASKER", ae_title="SCENARIO")
    assert ask(site.dicom_port, request_of("1.2.3.99", [(one.SOPClassUID, one.SOPInstanceUID) for one in site.large])) == 0
    eventually(lambda: site.rows.all("SELECT failure FROM peer_commitment_item") == [(0,)] * 3, "they were looked at")


def test_an_archive_of_the_configuration_file(server, tmp_path):
    path = tmp_path / "site.toml"
    server.stop()
    path.write_text('[destinations.VAULT]\nae_title = "VAULT"\nhost = "192.0.2.9"\narchive = true\n'
                    'returning_ae_titles = ["VAULT_IN", "VAULT_OUT"]\n')
    server.start("--config", path)
    (vault,) = server.api.get("/api/destinations")["destinations"]
    assert vault["archive"] and vault["storage_commitment"] and vault["source"] == "file"
    assert vault["returning_ae_titles"] == ["VAULT_IN", "VAULT_OUT"]
    assert {"STORE_VAULT", "RETRIEVE_VAULT"} <= {queue["name"] for queue in server.json(("queues", "list"))}
    path.write_text('[destinations.VAULT]\nae_title = "VAULT"\nhost = "192.0.2.9"\narchive = true\n'
                    'storage_commitment = false\n')
    checked = server.run(("config", "check"), "--config", path)
    assert checked.exit_code == 2 and "storage_commitment: must be true" in checked.errors


def test_freeing_and_retrieving_by_the_api(site_with_study, vault):
    site = site_with_study
    path = f"/api/studies/{site.study.uid}"
    refused = site.api.request(f"{path}/free", method="POST")
    assert refused.status == 409 and len(refused.json["unarchived"]) == 4 and not refused.json["freed"]
    archive(site)
    looked = site.api.request(f"{path}/free?dryRun=true", method="POST")
    assert looked.status == 200 and looked.json["objects"] == 3 and not nearline(site)
    assert site.api.request(f"{path}/free?dryRun=yes", method="POST").status == 400 and not nearline(site)
    assert site.api.request(f"{path}/free", method="POST").json["freed"] and len(nearline(site)) == 3
    assert len(site.api.request(f"{path}/retrieve", method="POST").json["jobs"]) == 1
    eventually(lambda: not nearline(site), "all is back")
    assert site.api.request("/api/studies/1.2.3.4/free", method="POST").status == 404


def test_the_only_copy_stays_in_its_archive_until_it_is_purged(site_with_study, vault):
    site = site_with_study
    set_vault(site, vault.dicom_port, "--rejection-notes")
    before = freed(site)
    site.json(("deletions", "mark"), "--study", site.study.uid)
    sent = site.json(("rejections", "sent"))
    assert len(sent) == 1, "of the KOSD and the small image, which are here"
    done = site.json("reconcile", "VAULT", "--wait", 60, exit_code=1)
    assert {one["sop_instance_uid"] for one in done["found"] if one["reason"] == "kept_until_purged"} == uids(site.large)
    site.json(("deletions", "undo"), "--study", site.study.uid)
    assert site.json("retrieve", site.study.uid)["jobs"]
    eventually(lambda: not nearline(site), "all is back")
    stored = site.stored_objects()
    assert all(objects.data_set_bytes(stored[uid]) == objects.data_set_bytes(content) for uid, content in before.items())


def test_a_damaged_copy_is_neither_freed_nor_sent(site_with_study, vault):
    site = site_with_study
    archive(site)
    damaged = site.rows.one("SELECT sop_instance_uid FROM instance WHERE path IS NOT NULL ORDER BY id LIMIT 1")
    path = site.data / "cache" / site.rows.one(f"SELECT path FROM instance WHERE sop_instance_uid = '{damaged}'")
    content = bytearray(path.read_bytes())
    content[-10] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    told = site.run(("cache", "free"), site.study.uid)
    assert told.exit_code == 3 and "SHA-256" in told.errors + told.output and not nearline(site)
    (raised,) = site.json("exceptions")
    assert raised["cause"] == "damaged_here" and damaged in raised["message"]
    set_destination(site, vault.dicom_port, name="NORTH", ae_title="KINOTE")
    assert send(site, exit_code=1)["refused"] == 1
    assert site.rows.one(f"SELECT state FROM delivery JOIN destination ON id = destination WHERE name = 'NORTH' "
                         f"AND sop_instance_uid = '{damaged}'") == "refused"
    assert damaged in {one["sop_instance_uid"] for one in site.json("exceptions") if one["cause"] == "damaged_here"}
