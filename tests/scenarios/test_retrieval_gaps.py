"""A study that was retrieved without the KOSD of a note: a person is told which, and only as long as it is true."""

import pytest

from kinote_site import eventually
from receivers import StoreScp
from reconciling import exceptions
from test_create_kosd import kosds, make_note, refer
from test_retrieve import get_study, move_study
from test_send import ended, send, sender, set_destination, visible  # noqa: F401  (fixtures)

CAUSE = "retrieved_without_kosd"


@pytest.fixture
def held_up(sender, tmp_path):  # noqa: F811
    """The sender while no KOSD is made: two notes have none."""
    sender.stop()
    sender.start(environment={"KINOTE_KOSD_WAIT_SECONDS": "0"})
    sender.run(("queues", "halt"), "MVF_OBJECT_CREATOR")
    sender.notes = {sender.note, make_note(sender, tmp_path, sender.study, [refer(sender.images[1])])}
    return sender


def go_on(site):
    site.run(("queues", "start"), "MVF_OBJECT_CREATOR")
    site.wait_for_queue()
    assert len(kosds(site)) == len(site.notes)


def told(site):
    """The one exception; how often it was told is no matter."""
    (one,) = exceptions(site, CAUSE)
    assert one["study_instance_uid"] == site.study.uid
    return one["message"]


def is_closed(site):
    eventually(lambda: not exceptions(site, CAUSE), "it closes by itself")


def test_it_names_the_notes_and_the_ways_and_closes_once_their_kosds_were_fetched(held_up, tmp_path, ended):  # noqa: F811
    site = held_up
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    for number in range(2):
        get_study(site, tmp_path / f"without{number}")
        assert move_study(site, "STORESCP")[0] == 0
    message = told(site)
    assert message.count("C-GET by ") == message.count("C-MOVE to NORTH: ") == 1
    assert all(message.count(note) == 2 for note in site.notes)
    go_on(site)
    assert len(get_study(site, tmp_path / "with")) == 5
    message = told(site)
    assert "C-GET" not in message and "C-MOVE to NORTH" in message, "it went to the one, not to the other"
    assert move_study(site, "STORESCP")[0] == 0
    is_closed(site)
    get_study(site, tmp_path / "again")
    assert exceptions(site, CAUSE) == []


def test_an_export_to_the_same_destination_closes_it(held_up, tmp_path, ended):  # noqa: F811
    site = held_up
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    assert move_study(site, "STORESCP")[0] == 0
    assert all(note in told(site) for note in site.notes)
    go_on(site)
    send(site)
    assert set(peer.received()) == visible(site)
    is_closed(site)


def test_notes_that_go_are_not_missed(held_up, tmp_path):
    site = held_up
    get_study(site, tmp_path / "without")
    assert all(note in told(site) for note in site.notes)
    first, second = sorted(site.notes)
    site.json(("notes", "delete"), first, exit_code=None)
    eventually(lambda: first not in told(site), "one is gone")
    assert second in told(site)
    site.json(("notes", "delete"), second, exit_code=None)
    is_closed(site)


def test_a_destination_that_is_removed_misses_nothing(held_up, tmp_path, ended):  # noqa: F811
    site = held_up
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    assert move_study(site, "STORESCP")[0] == 0
    told(site)
    site.json(("destinations", "remove"), "NORTH")
    is_closed(site)
