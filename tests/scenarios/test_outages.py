"""A full disk and a database that is away: a clear error, nothing lost or half-written, and on it goes afterwards."""

import os
import signal

import pytest

import objects
from conftest import ENGINE_PARAMETERS, ENGINES, make_site
from dicom_network import EXPLICIT, IMPLICIT, VERIFICATION, Association
from kinote_site import Site, eventually
from postgresql_server import PostgresqlServer, create_database
from small_disk import SmallDisk

SUCCESS, OUT_OF_RESOURCES = 0x0000, 0xA700
IMAGE, DOCUMENT = (objects.CT_IMAGE, EXPLICIT), (objects.KOSD, EXPLICIT)


@pytest.fixture(params=ENGINE_PARAMETERS)
def small(request, tmp_path):
    """A site whose data folder lies on a disk of 16 MB, and that disk; None for who may mount nothing."""
    if os.getuid() != 0:
        yield None
        return
    disk = SmallDisk(tmp_path / "disk", 16)
    site, remove = make_site(disk.folder / "data", request.param)
    site.disk = disk
    yield site
    site.end()
    disk.end()
    remove()


def check_nothing_is_half_written(site):
    """Every row has its bytes, every file its row; no staged file lies about."""
    number = site.check_objects()
    paths = {path for path, in site.rows.all("SELECT path FROM instance WHERE path IS NOT NULL")}
    assert {str(path.relative_to(site.data / "cache")) for path in site.cache_files()} == paths
    return number


def test_an_import_onto_a_full_disk_stops_in_words_and_goes_on_when_there_is_room(small, tmp_path):
    if small is None:
        return
    study = objects.Study()
    images = [objects.image(study, size=512) for _ in range(60)]  # 30 MB
    objects.write(tmp_path / "in", *images, objects.kosd(study, images))
    done = small.run("import", tmp_path / "in", "--json")
    assert done.exit_code == 3, done
    assert "space" in done.errors.lower() or "full" in done.errors.lower(), done
    kept = check_nothing_is_half_written(small)
    assert 0 < kept < 61
    assert done.json["stored"] == kept and "space" in done.json["failures"][0]["reason"].lower()
    small.disk.grow(128)
    counts = small.take_in(tmp_path / "in")
    assert (counts["stored"], counts["duplicates"]) == (61 - kept, kept)
    assert check_nothing_is_half_written(small) == 61
    small.start()
    small.wait_until_registered()
    assert len(small.api.notes(study.uid)) == 1


def store(association, context, made):
    return association.store(context, made.SOPInstanceUID, objects.data_set_bytes(objects.part10(made)))


def test_a_server_whose_disk_is_full_says_so_and_goes_on_when_there_is_room(small):
    if small is None:
        return
    small.start()
    study = objects.Study()
    answered = []
    with Association(small.dicom_port, [IMAGE, DOCUMENT, (VERIFICATION, IMPLICIT)]) as association:
        for _ in range(60):
            image = objects.image(study, size=512)
            status = store(association, IMAGE, image)
            if status == OUT_OF_RESOURCES:
                break
            assert status == SUCCESS
            answered.append(image)
        assert status == OUT_OF_RESOURCES
        note = objects.kosd(study, answered, "on a full disk")
        noted = store(association, DOCUMENT, note)
        assert noted in (SUCCESS, OUT_OF_RESOURCES)
        association.release()
    assert small.is_serving()
    assert small.api.request("/api/studies").status in (200, 503)
    small.disk.grow(128)
    with Association(small.dicom_port, [IMAGE, DOCUMENT]) as association:
        assert store(association, IMAGE, image) == SUCCESS
        assert store(association, DOCUMENT, note) == SUCCESS
        association.release()
    eventually(lambda: [one["description"] for one in small.api.notes(study.uid)] == ["on a full disk"], "its note")
    small.wait_for_queue()
    assert small.api.studies()[0]["objects"] == len(answered) + 2
    assert small.stop() == (0, "")
    assert check_nothing_is_half_written(small) == len(answered) + 2
    stored = small.stored_objects()
    for one in [*answered, image, note]:
        assert objects.data_set_bytes(stored[one.SOPInstanceUID]) == objects.data_set_bytes(objects.part10(one))


def test_a_server_that_starts_on_a_full_disk_ends_in_words(small):
    if small is None:
        return
    small.data.mkdir()
    filler = small.disk.folder / "filler"
    with open(filler, "wb") as file:
        try:
            while True:
                file.write(b"x" * 65536)
                file.flush()
        except OSError:
            pass
    done = small.run("serve", "--dicom-port", 0, "--http-port", 0)
    assert done.exit_code == 3 and done.output == "" and len(done.errors) > 20, done
    filler.unlink()
    small.start()
    assert small.api.studies() == []


# A database that is away

@pytest.fixture(scope="module")
def postgresql_server():
    """A PostgreSQL server of these scenarios; None where no PostgreSQL is to be used."""
    if "postgresql" not in ENGINES:
        yield None
        return
    server = PostgresqlServer()
    yield server
    server.end()


@pytest.fixture
def postgresql(postgresql_server):
    """That server, running; the scenario may stop it."""
    if postgresql_server is not None and not postgresql_server.is_running():
        postgresql_server.start()
    yield postgresql_server


@pytest.fixture
def remote(postgresql, tmp_path):
    """A site on that server; None where no PostgreSQL is to be used."""
    if postgresql is None:
        yield None
        return
    site = Site(tmp_path / "data", create_database(postgresql.url))
    yield site
    site.end()


@pytest.mark.slow
def test_a_server_outlives_its_database(remote, postgresql, tmp_path):
    if remote is None:
        return
    remote.start()
    study = objects.Study()
    images = [objects.image(study, size=size) for size in (16, 256, 16, 256)]
    note = objects.kosd(study, images, "after the outage")
    path, = objects.write(tmp_path / "in", objects.image(study))
    with Association(remote.dicom_port, [IMAGE, DOCUMENT]) as association:
        assert [store(association, IMAGE, image) for image in images[:2]] == [SUCCESS] * 2

        postgresql.stop()
        assert [store(association, IMAGE, image) for image in images[2:]] == [OUT_OF_RESOURCES] * 2
        assert store(association, DOCUMENT, note) == OUT_OF_RESOURCES
        answer = remote.api.request("/api/studies")
        assert answer.status == 503 and answer.json["error"]["message"], answer
        assert "password" not in str(answer.body)
        assert remote.api.request("/").status == 200, "the page itself needs no database"
        done = remote.run("import", path, "--json")
        assert done.exit_code == 3 and "PostgreSQL" in done.errors, done
        assert remote.is_serving()

        postgresql.start()
        assert [store(association, IMAGE, image) for image in images] == [SUCCESS] * 4
        assert store(association, DOCUMENT, note) == SUCCESS
        association.release()
    eventually(lambda: [one["present"] for shown in remote.api.notes(study.uid) for one in shown["references"]] ==
               [True] * 4, "the note and its images")
    assert remote.take_in(path)["stored"] == 1
    remote.wait_for_queue()
    assert remote.stop() == (0, "")
    assert remote.check_objects() == 6


@pytest.mark.slow
def test_a_start_without_the_database_ends_in_words(remote, postgresql):
    if remote is None:
        return
    remote.start()
    remote.stop()
    postgresql.stop()
    for command in ("serve", "studies"):
        done = remote.run(command)
        assert done.exit_code == 3 and "PostgreSQL" in done.errors and done.output == "", done
    postgresql.start()
    remote.start()
    assert remote.api.studies() == []


@pytest.mark.slow
def test_an_import_whose_database_goes_away_stops_in_words_and_can_be_run_again(remote, postgresql, tmp_path):
    if remote is None:
        return
    study = objects.Study()
    objects.write(tmp_path / "in", *[objects.image(study, size=200 if number % 3 else 16) for number in range(900)])
    remote.take_in(tmp_path / "nothing", exit_code=3)
    command = remote.launch("import", tmp_path / "in", "--json")
    eventually(lambda: remote.rows.one("SELECT count(*) FROM instance") > 20, "the import in its middle")
    postgresql.stop()
    errors = command.communicate(timeout=120)[1].decode()
    assert command.returncode == 3 and "PostgreSQL" in errors, errors
    postgresql.start()
    kept = remote.check_objects()
    assert kept < 900
    counts = remote.take_in(tmp_path / "in")
    assert (counts["stored"], counts["duplicates"]) == (900 - kept, kept)
    assert remote.check_objects() == 900


@pytest.mark.slow
def test_jobs_go_on_when_the_database_is_back(remote, postgresql, tmp_path):
    if remote is None:
        return
    study = objects.Study()
    made = [objects.kosd(study, [objects.image(study)], f"note {number}") for number in range(300)]
    remote.take_in(*objects.write(tmp_path / "in", *made))
    remote.start()
    eventually(lambda: remote.rows.one("SELECT count(*) FROM note") > 5, "some notes")
    postgresql.stop()
    postgresql.start()
    remote.wait_until_registered()
    assert len(remote.api.notes(study.uid)) == 300
    assert {job["state"] for job in remote.json(("jobs", "list"), "--limit", 1000)} == {"done"}
    remote.server.send_signal(signal.SIGTERM)
    assert remote.server.wait(60) == 0
