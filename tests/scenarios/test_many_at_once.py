"""What a person does to many jobs or exceptions at once."""

import copy

import objects
from kinote_site import OBJECT_CREATOR, run_program


def states(site):
    return sorted(job["state"] for job in site.json(("jobs", "list")))


def test_jobs_are_abandoned_and_taken_up_again_by_filter(server, tmp_path):
    study = objects.Study()
    image = objects.image(study)
    assert server.run(("queues", "halt"), OBJECT_CREATOR).exit_code == 0
    objects.write(tmp_path / "in", image, *[objects.kosd(study, [image]) for _ in range(3)])
    server.take_in(tmp_path / "in")
    assert states(server) == ["new"] * 3

    assert len(server.json(("jobs", "abandon"), "--all", "--kind", "REGISTER_KOSD")["abandoned"]) == 3
    assert states(server) == ["abandoned"] * 3
    assert server.rows.one("SELECT count(*) FROM kosd WHERE registration_state = 'given_up'") == 3
    assert server.json(("jobs", "retry"), "--all")["retried"] == [], "what was given up is named to be taken up again"

    assert len(server.json(("jobs", "retry"), "--all", "--state", "abandoned")["retried"]) == 3
    assert server.run(("queues", "start"), OBJECT_CREATOR).exit_code == 0
    server.wait_for_queue()
    assert states(server) == ["done"] * 3
    assert len(server.api.notes(study.uid)) == 3


def test_nothing_is_done_to_all_unless_all_is_said(server):
    for command in (("jobs", "retry"), ("jobs", "abandon"), ("exceptions", "acknowledge")):
        done = server.run(command)
        assert done.exit_code == 2 and "--all" in done.errors, done


def test_exceptions_are_grouped_by_cause_and_acknowledged_together(server, tmp_path):
    study = objects.Study()
    first = [objects.image(study) for _ in range(3)]
    others = copy.deepcopy(first)
    for other in others:
        other.PatientComments = "not the same"
    objects.write(tmp_path / "first", *first)
    objects.write(tmp_path / "others", *others)
    server.take_in(tmp_path / "first")
    assert server.take_in(tmp_path / "others", exit_code=3)["refused"] == 3

    (group,) = server.json(("exceptions", "list"), "--by-cause")
    assert (group["cause"], group["count"], group["open"]) == ("other_content", 3, 3)
    assert group["remedy"] and group["message"]
    assert len(server.json(("exceptions", "acknowledge"), "--all", "--cause", "other_content")["acknowledged"]) == 3
    (group,) = server.json(("exceptions", "list"), "--by-cause")
    assert (group["count"], group["open"]) == (3, 0)


def test_options_may_stand_before_or_behind_the_action(server):
    for words in (["queues", "--data", server.data, "list", "--json"], ["queues", "list", "--data", server.data, "--json"],
                  ["queues", "--json", "--data", server.data, "list"]):
        done = run_program(*words)
        assert done.exit_code == 0 and {queue["name"] for queue in done.json} >= {OBJECT_CREATOR}, done
