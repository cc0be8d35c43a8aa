"""An AE title means one system: destinations that share one, and what a C-MOVE to it does."""

import json

from kinote_site import eventually
from receivers import StoreScp
from test_retrieve import move_study
from test_send import ended, sender, set_destination, visible  # noqa: F401  (fixtures)


def test_a_second_system_of_the_same_ae_title_is_refused_with_the_other_one_s_name(server):
    set_destination(server, 11112, name="NORTH", ae_title="PACS")
    words = ("SOUTH", "--ae-title", "PACS", "--host", "127.0.0.1", "--port", 11113)
    refused = server.run(("destinations", "set"), *words)
    assert refused.exit_code == 3 and "as NORTH at 127.0.0.1:11112" in refused.errors
    assert "another AE title" in refused.errors
    body = json.dumps({"ae_title": "PACS", "host": "192.0.2.8"})
    answer = server.api.request("/api/destinations/SOUTH", "PUT", {"Content-Type": "application/json"}, body)
    assert answer.status == 403 and "as NORTH at" in answer.json["error"]["message"]
    set_destination(server, 11112, name="SOUTH", ae_title="PACS")
    assert [one["name"] for one in server.json(("destinations", "list"))] == ["NORTH", "SOUTH"], "one system"


def test_a_c_move_to_several_systems_of_one_ae_title_is_refused(sender, tmp_path, ended):  # noqa: F811
    """As they may stand there from before."""
    peers = {name: ended(StoreScp(tmp_path / name)) for name in ("NORTH", "SOUTH")}
    for name, peer in peers.items():
        set_destination(sender, peer.port, name=name, ae_title=name)
    sender.rows.execute("UPDATE destination SET ae_title = 'PACS'")
    code, said = move_study(sender, "PACS")
    assert code != 0 and "MoveDestinationUnknown" in said, said
    assert not peers["NORTH"].received() and not peers["SOUTH"].received()
    assert "several destinations have that AE title: NORTH, SOUTH" in sender.log()
    hint = sender.run(("config", "check"))
    assert "NORTH" in hint.output and "SOUTH" in hint.output and "PACS" in hint.output
    set_destination(sender, peers["SOUTH"].port, name="SOUTH", ae_title="SOUTH")
    assert "PACS" not in sender.run(("config", "check")).output
    assert move_study(sender, "PACS")[0] == 0
    assert set(peers["NORTH"].received()) == visible(sender) and not peers["SOUTH"].received()


def test_the_configuration_file_names_one_system_by_an_ae_title(server, tmp_path):
    path = tmp_path / "site.toml"
    entry = '[destinations.{name}]\nae_title = "PACS"\nhost = "{host}"\n'
    server.stop()
    path.write_text(entry.format(name="NORTH", host="192.0.2.7") + entry.format(name="SOUTH", host="192.0.2.8"))
    for command in (("config", "check"), "serve"):
        refused = server.run(command, "--config", path)
        assert refused.exit_code == 2 and "PACS" in refused.errors and "NORTH" in refused.errors
    path.write_text(entry.format(name="NORTH", host="192.0.2.7") + entry.format(name="SOUTH", host="192.0.2.7"))
    server.start("--config", path)
    server.stop()
    path.write_text(entry.format(name="OTHER", host="192.0.2.9"))
    server.start("--config", path)  # what the file no longer names makes room
    assert [one["name"] for one in server.json(("destinations", "list"))] == ["OTHER"]


def test_a_file_s_destination_meets_one_that_a_person_set(server, tmp_path):
    set_destination(server, 104, name="NORTH", ae_title="PACS")
    path = tmp_path / "site.toml"
    path.write_text('[destinations.SOUTH]\nae_title = "PACS"\nhost = "192.0.2.8"\n')
    server.stop()
    refused = server.run("serve", "--config", path, "--dicom-port", "0", "--http-port", "0")
    assert refused.exit_code != 0 and "as NORTH at 127.0.0.1:104" in refused.errors
    server.start()
    eventually(lambda: server.json(("destinations", "list")), "it serves without it")
