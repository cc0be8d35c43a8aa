"""Studies go out by rule: what the routes of a site send, and when."""

import pytest

import objects
from kinote_site import eventually, run_program
from receivers import REFUSED, STORED, ScriptedScp
from test_create_kosd import kosds, make_note, refer, save
from test_send import ended, sender, set_destination, visible  # noqa: F401  fixtures

ROUTE = '\n[routes.to_north]\ndestination = "NORTH"\nsend = "{send}"\n'


def add_to_configuration(site, text):
    with open(site.data / "kinote.toml", "a", encoding="utf-8") as file:
        file.write(text)


def with_route(site, send):
    """Restarts the site with a route to a peer; what was there before is no change."""
    site.stop()
    add_to_configuration(site, ROUTE.format(send=send))
    site.start(environment={"KINOTE_RULES_QUIET_SECONDS": "1"})


def evaluated(site, times):
    """Waits until the rules were asked so often about the study."""
    def count():
        rows = site.json(("jobs", "list"), "--kind", "EVALUATE_RULES")
        return len([row for row in rows if row["state"] in ("done", "error")]) >= times and rows
    return eventually(count, "the rules are asked")


def add_object(site, tmp_path):
    image = objects.image(site.study)
    site.take_in(save(tmp_path / image.SOPInstanceUID, image))
    return image.SOPInstanceUID


def test_a_study_that_changed_goes_whole_with_its_kosd(sender, tmp_path, ended):  # noqa: F811
    peer = ended(ScriptedScp())
    set_destination(sender, peer.port)
    with_route(sender, "study")
    new = add_object(sender, tmp_path)
    eventually(lambda: len(set(peer.requests)) == 5, "the study is there")
    assert set(peer.requests) == visible(sender) and new in peer.requests and len(kosds(sender)) == 1
    [export] = eventually(lambda: [one for one in sender.json(("exports", "list"))["exports"]
                                   if one["state"] == "done"], "it ends")
    assert export["requested_by"] == "route to_north"
    evaluated(sender, 2)  # the KOSD is a change, too, and sends nothing more
    assert len(sender.json(("exports", "list"))["exports"]) == 1 and len(peer.requests) == 5


@pytest.mark.parametrize("send", ["key_images", "key_images_if_any", "study_if_key_images"])
def test_a_study_without_key_images_and_then_with_one(server, tmp_path, ended, send):  # noqa: F811
    peer = ended(ScriptedScp())
    set_destination(server, peer.port)
    with_route(server, send)
    server.study = objects.Study()
    images = [objects.image(server.study) for _ in range(2)]
    server.take_in(save(tmp_path / "objects", *images))
    evaluated(server, 1)
    whole = {image.SOPInstanceUID for image in images}
    if send == "key_images_if_any":
        eventually(lambda: set(peer.requests) == whole, "the whole study is there")
    else:
        assert peer.requests == []
    make_note(server, tmp_path, server.study, [refer(images[0])])
    key_images = {images[0].SOPInstanceUID}
    expected = key_images if send == "key_images" else whole
    eventually(lambda: set(peer.requests) >= expected and len(set(peer.requests)) == len(expected) + 1, "and its note")
    assert set(peer.requests) - expected == set(kosds(server))


def test_a_kosd_that_arrives_is_read_before_the_rules_are_asked(server, tmp_path, ended):  # noqa: F811
    peer = ended(ScriptedScp())
    set_destination(server, peer.port)
    with_route(server, "key_images")
    server.run(("queues", "halt"), "MVF_OBJECT_CREATOR")
    server.study = objects.Study()
    images = [objects.image(server.study) for _ in range(2)]
    kosd = objects.kosd(server.study, images[:1])
    server.take_in(save(tmp_path / "objects", *images, kosd))
    other = objects.Study("P-2", "Roe^Richard")
    server.take_in(save(tmp_path / "other", objects.image(other)))
    evaluated(server, 1)  # of the other study
    assert peer.requests == []
    server.run(("queues", "start"), "MVF_OBJECT_CREATOR")
    eventually(lambda: set(peer.requests) == {images[0].SOPInstanceUID, kosd.SOPInstanceUID}, "its key group is there")


def test_a_route_to_nowhere_is_told(sender, tmp_path):  # noqa: F811
    with_route(sender, "study")
    add_object(sender, tmp_path)
    [job] = evaluated(sender, 1)
    assert job["state"] == "error" and "routes.to_north: there is no destination NORTH" in job["error"]
    assert any(job["id"] == one["job"] for one in sender.json("exceptions"))


@pytest.mark.parametrize("text, complaint", [
    ('[routes.a]\nsend = "study"\n', "routes.a must name a destination"),
    ('[routes.a]\ndestination = "N"\nsend = "all"\n', "'all' is none of study, study_if_key_images"),
    ('[routes.a]\ndestination = "N"\nwhen = "now"\n', "a route has the fields destination and send"),
    ('[routes.a]\ndestination = 1\n', "routes.a.destination must be a text"),
    ('[routes]\na = 1\n', "routes.a must be a table"),
])
def test_what_is_wrong_with_a_route_is_said_before_the_start(tmp_path, text, complaint):
    file = tmp_path / "site.toml"
    file.write_text(text)
    done = run_program("config", "check", "--config", file)
    assert done.exit_code != 0 and complaint in done.errors and str(file) in done.errors


def test_what_was_refused_for_good_is_left_to_a_person(sender, tmp_path, ended):  # noqa: F811
    bad = sender.images[0].SOPInstanceUID
    peer = ended(ScriptedScp(lambda number: REFUSED if peer.requests[-1] == bad else STORED))
    set_destination(sender, peer.port)
    with_route(sender, "study")
    for number in range(2):
        new = add_object(sender, tmp_path)
        eventually(lambda: new in peer.requests, "what is new is sent")
        sender.wait_for_queue("SEND_NORTH")
    evaluated(sender, 2)
    assert peer.requests.count(bad) == 1
    sender.json("send", "NORTH", sender.study.uid, "--wait", 60, exit_code=None)
    assert peer.requests.count(bad) == 2 and set(peer.requests) == visible(sender)
