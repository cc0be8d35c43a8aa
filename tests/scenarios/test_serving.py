"""The server as a process: ready line, stop, options, data folder, databases, who may listen where."""

import json
import os
import pathlib
import re
import socket

import pytest

import objects
from dicom_network import IMPLICIT, VERIFICATION, Association, PeerGone, run_tool
from kinote_site import Site, eventually, run_program


def listening_sockets(pid):
    """The local addresses, as the kernel writes them, that a process listens on or receives datagrams at."""
    links = [os.readlink(link) for link in pathlib.Path(f"/proc/{pid}/fd").iterdir()]
    inodes = {link[len("socket:["):-1] for link in links if link.startswith("socket:[")}
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in pathlib.Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            is_listening = fields[3] == "0A" or table.startswith("udp")
            if is_listening and fields[9] in inodes:
                found.append(fields[1])
    return sorted(found)


def free_ports(count):
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports


def test_the_ready_line_stands_alone_and_a_stop_drains_and_ends_with_0(server):
    assert re.fullmatch(r"ready dicom=127\.0\.0\.1:\d+ http=127\.0\.0\.1:\d+", server.ready_line)
    assert server.dicom_port and server.http_port
    assert run_tool("echoscu", "-aec", "KINOTE", "127.0.0.1", server.dicom_port)[0] == 0
    assert server.api.studies() == []
    assert server.stop() == (0, ""), server.log()


def test_an_interrupt_stops_as_well(sqlite_server):
    sqlite_server.server.send_signal(2)
    assert sqlite_server.server.wait(60) == 0


def test_a_stop_waits_for_jobs_that_run_and_the_rest_goes_on_at_the_next_start(site, tmp_path):
    study = objects.Study()
    kosds = [objects.kosd(study, [objects.image(study)], f"note {i}") for i in range(200)]
    folder = tmp_path / "in"
    objects.write(folder, *kosds)
    site.take_in(folder)
    site.start()
    eventually(lambda: site.rows.one("SELECT count(*) FROM job WHERE state = 'done'"), "the first job done")
    assert site.stop() == (0, "")
    assert site.rows.one("SELECT count(*) FROM job WHERE state = 'in_progress'") == 0
    assert site.rows.one("SELECT count(*) FROM job WHERE state = 'error'") == 0
    site.start()
    site.wait_until_registered()
    assert len(site.api.notes(study.uid)) == 200
    assert site.rows.one("SELECT max(attempts) FROM job") == 1


def test_given_ports_are_taken_and_a_taken_port_is_an_error_in_words(sqlite_site, tmp_path):
    dicom, http = free_ports(2)
    sqlite_site.start(ports=("--dicom-port", dicom, "--http-port", http))
    assert sqlite_site.ready_line == f"ready dicom=127.0.0.1:{dicom} http=127.0.0.1:{http}"
    for option, port in (("--dicom-port", dicom), ("--http-port", http)):
        other = {"--dicom-port": "--http-port", "--http-port": "--dicom-port"}[option]
        done = run_program("serve", "--data", tmp_path / f"other{port}", option, port, other, 0)
        assert done.exit_code == 3 and done.output == "", done
        assert str(port) in done.errors, done


CONFIGURATION = """
ae_title = "FROMFILE"
[dicom]
port = {dicom}
[http]
port = {http}
"""


def called(site, title):
    return run_tool("echoscu", "-aec", title, "127.0.0.1", site.dicom_port)[0] == 0


def test_options_come_from_a_configuration_file(sqlite_site, tmp_path):
    dicom, http = free_ports(2)
    file = tmp_path / "site.toml"
    file.write_text(CONFIGURATION.format(dicom=dicom, http=http))
    sqlite_site.start("--config", file, ports=())
    assert (sqlite_site.dicom_port, sqlite_site.http_port) == (dicom, http)
    assert called(sqlite_site, "FROMFILE") and not called(sqlite_site, "KINOTE")


def test_options_come_from_the_data_folders_own_file(sqlite_site):
    dicom, http = free_ports(2)
    sqlite_site.start()
    assert sqlite_site.stop()[0] == 0
    own = sqlite_site.data / "kinote.toml"
    own.write_text('database = "kinote.sqlite"\n' + CONFIGURATION.format(dicom=dicom, http=http))
    sqlite_site.start(ports=())
    assert (sqlite_site.dicom_port, sqlite_site.http_port) == (dicom, http)
    assert called(sqlite_site, "FROMFILE")


def test_the_environment_goes_before_the_file_and_the_command_line_before_both(sqlite_site, tmp_path):
    dicom, http = free_ports(2)
    file = tmp_path / "site.toml"
    file.write_text(CONFIGURATION.format(dicom=dicom, http=http))
    environment = {"KINOTE_DICOM_PORT": "0", "KINOTE_AE_TITLE": "FROMENV", "KINOTE_DICOM_ADDRESS": "127.0.0.2",
                   "KINOTE_HTTP_ADDRESS": "127.0.0.1"}
    sqlite_site.start("--config", file, environment=environment, ports=())
    assert sqlite_site.dicom_port != dicom and sqlite_site.http_port == http
    assert sqlite_site.ready_line.startswith("ready dicom=127.0.0.2:")
    assert run_tool("echoscu", "-aec", "FROMENV", "127.0.0.2", sqlite_site.dicom_port)[0] == 0
    assert sqlite_site.stop()[0] == 0
    sqlite_site.start("--config", file, "--ae-title", "FROMLINE", "--dicom-address", "127.0.0.1",
                      "--http-address", "127.0.0.1", environment=environment)
    assert called(sqlite_site, "FROMLINE") and not called(sqlite_site, "FROMENV")


def test_data_and_database_come_from_the_environment(engine, site):
    environment = {"KINOTE_DATA": str(site.data)}
    if site.database:
        environment["KINOTE_DATABASE"] = site.database
    done = run_program("import", "--json", site.data.parent / "nothing", environment=environment)
    assert done.exit_code == 3 and done.json["failures"]
    assert site.rows.one("SELECT count(*) FROM instance") == 0
    assert (engine == "postgresql") == (not (site.data / "kinote.sqlite").exists())


def test_the_data_folder_comes_from_a_configuration_file(sqlite_site, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text(f'data = "{os.path.relpath(sqlite_site.data, tmp_path)}"\n')  # from the folder of the file
    folder = objects.write(tmp_path / "in", objects.image(objects.Study()))[0].parent
    done = run_program("import", "--json", "--config", file, folder)
    assert done.exit_code == 0 and done.json["stored"] == 1, done
    assert run_program("studies", "--json", "--config", file).json["total"] == 1
    own = sqlite_site.data / "kinote.toml"
    own.write_text('data = "/elsewhere"\n' + own.read_text())
    done = sqlite_site.run("studies")
    assert done.exit_code == 2 and "kinote.toml" in done.errors and "data" in done.errors, done


def test_a_database_that_was_mistyped_can_be_named_anew(tmp_path):
    words = ["import", "--json", "--data", tmp_path / "site", tmp_path / "nothing"]
    done = run_program(*words, "--database", "postgresql://nobody@127.0.0.1:1/none")
    assert done.exit_code == 3 and not (tmp_path / "site" / "kinote.toml").exists(), done
    done = run_program(*words, "--database", "kinote.sqlite")
    assert done.json["files"] == 1 and (tmp_path / "site" / "kinote.sqlite").exists(), done


def test_an_unknown_command_is_named():
    for words in (["frob"], ["help"], ["jobs", "frob"]):
        done = run_program(*words)
        assert done.exit_code == 2 and words[-1] in done.errors and done.output == "", done


def test_an_unknown_or_impossible_option_is_a_usage_error(sqlite_site, tmp_path):
    file = tmp_path / "site.toml"
    for content, named in (("[http]\nprot = 1\n", "prot"), ("[http]\nport = 70000\n", "port"), ("[http\n", "site.toml"),
                           ("[http]\nport = \"x\"\n", "port")):
        file.write_text(content)
        done = sqlite_site.run("serve", "--config", file)
        assert done.exit_code == 2 and named in done.errors and done.output == "", done
    for words in (["serve", "--prot", "1"], ["frob"], [], ["import", "--data", tmp_path / "d"], ["jobs"],
                  ["serve"], ["import", tmp_path]):
        done = run_program(*words)
        assert done.exit_code == 2 and done.output == "", done


def test_help_and_version_end_with_0():
    for words in (["--help"], ["--version"], ["serve", "--help"], ["import", "--help"]):
        done = run_program(*words)
        assert done.exit_code == 0 and done.output, done


def test_the_first_start_names_the_database_and_later_commands_use_it(site):
    site.start()
    own = (site.data / "kinote.toml").read_text()
    assert re.search(r"^database = ", own, re.MULTILINE)
    assert (site.data / "kinote.toml").stat().st_mode & 0o777 == 0o600
    assert site.stop() == (0, "")
    assert "--database" not in site.words("studies")
    assert site.json("studies") == {"studies": [], "has_more": False, "total": 0}
    site.start()
    assert site.stop() == (0, "")


def test_another_database_is_refused(site, tmp_path):
    site.start()
    for other in ("other.sqlite", "postgresql://kinote@127.0.0.1:1/other"):
        for command in ("serve", "import", "studies"):
            more = [tmp_path] if command == "import" else []
            done = site.run(command, "--database", other, *more)
            assert done.exit_code == 2 and "another" in done.errors and done.output == "", done
    assert not (site.data / "other.sqlite").exists()
    assert site.json("studies") == {"studies": [], "has_more": False, "total": 0}


def test_the_same_database_may_be_named_again(site):
    site.start()
    assert site.stop()[0] == 0
    site.start("--database", site.database or "kinote.sqlite")
    assert site.api.studies() == []


def test_what_touches_objects_needs_a_data_folder(tmp_path):
    for words in (["serve"], ["import", tmp_path]):
        done = run_program(*words, "--database", tmp_path / "x.sqlite")
        assert done.exit_code == 2 and "--data" in done.errors, done


def test_a_command_on_a_folder_that_is_not_there_fails_and_makes_nothing(tmp_path):
    done = run_program("studies", "--data", tmp_path / "missing")
    assert done.exit_code in (2, 3) and "missing" in done.errors, done
    assert not (tmp_path / "missing").exists()


def test_a_second_server_on_one_folder_is_refused(server):
    done = server.run("serve", "--dicom-port", 0, "--http-port", 0)
    assert done.exit_code == 3 and done.output == "" and str(server.data) in done.errors, done
    assert server.api.studies() == []


def test_a_server_that_was_killed_leaves_no_lock(server):
    server.kill()
    server.start()
    assert server.api.studies() == []


def test_a_database_that_is_newer_is_refused_in_words(site):
    site.start()
    assert site.stop()[0] == 0
    site.rows.execute("INSERT INTO schema_step (number, name, sha256, applied_ms) VALUES (9999, 'future', '', 0)")
    for command in ("serve", "studies"):
        done = site.run(command)
        assert done.exit_code == 3 and done.output == "", done
        assert "newer" in done.errors, done


def test_a_database_that_is_none_is_refused_in_words(sqlite_site):
    sqlite_site.data.mkdir()
    (sqlite_site.data / "kinote.sqlite").write_text("this is a text of some length, and no database\n" * 100)
    done = sqlite_site.run("serve")
    assert done.exit_code == 3 and "kinote.sqlite" in done.errors, done


def test_a_note_is_shown_with_its_frames_and_the_lines_of_its_text(sqlite_server, tmp_path):
    study = objects.Study()
    image = objects.image(study, frames=9)
    note = objects.kosd(study, [image], "first line\r\nsecond line", items=[objects.reference(image, frames=[2, 5, 7])])
    sqlite_server.take_in(*objects.write(tmp_path / "in", image, note))
    sqlite_server.wait_until_registered()
    shown = sqlite_server.run("notes").output
    assert f"- {image.SOPInstanceUID} frames 2,5,7\n" in shown
    assert '"first line\n   second line"' in shown


def test_commands_work_beside_a_running_server(server, tmp_path):
    study = objects.Study()
    images = [objects.image(study) for _ in range(3)]
    folder = tmp_path / "in"
    objects.write(folder, *images, objects.kosd(study, images, "beside"))
    counts = server.take_in(folder)
    assert counts["stored"] == 4
    server.wait_until_registered()
    assert [note["description"] for note in server.api.notes(study.uid)] == ["beside"]
    listed = server.json("studies", "--has-notes")
    assert [one["study_instance_uid"] for one in listed["studies"]] == [study.uid]
    assert [note["description"] for note in server.json("notes", "--study", study.uid)["notes"]] == ["beside"]
    assert {job["state"] for job in server.json(("jobs", "list"))} == {"done"}
    assert "MVF_OBJECT_CREATOR" in [queue["name"] for queue in server.json(("queues", "list"))]


def test_it_listens_on_loopback_and_on_nothing_else(server):
    loopback = "0100007F"  # 127.0.0.1 as /proc/net writes it
    assert listening_sockets(server.server.pid) == sorted(
        [f"{loopback}:{server.dicom_port:04X}", f"{loopback}:{server.http_port:04X}"])


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1"])
def test_http_beyond_loopback_does_not_start(sqlite_site, address):
    done = sqlite_site.run("serve", "--http-address", address, "--dicom-port", 0, "--http-port", 0)
    assert done.exit_code == 2 and "loopback" in done.errors and done.output == "", done


def test_dicom_beyond_loopback_needs_the_titles_that_may_call(sqlite_site, tmp_path):
    done = sqlite_site.run("serve", "--dicom-address", "0.0.0.0", "--dicom-port", 0, "--http-port", 0)
    assert done.exit_code == 2 and "calling" in done.errors and done.output == "", done
    # An address that is loopback to the system, and not to a program that reads 127. only.
    done = sqlite_site.run("serve", "--dicom-address", "::ffff:0:0", "--dicom-port", 0, "--http-port", 0)
    assert done.exit_code == 2, done


def test_only_listed_titles_may_call(sqlite_site, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text('[dicom]\ncalling_ae_titles = ["NORTH", "SOUTH"]\n')
    sqlite_site.start("--config", file)
    with Association(sqlite_site.dicom_port, [(VERIFICATION, IMPLICIT)], calling="SOUTH") as association:
        assert association.echo() == 0
    with pytest.raises(PeerGone):
        Association(sqlite_site.dicom_port, [(VERIFICATION, IMPLICIT)], calling="WEST")
    with pytest.raises(PeerGone):
        Association(sqlite_site.dicom_port, [(VERIFICATION, IMPLICIT)], calling="SOUTH", called="OTHER")


def test_a_configuration_can_be_checked_without_a_start(sqlite_site, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text("[jobs]\nworkers = 3\n")
    done = sqlite_site.run(("config", "check"), "--config", file)
    assert done.exit_code == 0 and not (sqlite_site.data / "kinote.sqlite").exists(), done
    file.write_text("[jobs]\nworkers = 0\n")
    done = sqlite_site.run(("config", "check"), "--config", file)
    assert done.exit_code == 2 and "workers" in done.errors, done
    for content, named in (('[dicom]\nstorage_classes = ["1.2.3.bad.x"]\n', "1.2.3.bad.x"),
                           ('[migration]\nmapping = "nosuch"\ncsv = "/nonexist"\n', "nosuch"),
                           ('[migration]\nmapping = "contract"\ncsv = "/nonexist"\n', "/nonexist"),
                           ('[http]\naddress = "localhost"\n', "numeric")):
        file.write_text(content)
        done = sqlite_site.run(("config", "check"), "--config", file)
        assert done.exit_code != 0 and named in done.errors, done


def test_two_servers_with_a_folder_each_work_side_by_side(site, tmp_path):
    """On PostgreSQL they share one database."""
    site.start()
    other = Site(tmp_path / "second", site.database)
    try:
        other.start()
        assert other.api.studies() == []
        assert other.stop() == (0, "")
    finally:
        other.end()


def test_commands_that_are_all_the_first_on_a_folder_agree(site, tmp_path):
    folders = []
    for number in range(6):
        folder = tmp_path / f"in{number}"
        objects.write(folder, objects.image(objects.Study()))
        folders.append(folder)
    commands = [site.launch("import", folder, "--json") for folder in folders]
    for command in commands:
        output, errors = command.communicate(timeout=120)
        assert command.returncode == 0 and json.loads(output)["stored"] == 1, (output, errors)
    assert site.rows.one("SELECT count(*) FROM instance") == 6
