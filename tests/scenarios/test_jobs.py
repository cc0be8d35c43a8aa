"""Queues and jobs as an operator sees and steers them."""

import json

import objects
from kinote_site import OBJECT_CREATOR, eventually

JOB_KEYS = {"id", "kind", "queue", "state", "subject", "priority", "attempts", "created_at", "error"}
STATES = {"new", "waiting", "in_progress", "retry", "suspended", "error"}


def bring_kosds(site, folder, count=3):
    study = objects.Study()
    made = [objects.kosd(study, [objects.image(study, size=200)], f"note {number}") for number in range(count)]
    site.take_in(*objects.write(folder, *made))
    return study, [str(one.SOPInstanceUID) for one in made]


def jobs(site, *words):
    return site.json(("jobs", "list"), *words)


def queue(site, name=OBJECT_CREATOR):
    return next(one for one in site.json(("queues", "list")) if one["name"] == name)


def test_jobs_and_queues_have_the_agreed_form(site, tmp_path):
    _, uids = bring_kosds(site, tmp_path / "in")
    listed = jobs(site)
    assert {job["subject"] for job in listed} == set(uids)
    for job in listed:
        assert JOB_KEYS <= set(job)
        assert (job["kind"], job["queue"], job["state"]) == ("REGISTER_KOSD", OBJECT_CREATOR, "new")
        assert job["attempts"] == 0 and job["error"] is None
    shown = queue(site)
    assert shown["state"] == "running" and STATES <= set(shown) and not {"done", "abandoned"} & set(shown)
    assert shown["new"] == 3 and sum(shown[state] for state in STATES) == 3


def test_lists_are_shown_where_no_action_is_named(site, tmp_path):
    _, uids = bring_kosds(site, tmp_path / "in")
    for command, words in (("jobs", uids), ("queues", [OBJECT_CREATOR, *(state.replace("_", " ") for state in STATES)]),
                           ("exceptions", ["object", "what to do"])):
        done = site.run(command)
        assert done.exit_code == 0 and all(word in done.output for word in words), done
    assert site.json("jobs") == jobs(site)


def test_a_halted_queue_takes_nothing_and_a_started_one_goes_on(site, tmp_path):
    study, _ = bring_kosds(site, tmp_path / "in")
    assert site.run(("queues", "halt"), OBJECT_CREATOR).exit_code == 0
    site.start()
    eventually(lambda: queue(site)["state"] == "halted", "halted")
    waited = site.run(("queues", "wait"), OBJECT_CREATOR, "--timeout", 1)
    assert waited.exit_code == 3, waited
    assert site.api.notes(study.uid) == [] and queue(site)["new"] == 3
    assert site.run(("queues", "start"), OBJECT_CREATOR).exit_code == 0
    assert site.run(("queues", "wait"), OBJECT_CREATOR, "--timeout", 120).exit_code == 0
    assert len(site.api.notes(study.uid)) == 3 and len(jobs(site, "--state", "done")) == 3


def test_a_halt_stands_over_restarts(site, tmp_path):
    site.start()
    assert site.run(("queues", "halt"), OBJECT_CREATOR).exit_code == 0
    site.stop()
    site.start()
    eventually(lambda: queue(site)["state"] == "halted", "halted")


def test_waiting_for_an_empty_queue_ends_at_once_and_for_an_unknown_one_fails(site):
    site.start()
    assert site.run(("queues", "wait"), OBJECT_CREATOR, "--timeout", 0).exit_code == 0
    for action in ("wait", "halt", "start"):
        done = site.run(("queues", action), "NO_SUCH_QUEUE")
        assert done.exit_code in (2, 3) and "NO_SUCH_QUEUE" in done.errors, done


def test_lists_filter_with_wildcards(site, tmp_path):
    _, uids = bring_kosds(site, tmp_path / "in")
    every = {job["subject"] for job in jobs(site)}
    assert every == set(uids)
    assert {job["subject"] for job in jobs(site, "--kind", "REGISTER*")} == every
    assert {job["subject"] for job in jobs(site, "--queue", "MVF_*", "--state", "new")} == every
    assert jobs(site, "--state", "done") == [] and jobs(site, "--kind", "CREATE*") == []
    assert [job["subject"] for job in jobs(site, "--subject", uids[1])] == [uids[1]]
    assert [job["subject"] for job in jobs(site, "--subject", uids[1][:-2] + "??")] == [uids[1]]
    assert jobs(site, "--subject", "%") == [] and jobs(site, "--subject", "_" * len(uids[0])) == []
    assert len(jobs(site, "--limit", 2)) == 2


def spoil(site, uid):
    """Takes the bytes of a stored object away, as a failing disk would. Gives what puts them back."""
    path, size = site.rows.row(f"SELECT path, size FROM instance WHERE sop_instance_uid = '{uid}'")
    file = site.data / "cache" / path
    content = file.read_bytes()
    assert len(content) == size
    file.write_bytes(b"")
    return lambda: file.write_bytes(content)


def of_jobs(exceptions):
    """Without what the search for lost files says of the same damage."""
    return [one for one in exceptions if one["cause"] != "damaged_here"]


def bring_failing_job(site, folder):
    """A job whose object is damaged. Gives the study, the object, and what mends it."""
    file = folder / "site.toml"
    folder.mkdir()
    file.write_text("[cache]\nmost_kilobytes_in_database = 0\n")
    site.take_in("--config", file, folder.parent / "nothing", exit_code=3)
    site.run(("queues", "halt"), OBJECT_CREATOR)
    study = objects.Study()
    made = objects.kosd(study, [objects.image(study)], "damaged")
    site.take_in("--config", file, *objects.write(folder / "in", made))
    mend = spoil(site, made.SOPInstanceUID)
    site.start("--config", file)
    site.run(("queues", "start"), OBJECT_CREATOR)
    return study, str(made.SOPInstanceUID), mend


def test_a_failed_job_is_raised_and_can_be_retried(site, tmp_path):
    study, uid, mend = bring_failing_job(site, tmp_path / "failing")
    failed = eventually(lambda: jobs(site, "--state", "error"), "the job in Error")[0]
    assert failed["subject"] == uid and failed["error"]
    assert site.run(("queues", "wait"), OBJECT_CREATOR, "--timeout", 0).exit_code == 0, "Error is not outstanding"
    raised, = [one for one in site.api.exceptions() if one["job"] == failed["id"]]
    assert raised["study_instance_uid"] == study.uid and raised["sop_instance_uid"] == uid
    assert raised["cause"] and raised["message"] and f"kinote jobs retry {failed['id']}" in raised["remedy"]
    table = site.run("exceptions").output
    assert uid in table and raised["study_instance_uid"] in table
    assert [one["id"] for one in of_jobs(site.json(("exceptions", "list")))] == [raised["id"]]
    assert site.run(("exceptions", "acknowledge"), raised["id"]).exit_code == 0
    assert of_jobs(site.api.exceptions())[0]["state"] == "acknowledged"

    mend()
    done = site.run(("jobs", "retry"), failed["id"])
    assert done.exit_code == 0, done
    site.wait_until_registered()
    assert [note["description"] for note in site.api.notes(study.uid)] == ["damaged"]
    assert of_jobs(site.api.exceptions()) == [], "what is mended is closed"
    assert jobs(site, "--subject", uid)[0]["state"] == "done"


def test_a_failed_job_can_be_abandoned(site, tmp_path):
    study, uid, mend = bring_failing_job(site, tmp_path / "failing")
    failed = eventually(lambda: jobs(site, "--state", "error"), "the job in Error")[0]
    assert site.run(("jobs", "abandon"), failed["id"]).exit_code == 0
    assert jobs(site, "--subject", uid)[0]["state"] == "abandoned"
    assert of_jobs(site.api.exceptions()) == []
    site.stop()
    mend()
    site.start()
    assert site.api.notes(study.uid) == []


def test_a_failed_job_hinders_no_other(site, tmp_path):
    bring_failing_job(site, tmp_path / "failing")
    study, _ = bring_kosds(site, tmp_path / "good")
    site.wait_for_queue()
    assert len(site.api.notes(study.uid)) == 3


def test_retry_and_abandon_name_what_they_cannot_do(site, tmp_path):
    bring_kosds(site, tmp_path / "in")
    site.start()
    site.wait_until_registered()
    done = jobs(site)[0]
    for action in ("retry", "abandon"):
        refused = site.run(("jobs", action), done["id"])
        assert refused.exit_code in (1, 3) and str(done["id"]) in refused.errors + refused.output, refused
        missing = site.run(("jobs", action), 999999)
        assert missing.exit_code in (1, 3) and "999999" in missing.errors + missing.output, missing
    assert {job["state"] for job in jobs(site)} == {"done"}


def test_jobs_can_be_abandoned_before_they_run(site, tmp_path):
    bring_kosds(site, tmp_path / "in")
    assert site.run(("queues", "halt"), OBJECT_CREATOR).exit_code == 0
    ids = [job["id"] for job in jobs(site)]
    assert site.run(("jobs", "abandon"), *ids).exit_code == 0
    site.start()
    site.run(("queues", "start"), OBJECT_CREATOR)
    site.wait_for_queue()
    assert len(jobs(site, "--state", "abandoned")) == 3


def test_the_job_of_a_worker_that_died_is_taken_by_another(site, tmp_path):
    """As a server leaves it that was cut off in the middle of a job and never came back."""
    study, _ = bring_kosds(site, tmp_path / "in", count=1)
    site.rows.execute("UPDATE job SET state = 'in_progress', worker = 'gone-1', lease_until_ms = 1, attempts = 1")
    site.start()
    site.wait_until_registered()
    job, = jobs(site)
    assert job["state"] == "done" and job["attempts"] == 2
    assert len(site.api.notes(study.uid)) == 1


def test_arrivals_by_a_command_are_registered_without_waiting_for_a_sweep(site, tmp_path):
    """A wake-up does not reach a server from another process: polling heals that within seconds."""
    file = tmp_path / "site.toml"
    file.write_text("[sweep]\ninterval_seconds = 86400\n")
    site.start("--config", file)
    study, _ = bring_kosds(site, tmp_path / "in")
    eventually(lambda: len(site.api.notes(study.uid)) == 3, "registered", limit=30)


def test_history_is_searched_by_study_cause_and_day(site, tmp_path):
    study, uids = bring_kosds(site, tmp_path / "in")
    other, _ = bring_kosds(site, tmp_path / "more", count=1)
    site.start()
    site.wait_until_registered()
    assert {job["subject"] for job in jobs(site, "--study", study.uid)} == set(uids)
    assert len(jobs(site, "--study", other.uid, "--state", "done")) == 1 and jobs(site, "--study", other.uid, "--state", "new") == []
    assert {job["subject"] for job in jobs(site, "--study", study.uid[:-1] + "?")} == set(uids)
    assert {job["subject"] for job in jobs(site, "--study", "*" + study.uid[-12:], "--state", "done")} == set(uids)
    assert jobs(site, "--cause", "*") == [] and len(jobs(site, "--since", "2020-01-01")) == 4
    assert jobs(site, "--until", "2020-01-01") == jobs(site, "--since", "2999-01-01") == []
    assert site.run(("jobs", "list"), "--since", "yesterday").exit_code == 2
    found = site.api.get("/api/jobs", study=study.uid, kind="REGISTER*", since="2020-01-01", until="2999-01-01")["jobs"]
    assert {job["subject"] for job in found} == set(uids)
    assert "until" in site.api.get("/api/jobs", status=400, until="soon")["error"]["message"]


def post(site, path, body=None, status=200):
    answer = site.api.request(path, "POST", {"Content-Type": "application/json"}, None if body is None else json.dumps(body))
    assert answer.status == status, (path, answer)
    return answer.json


def test_queues_jobs_and_exceptions_are_steered_over_the_api(site, tmp_path):
    study, uid, mend = bring_failing_job(site, tmp_path / "failing")
    failed = eventually(lambda: jobs(site, "--state", "error"), "the job in Error")[0]["id"]
    raised, = of_jobs(site.api.exceptions())
    assert post(site, f"/api/exceptions/{raised['id']}/acknowledge") == {"id": raised["id"], "state": "acknowledged"}
    post(site, f"/api/exceptions/{raised['id']}/acknowledge", status=404)
    assert of_jobs(site.api.exceptions())[0]["state"] == "acknowledged"
    assert post(site, f"/api/queues/{OBJECT_CREATOR}/halt") == {"name": OBJECT_CREATOR, "state": "halted"}
    assert queue(site)["state"] == "halted"
    assert post(site, f"/api/jobs/{failed}/abandon")["state"] == "abandoned"
    assert of_jobs(site.api.exceptions()) == []
    post(site, f"/api/jobs/{failed}/abandon", status=403)
    assert post(site, f"/api/jobs/{failed}/retry")["state"] == "new"
    mend()
    assert post(site, f"/api/queues/{OBJECT_CREATOR}/start")["state"] == "running"
    eventually(lambda: site.api.notes(study.uid), "registered")


def test_many_jobs_are_steered_at_once_over_the_api_and_a_dry_run_does_nothing(site, tmp_path):
    bring_kosds(site, tmp_path / "in", count=5)
    site.run(("queues", "halt"), OBJECT_CREATOR)
    site.start()
    told = site.json(("jobs", "abandon"), "--all", "--queue", "MVF_*", "--dry-run")
    assert (told["count"], len(told["abandoned"]), told["dry_run"]) == (5, 5, True)
    assert post(site, "/api/jobs/abandon?dryRun=true", {"kind": "REGISTER_KOSD"}) == {"count": 5, "refused": 0, "dry_run": True}
    assert queue(site)["new"] == 5, "nothing was done"
    assert post(site, "/api/jobs/abandon", {"kind": "CREATE*"})["count"] == 0
    asked = site.api.request("/api/jobs/abandon", "POST", {"Content-Type": "application/json"}, "{}")
    assert asked.status == 400 and "at least one" in asked.json["error"]["message"]
    assert post(site, "/api/jobs/abandon", {"queue": OBJECT_CREATOR, "kind": "REGISTER_KOSD", "state": "new"})["count"] == 5
    assert post(site, "/api/jobs/retry", {})["count"] == 0, "what was given up is named to be taken up again"
    assert post(site, "/api/jobs/retry", {"state": "abandoned"})["count"] == 5
    assert queue(site)["new"] == 5
    assert site.rows.one("SELECT count(*) FROM audit_event WHERE action = 'job_abandoned'") == 5


def test_jobs_are_retried_by_the_cause_of_their_exceptions(site, tmp_path):
    _, uid, mend = bring_failing_job(site, tmp_path / "failing")
    eventually(lambda: jobs(site, "--state", "error"), "the job in Error")
    cause = of_jobs(site.api.exceptions())[0]["cause"]
    assert site.json(("jobs", "retry"), "--all", "--cause", "another")["count"] == 0
    mend()
    assert post(site, "/api/jobs/retry", {"cause": cause})["count"] == 1
    site.wait_until_registered()
    assert jobs(site, "--subject", uid)[0]["state"] == "done"


def test_jobs_are_suspended_and_resumed_by_command_and_over_the_api_and_over_a_restart(site, tmp_path):
    study, uids = bring_kosds(site, tmp_path / "in")
    site.run(("queues", "halt"), OBJECT_CREATOR)
    one, *others = [job["id"] for job in jobs(site)]
    assert site.run(("jobs", "suspend"), one).exit_code == 0
    site.start()
    assert post(site, f"/api/jobs/{others[0]}/suspend")["state"] == "suspended"
    post(site, f"/api/jobs/{others[0]}/suspend", status=403)
    site.run(("queues", "start"), OBJECT_CREATOR)
    eventually(lambda: len(site.api.notes(study.uid)) == 1, "what is not suspended goes on")
    site.stop()
    site.start()
    assert site.run(("queues", "wait"), OBJECT_CREATOR, "--timeout", 60).exit_code == 0, "a person must act, the queue need not"
    assert (queue(site)["suspended"], queue(site)["state"]) == (2, "running")
    assert len(site.api.notes(study.uid)) == 1
    refused = site.run(("jobs", "resume"), jobs(site, "--state", "done")[0]["id"])
    assert refused.exit_code == 3 and "only suspended ones" in refused.errors
    assert post(site, f"/api/jobs/{one}/resume")["state"] in ("new", "in_progress", "done")
    assert site.json(("jobs", "resume"), "--all", "--queue", "MVF_*")["resumed"] == [others[0]]
    eventually(lambda: len(site.api.notes(study.uid)) == 3, "registered")
    assert post(site, "/api/jobs/suspend", {"queue": OBJECT_CREATOR})["count"] == 0, "they have ended"
    assert site.api.request("/api/jobs/suspend", "POST", {"Content-Type": "application/json"}, "{}").status == 400
    assert site.rows.one("SELECT count(*) FROM audit_event WHERE action = 'job_resumed'") == 2


def test_a_mark_gives_up_a_suspended_job(site, tmp_path):
    study, uids = bring_kosds(site, tmp_path / "in", count=2)
    site.run(("queues", "halt"), OBJECT_CREATOR)
    assert site.json(("jobs", "suspend"), "--all", "--kind", "REGISTER_KOSD")["count"] == 2
    site.json(("deletions", "mark"), "--study", study.uid, "--object", uids[0])
    assert sorted(job["state"] for job in jobs(site)) == ["abandoned", "suspended"]
    assert jobs(site, "--subject", uids[0])[0]["state"] == "abandoned"


def test_a_halt_is_in_progress_until_the_last_job_has_ended_or_its_lease_has_run_out(site, tmp_path):
    bring_kosds(site, tmp_path / "in", count=2)
    site.rows.execute("UPDATE job SET state = 'in_progress', worker = 'elsewhere-1', lease_until_ms = 99999999999999")
    assert site.json(("queues", "halt"), OBJECT_CREATOR) == {"name": OBJECT_CREATOR, "state": "halt_in_progress"}
    site.start()  # another node than the one that has them: it says the same
    assert queue(site)["state"] == "halt_in_progress"
    assert post(site, f"/api/queues/{OBJECT_CREATOR}/halt") == {"name": OBJECT_CREATOR, "state": "halt_in_progress"}
    assert "halt in progress" in site.run("queues").output
    first = jobs(site)[0]["id"]
    site.rows.execute(f"UPDATE job SET state = 'done', worker = NULL, lease_until_ms = NULL WHERE id = {first}")
    assert queue(site)["state"] == "halt_in_progress"
    site.rows.execute("UPDATE job SET lease_until_ms = 1 WHERE state = 'in_progress'")
    assert queue(site)["state"] == "halted"
    eventually(lambda: queue(site)["retry"] == 1, "taken from the dead worker, and kept")
    assert site.json(("queues", "start"), OBJECT_CREATOR)["state"] == "running"
    site.wait_until_registered()


def test_a_queue_in_which_none_moves_is_stalled_by_itself_and_no_more_once_one_does(site, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text("[jobs]\nstalled_seconds = 2\n")
    site.take_in(tmp_path / "nothing", exit_code=3)
    site.rows.execute("INSERT INTO queue (name, state, changed_ms) VALUES ('IDLE', 'running', 0)")
    site.rows.execute("INSERT INTO job (queue, kind, subject, study_instance_uid, arguments, state, priority, attempts, "
                      "run_after_ms, created_ms) VALUES ('IDLE', 'SEND', '0', '', '{}', 'new', 50, 0, 0, 0)")
    site.start("--config", file)
    eventually(lambda: queue(site, "IDLE")["state"] == "stalled", "stalled")
    assert queue(site)["state"] == "running", "nothing waits there"
    raised, = site.api.exceptions()
    assert raised["cause"] == "queue_stalled" and "IDLE" in raised["message"] and "no worker" in raised["message"]
    assert "kinote serve" in raised["remedy"]
    shown = eventually(lambda: [one for one in site.api.get("/api/summary")["queues"] if one["state"] == "stalled"], "summary")
    assert [one["name"] for one in shown] == ["IDLE"]
    assert site.run(("jobs", "abandon"), jobs(site, "--queue", "IDLE")[0]["id"]).exit_code == 0
    eventually(lambda: queue(site, "IDLE")["state"] == "running" and site.api.exceptions() == [], "closed by itself")


def test_how_a_queue_tries_again_is_set_by_cause(site, tmp_path):
    study, _ = bring_kosds(site, tmp_path / "in", count=1)
    set_manual = ("--cause", "worker_died", "--retry", "manual")
    told = site.json(("retries", "set"), OBJECT_CREATOR, *set_manual)
    assert (told["cause"], told["retry"], told["source"]) == ("worker_died", "manual", "person")
    assert site.json("retries") == [told]
    table = site.run(("retries", "list")).output
    assert "source" in table and "person" in table, table
    at_once = site.run(("retries", "set"), OBJECT_CREATOR, "--retry", "automatic", "--interval", 0)
    assert at_once.exit_code == 2 and "a second at least" in at_once.errors, at_once
    lost = "UPDATE job SET state = 'in_progress', worker = 'gone-1', lease_until_ms = 1, attempts = 1"
    site.rows.execute(lost)
    site.start()
    assert eventually(lambda: jobs(site, "--state", "error"), "a person decides")[0]["attempts"] == 1
    assert site.api.exceptions()[0]["cause"] == "worker_died"
    assert site.api.get("/api/retries") == {"retries": [told]}
    refused = site.run(("retries", "set"), OBJECT_CREATOR, "--cause", "corrupt", "--retry", "automatic")
    assert refused.exit_code == 2 and "worker_died" in refused.errors
    assert site.run(("retries", "set"), "NO_SUCH_QUEUE", *set_manual).exit_code == 3
    assert site.run(("retries", "remove"), OBJECT_CREATOR, "--cause", "worker_died").exit_code == 0
    assert site.run(("retries", "remove"), OBJECT_CREATOR, "--cause", "worker_died").exit_code == 3
    site.run(("jobs", "retry"), jobs(site)[0]["id"])
    site.wait_until_registered()
    assert len(site.api.notes(study.uid)) == 1


def test_a_configuration_file_says_how_a_queue_tries_again_and_nobody_else(site, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text(f"[retries.{OBJECT_CREATOR}.any]\nretry = 'none'\n[retries.NOT_YET.any]\nretry = 'none'\n")
    site.start("--config", file)
    rule, = site.api.get("/api/retries")["retries"]
    assert (rule["queue"], rule["cause"], rule["retry"], rule["source"]) == (OBJECT_CREATOR, "any", "none", "file")
    assert site.run(("retries", "set"), OBJECT_CREATOR, "--retry", "manual").exit_code == 3
    answer = site.api.request(f"/api/retries/{OBJECT_CREATOR}/any", "DELETE")
    assert answer.status == 403 and "configuration file" in answer.json["error"]["message"]
    site.stop()
    file.write_text("[jobs]\nafter_failed_send = 'sometimes'\n")
    assert "after_failed_send" in site.run(("config", "check"), "--config", file).errors
    file.write_text(f"[retries.{OBJECT_CREATOR}.corrupt]\nretry = 'automatic'\n")
    assert "corrupt" in site.run(("config", "check"), "--config", file).errors
    site.start()
    assert site.api.get("/api/retries") == {"retries": []}
