"""The Task Scheduler's tasks as an operator sees and steers them, and as nodes share them."""

import json
import os
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest

from kinote_site import Site, eventually
from postgresql_server import create_database, drop_database

TASK_KEYS = {"name", "state", "schedule", "default_schedule", "allowed_hours", "plan_tag", "set_by", "next_run_at",
             "last_run_at", "last_result", "duration_ms", "paused_by", "paused_at", "asked_by", "asked_at"}
STRAYS = "stray_file_sweep"  # once a day unless it is asked for
SHORT_LEASE = "[tasks]\nlease_seconds = 2\n"


def task(site, name=STRAYS):
    return site.json(("tasks", "show"), name)


def await_run(site, name=STRAYS, after=None):
    """Returns the task once it has ended a run that began after that time."""
    def ended():
        now = task(site, name)
        return now if now["last_run_at"] not in (None, after) and now["state"] not in ("running", "asked") else None
    return eventually(ended, f"{name} has run")


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def leader(site):
    found = site.json(("tasks", "list"))["leader"]
    return found and found["node"]


@pytest.fixture
def nodes(tmp_path):
    """Two servers on one database, with short leases."""
    if "KINOTE_TEST_POSTGRESQL" not in os.environ:
        pytest.skip("nodes share a PostgreSQL")
    url = create_database(os.environ["KINOTE_TEST_POSTGRESQL"])
    file = tmp_path / "site.toml"
    file.write_text(SHORT_LEASE)
    made = [Site(tmp_path / name, database=url) for name in ("one", "other")]
    for site in made:
        site.start("--config", file)
    yield made
    for site in made:
        site.end()
    drop_database(url)


def by_leadership(nodes):
    """The node that leads, and the other."""
    node = eventually(lambda: leader(nodes[0]), "a node leads")
    return sorted(nodes, key=lambda site: (site.data / "node").read_text() != node)


def test_tasks_are_listed_with_their_schedules_and_results(server):
    await_run(server)
    listed = server.json(("tasks", "list"))
    assert {STRAYS, "unregistered_kosd_sweep", "commitment_sweep"} <= {one["name"] for one in listed["tasks"]}
    assert all(TASK_KEYS == set(one) for one in listed["tasks"])
    assert server.api.get("/api/tasks")["leader"]["node"] == (server.data / "node").read_text() == leader(server)
    shown = task(server)
    assert (shown["schedule"], shown["last_result"], shown["state"]) == ("every 1d", "done", "waiting")
    assert server.api.get(f"/api/tasks/{STRAYS}") == shown
    assert next(one for one in server.json("tasks")["tasks"] if one["name"] == "unregistered_kosd_sweep")["schedule"] == "every 5s"
    table = server.run(("tasks", "list")).output
    assert STRAYS in table and "every 1d" in table and leader(server) in table


def test_the_next_runs_of_a_schedule_are_told_before_it_is_set(server):
    def times(**query):
        return server.api.request(f"/api/tasks/{STRAYS}/times?{urlencode(query)}")

    default = times()
    assert default.status == 200 and len(default.json["times"]) == 5, default
    daily = [moment(one) for one in times(schedule="30 2 * * *", allowed_hours="01:00-04:00").json["times"]]
    assert all(later - earlier < timedelta(hours=26) for earlier, later in zip(daily, daily[1:]))
    assert all(one.minute == 30 and one.second == 0 for one in daily)
    for query, word in [({"schedule": "every 5x"}, "schedule"), ({"schedule": "30 2 * * *", "allowed_hours": "03:00-04:00"}, "schedule"),
                        ({"allowed_hours": "5-6"}, "allowed_hours"), ({"schedule": "x" * 201}, "schedule")]:
        answer = times(**query)
        assert answer.status == 400 and word in answer.json["error"]["message"], (query, answer)
    assert task(server)["set_by"] is None
    server.json(("tasks", "set"), STRAYS, "--schedule", "30 2 * * *")
    assert task(server)["next_run_at"] in times(schedule="30 2 * * *").json["times"]


def test_two_people_do_not_overwrite_each_others_schedule(server):
    def put(schedule, tag=None):
        headers = {"Content-Type": "application/json"} | ({"If-Match": tag} if tag else {})
        return server.api.request(f"/api/tasks/{STRAYS}", "PUT", headers, json.dumps({"schedule": schedule}))

    seen = server.api.request(f"/api/tasks/{STRAYS}").headers["ETag"]
    assert seen == f'"{task(server)["plan_tag"]}"'
    assert put("every 2d").status == 428 and put("every 2d", "x").status == 400
    first = put("every 2d", seen)
    assert first.status == 200 and first.headers["ETag"] != seen, first
    second = put("every 3d", seen)
    assert second.status == 412 and second.json["error"]["code"] == "other_version", second
    assert task(server)["schedule"] == "every 2d"
    assert put("every 3d", first.headers["ETag"]).status == 200 and put("", "*").status == 200
    assert task(server)["set_by"] is None


def test_a_task_is_run_by_the_server_when_a_command_or_the_api_asks_for_it(server):
    before = await_run(server)["last_run_at"]
    assert server.run(("tasks", "run"), STRAYS).exit_code == 0
    again = await_run(server, after=before)
    assert again["asked_by"] is None and again["last_result"] == "done"
    answer = server.api.request(f"/api/tasks/{STRAYS}/run", "POST")
    assert answer.status == 200 and answer.json["asked_by"], answer
    await_run(server, after=again["last_run_at"])
    log = [line for line in server.log().splitlines() if "stray files swept" in line]
    assert len(log) == 3


def test_a_run_that_is_asked_for_waits_for_a_server(site):
    site.start()
    before = await_run(site)["last_run_at"]
    site.stop()
    assert leader(site) is None
    assert site.json(("tasks", "run"), STRAYS)["state"] == "asked"
    site.start()
    await_run(site, after=before)


def test_a_paused_task_stays_so_over_a_restart_and_catches_up_once(server):
    before = await_run(server)["last_run_at"]
    assert server.json(("tasks", "pause"), STRAYS)["state"] == "paused"
    assert server.run(("tasks", "pause"), STRAYS).exit_code == 3
    server.rows.execute(f"UPDATE task SET next_run_ms = 0 WHERE name = '{STRAYS}'")
    server.stop()
    server.start()
    other = task(server, "unregistered_kosd_sweep")["last_run_at"]
    await_run(server, "unregistered_kosd_sweep", after=other)
    assert task(server)["last_run_at"] == before and task(server)["paused_by"]
    assert server.run(("tasks", "resume"), STRAYS).exit_code == 0
    await_run(server, after=before)
    assert len([line for line in server.log().splitlines() if "stray files swept" in line]) == 2


def test_a_schedule_that_a_person_set_wins_until_it_is_taken_back(server, tmp_path):
    await_run(server)
    changed = server.json(("tasks", "set"), STRAYS, "--schedule", "30 2 * * *", "--hours", "20:00-06:00")
    assert (changed["schedule"], changed["allowed_hours"]) == ("30 2 * * *", "20:00-06:00") and changed["set_by"]
    assert server.json(("tasks", "set"), STRAYS, "--hours", "")["schedule"] == "30 2 * * *", "what is not named stays"
    server.stop()
    server.start()
    assert task(server)["schedule"] == "30 2 * * *"
    taken_back = server.json(("tasks", "set"), STRAYS, "--default")
    assert (taken_back["schedule"], taken_back["allowed_hours"], taken_back["set_by"]) == ("every 1d", "", None)
    for words in (["--schedule", "every day"], ["--hours", "20-6"], ["--schedule", "0 12 * * *", "--hours", "20:00-06:00"], []):
        done = server.run(("tasks", "set"), STRAYS, *words)
        assert done.exit_code == 2, done
    assert server.run(("tasks", "set"), "nothing", "--default").exit_code == 3


def test_one_node_alone_runs_the_tasks_and_the_other_takes_over_when_it_is_killed(nodes):
    first, second = by_leadership(nodes)
    before = await_run(first)["last_run_at"]
    assert second.run(("tasks", "run"), STRAYS).exit_code == 0, "whichever node is asked"
    before = await_run(second, after=before)["last_run_at"]
    assert first.log().count("stray files swept") == 2 and second.log().count("stray files swept") == 0

    first.kill()
    assert second.run(("tasks", "run"), STRAYS).exit_code == 0
    await_run(second, after=before)
    assert leader(second) == (second.data / "node").read_text()
    assert second.log().count("stray files swept") == 1


def test_a_node_that_ends_hands_the_tasks_over(nodes):
    first, second = by_leadership(nodes)
    before = await_run(first)["last_run_at"]
    assert first.stop()[0] == 0
    eventually(lambda: leader(second) == (second.data / "node").read_text(), "the other leads")
    second.run(("tasks", "run"), STRAYS)
    await_run(second, after=before)
