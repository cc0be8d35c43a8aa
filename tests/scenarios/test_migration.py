"""`kinote migrate`, and the migration that a server does by itself."""

import csv
import signal

import pytest

import legacy_source
import objects
from kinote_site import eventually, run_program

OUTCOMES = {"migrated", "updated", "already_there", "deleted_in_source", "conflict", "other_patient", "rejected"}
REFERENCE_OUTCOMES = {"resolved", "not_here", "rejected"}


@pytest.fixture
def legacy(tmp_path):
    return legacy_source.LegacySqlite(tmp_path / "legacy.sqlite")


def migrate(site, *source, exit_code=0, **more):
    """Migrates; gives the outcomes of notes and of references that any row met."""
    result = site.json("migrate", "--mapping", "contract", *source, exit_code=exit_code, **more)
    assert set(result) == {"run", "dry_run", "source_notes", "source_references", "notes", "references"}
    assert set(result["notes"]) == OUTCOMES and set(result["references"]) == REFERENCE_OUTCOMES
    assert sum(result["notes"].values()) == result["source_notes"]
    assert sum(result["references"].values()) == result["source_references"]
    return [{outcome: number for outcome, number in result[key].items() if number} for key in ("notes", "references")]


def configure(site, **keys):
    """Writes a configuration with a [migration] table; gives its path."""
    file = site.data.parent / "site.toml"
    lines = [f"{key} = {value if isinstance(value, int) else repr(str(value))}" for key, value in keys.items()]
    file.write_text("\n".join(["[migration]", *lines]) + "\n")
    return file


def make(site):
    """Makes the data folder and its database, as a first start does."""
    site.start()
    assert site.stop() == (0, "")


def migrated(site):
    run = site.api.get("/api/summary")["migration"]
    return run if run and run["state"] == "done" else None


def test_a_server_migrates_by_itself_and_shows_the_notes(site, legacy):
    rows, references = legacy_source.many_notes(40)
    legacy.add(rows + [legacy_source.note(900, 900, deleted="1")], references)
    site.start("--config", configure(site, mapping="contract", odbc=legacy.connection, time_zone="Europe/Berlin"))
    run = eventually(lambda: migrated(site), "the migration done")
    assert run["mapping"] == "contract" and run["notes_read"] == run["notes_total"] == 41
    assert run["outcomes"]["migrated"] == 40 and run["outcomes"]["deleted_in_source"] == 1
    assert run["started_at"] and run["ended_at"]

    studies = site.api.studies(hasNotes="true")
    assert len(studies) == 20 and all(study["notes"] == 2 for study in studies)
    notes = sorted(site.api.notes("1.2.1"), key=lambda note: note["description"])
    assert [note["description"] for note in notes] == ["Läsion 0 病変", "Läsion 1 病変"]
    first = notes[0]
    assert first["source"] == "legacy" and first["state"] == "current" and first["registered"]
    assert first["title"]["value"] == "113004" and first["author"] == "Reader^Anna"
    assert first["created_at"] == "2012-05-04T11:14:15.000Z"
    assert [(each["sop_instance_uid"], each["frames"], each["present"]) for each in first["references"]] == [
        ("1.2.1.1.1", [], False), ("1.2.1.1.2", [2, 5], False)]
    assert site.stop() == (0, "")


def test_a_server_makes_one_run_and_the_next_at_its_time(sqlite_site, legacy):
    legacy.add(*legacy_source.many_notes(10))
    words = ("--config", configure(sqlite_site, mapping="contract", odbc=legacy.connection))
    sqlite_site.start(*words)
    eventually(lambda: migrated(sqlite_site), "the migration done")
    sqlite_site.stop()
    sqlite_site.start(*words)  # its time has not come
    sqlite_site.wait_for_queue("LEGACY_MIGRATION")
    assert sqlite_site.rows.one("SELECT count(*) FROM migration_run") == 1
    sqlite_site.stop()
    sqlite_site.rows.execute("UPDATE task SET next_run_ms = 0 WHERE name LIKE 'migrate_legacy_notes%'")
    legacy.add([legacy_source.note(777, 3)], legacy_source.references(legacy_source.note(777, 3), 1))
    sqlite_site.start(*words)
    eventually(lambda: len(sqlite_site.api.notes("1.2.3")) == 3, "what is new came over")
    eventually(lambda: migrated(sqlite_site), "the migration done")
    assert sqlite_site.rows.one("SELECT count(*) FROM note") == 11


def test_a_server_whose_source_is_away_says_so_and_goes_on_when_it_is_back(sqlite_site, tmp_path):
    place = tmp_path / "later.sqlite"
    configuration = configure(sqlite_site, mapping="contract", odbc=f"Driver=SQLite3;Database={place}")
    configuration.write_text(configuration.read_text() + "[queues.legacy_migration]\nretry_interval_seconds = 1\n")
    sqlite_site.start("--config", configuration)
    run = eventually(lambda: sqlite_site.api.get("/api/summary")["migration"], "a run")
    assert run["state"] in ("running", "failed")
    legacy_source.LegacySqlite(place).add(*legacy_source.many_notes(4))
    eventually(lambda: len(sqlite_site.api.all_notes()) == 4, "the notes came over")


def test_a_mapping_with_wrong_sql_raises_an_exception_and_the_server_lives(sqlite_site, tmp_path, legacy):
    mapping = tmp_path / "wrong.toml"
    mapping.write_text('name = "wrong"\n[queries]\nnotes = "SELECT * FROM nowhere"\nreferences = "SELECT 1"\n')
    sqlite_site.start("--config", configure(sqlite_site, mapping=mapping, odbc=legacy.connection))
    exceptions = eventually(sqlite_site.api.exceptions, "an exception")
    assert "nowhere" in exceptions[0]["message"]
    assert sqlite_site.api.get("/api/summary")["migration"]["state"] == "failed"


def test_a_run_by_hand_beside_a_server_resolves_what_is_here(server, legacy, tmp_path):
    study = objects.Study()
    image = objects.image(study)
    server.take_in(*objects.write(tmp_path / "in", image))
    row = legacy_source.note(1, 1, study_instance_uid=image.StudyInstanceUID, patient_id=image.PatientID,
                             patient_name=str(image.PatientName))
    here = {"source_note_id": row["source_note_id"], "position": 1, "series_instance_uid": None,
            "sop_instance_uid": image.SOPInstanceUID, "frame_numbers": None}
    legacy.add([row], [here, {**here, "position": 2, "sop_instance_uid": "1.2.3.99"}])
    assert migrate(server, "--odbc", legacy.connection) == [{"migrated": 1}, {"resolved": 1, "not_here": 1}]
    (note,) = server.api.notes(image.StudyInstanceUID)
    assert [each["present"] for each in note["references"]] == [True, False]
    assert migrate(server, "--odbc", legacy.connection)[0] == {"already_there": 1}


def test_a_dry_run_and_a_run_agree(site, tmp_path):
    rows, references = legacy_source.many_notes(9)
    rows += [legacy_source.note(50, 1, patient_id="P99", patient_name="Else^Someone"), rows[0],
             legacy_source.note(60, 2, deleted="yes"), legacy_source.note(70, 2)]
    references += legacy_source.references(rows[9], 1)
    references += [{**references[0], "source_note_id": "nobody"}, {**references[0], "sop_instance_uid": "wrong"}]
    folder = legacy_source.write_csv(tmp_path / "csv", rows, references)
    make(site)
    dry = migrate(site, "--csv", folder, "--dry-run", exit_code=1)
    assert dry == [{"migrated": 9, "other_patient": 1, "rejected": 2, "deleted_in_source": 1},
                   {"not_here": 19, "rejected": 2}]
    assert site.rows.one("SELECT count(*) FROM note") == 0
    assert migrate(site, "--csv", folder, "--report", tmp_path / "report", exit_code=1) == dry
    with open(tmp_path / "report" / "report.csv", newline="", encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    assert sum(row["table"] == "notes" for row in told) == 13
    assert sum(row["table"] == "references" for row in told) == 21
    assert all(row["outcome"] and row["reason"] for row in told)


def kill_behind(site, legacy, notes_written):
    """Starts a run by hand and kills it once it has committed so many notes, unless it ends before."""
    process = site.launch("migrate", "--mapping", "contract", "--odbc", legacy.connection, "--json")
    while process.poll() is None:
        if (site.rows.one("SELECT max(notes_read) FROM migration_run WHERE dry_run = 0") or 0) >= notes_written:
            process.send_signal(signal.SIGKILL)
            process.wait()


def test_a_killed_run_goes_on_without_doubles(site, legacy):
    rows, references = legacy_source.many_notes(6000)
    legacy.add(rows, references)
    make(site)
    migrate(site, "--odbc", legacy.connection, "--dry-run")
    for share in (1, 2500, 5000):
        kill_behind(site, legacy, share)
    assert migrate(site, "--odbc", legacy.connection) == [{"migrated": 6000}, {"not_here": 12000}]
    assert site.rows.one("SELECT count(*) FROM note") == 6000
    assert site.rows.one("SELECT count(DISTINCT source_key) FROM note") == 6000
    assert site.rows.one("SELECT count(*) FROM note_version") == 6000
    assert site.rows.one("SELECT count(*) FROM note_reference") == 12000
    assert site.rows.one("SELECT sum(note_count) FROM study") == 6000
    assert site.rows.one("SELECT count(*) FROM migration_run WHERE dry_run = 0") == 1
    assert site.rows.one("SELECT count(*) FROM migration_row w JOIN migration_run r ON r.id = w.run "
                         "WHERE r.dry_run = 0") == 6000


def test_a_server_that_is_killed_goes_on_with_its_migration(site, legacy):
    legacy.add(*legacy_source.many_notes(6000))
    words = ("--config", configure(site, mapping="contract", odbc=legacy.connection))
    for notes_written in (1, 3000):
        site.start(*words)
        eventually(lambda: (site.rows.one("SELECT max(notes_read) FROM migration_run") or 0) >= notes_written, "a batch")
        site.kill()
    site.start(*words)
    run = eventually(lambda: migrated(site), "the migration done")
    assert run["outcomes"]["migrated"] == run["notes_read"] == 6000
    assert site.rows.one("SELECT count(*) FROM note") == 6000
    assert site.rows.one("SELECT count(*) FROM note_reference") == 12000


def test_a_server_that_is_stopped_gives_its_job_back(site, legacy):
    legacy.add(*legacy_source.many_notes(6000))
    words = ("--config", configure(site, mapping="contract", odbc=legacy.connection))
    site.start(*words)
    eventually(lambda: site.rows.one("SELECT max(notes_read) FROM migration_run"), "a batch")
    assert site.stop() == (0, "")
    site.start(*words)
    run = eventually(lambda: migrated(site), "the migration done")
    assert run["outcomes"]["migrated"] == 6000
    assert site.rows.one("SELECT count(*) FROM migration_run") == 1


def test_wrong_words_and_wrong_sources_are_told_apart(sqlite_site, tmp_path, legacy):
    def exit_code(*words):
        done = sqlite_site.run("migrate", *words)
        assert done.output == "" and "kinote:" in done.errors or done.exit_code == 2, done
        return done.exit_code

    assert exit_code("--mapping", "contract") == 2
    assert exit_code("--odbc", legacy.connection) == 2
    assert exit_code("--mapping", "nothing", "--odbc", legacy.connection) == 2
    assert exit_code("--mapping", "contract", "--odbc", "a", "--csv", "b") == 2
    assert exit_code("--mapping", "contract", "--csv", tmp_path / "nowhere") == 3
    assert exit_code("--mapping", "horos", "--odbc", legacy.connection) == 3
    assert exit_code("--mapping", "contract", "--odbc", "Driver=NoSuchDriver") == 3
    assert run_program("migrate", "--mapping", "contract", "--csv", tmp_path).exit_code == 2


def test_inspecting_lists_tables_and_writes_nothing(sqlite_site, legacy):
    make(sqlite_site)
    fits = sqlite_site.json("migrate", "--mapping", "contract", "--odbc", legacy.connection, "--inspect")
    assert {table["name"] for table in fits["tables"]} == {"kinote_notes", "kinote_references"}
    assert fits["problems"] == []
    lacks = sqlite_site.json("migrate", "--mapping", "impax", "--odbc", legacy.connection, "--inspect", exit_code=1)
    assert {"name": "note_table", "value": "key_image_note", "is_there": False} in lacks["parameters"]
    assert sqlite_site.rows.one("SELECT count(*) FROM migration_run") == 0
    done = run_program("migrate", "--mapping", "contract", "--odbc", legacy.connection, "--inspect", "--json")
    assert done.exit_code == 0 and done.json == fits  # it wants no data folder


def test_the_configuration_goes_for_a_run_by_hand(sqlite_site, legacy):
    legacy.add(*legacy_source.many_notes(3))
    configuration = configure(sqlite_site, mapping="contract", odbc=legacy.connection, source_system="OLD PACS")
    assert sqlite_site.json("migrate", "--config", configuration)["notes"]["migrated"] == 3
    assert sqlite_site.rows.one("SELECT count(*) FROM note WHERE source_system = 'OLD PACS'") == 3


WRITING = ["DELETE FROM kinote_notes", "UPDATE kinote_notes SET description = 'gone'",
           "WITH x AS (DELETE FROM kinote_notes RETURNING source_note_id) SELECT source_note_id FROM x",
           "SELECT source_note_id FROM kinote_notes; DELETE FROM kinote_notes"]


def test_a_mapping_that_writes_is_a_wrong_one_and_changes_nothing(sqlite_site, tmp_path, legacy):
    legacy.add(*legacy_source.many_notes(20))
    before = legacy.content()
    mapping = tmp_path / "wrong.toml"
    make(sqlite_site)
    for query in WRITING:
        mapping.write_text(f'name = "wrong"\n[queries]\nnotes = "{query}"\nreferences = "SELECT 1"\n')
        for how in ([], ["--dry-run"], ["--inspect"]):
            done = sqlite_site.run("migrate", "--mapping", mapping, "--odbc", legacy.connection, *how)
            assert done.exit_code == 2 and f"{mapping}:3" in done.errors and done.output == "", (query, how, done)
            assert legacy.content() == before, (query, how)
    assert sqlite_site.rows.one("SELECT count(*) FROM migration_run") == 0


def test_a_server_with_a_mapping_that_writes_changes_nothing(sqlite_site, tmp_path, legacy):
    legacy.add(*legacy_source.many_notes(5))
    before = legacy.content()
    mapping = tmp_path / "wrong.toml"
    mapping.write_text('name = "wrong"\n[queries]\nnotes = "DELETE FROM kinote_notes"\nreferences = "SELECT 1"\n')
    sqlite_site.start("--config", configure(sqlite_site, mapping=mapping, odbc=legacy.connection))
    exceptions = eventually(sqlite_site.api.exceptions, "an exception")
    assert "must be a SELECT" in exceptions[0]["message"]
    assert legacy.content() == before


def test_a_trial_makes_no_site(sqlite_site, tmp_path, legacy):
    for how in ("--dry-run", "--inspect"):
        done = sqlite_site.run("migrate", "--mapping", "contract", "--odbc", legacy.connection, how)
        assert done.exit_code == 3 and "there is no data folder" in done.errors, done
        assert not sqlite_site.data.exists()
    make(sqlite_site)
    (sqlite_site.data / "kinote.sqlite").unlink()
    for command in ("notes", "studies", ("jobs", "list"), ("queues", "list"), ("exceptions", "list"),
                    ("migrate", "--mapping", "contract", "--odbc", legacy.connection, "--dry-run")):
        done = sqlite_site.run(command)
        assert done.exit_code == 3 and "there is no database" in done.errors, (command, done)
        assert not (sqlite_site.data / "kinote.sqlite").exists(), command


def test_a_run_that_fails_prints_what_it_has_done(sqlite_site, tmp_path, legacy):
    rows, references = legacy_source.many_notes(2000)
    legacy.add(rows, references)
    mapping = tmp_path / "disordered.toml"
    # The last rows break the order that the mapping promises.
    mapping.write_text('name = "old"\n[queries]\n'
                       'notes = "SELECT source_note_id, study_instance_uid FROM kinote_notes '
                       'ORDER BY source_note_id = \'n000000\', source_note_id"\n'
                       'references = "SELECT source_note_id, sop_instance_uid FROM kinote_references '
                       'ORDER BY source_note_id"\n')
    done = sqlite_site.run("migrate", "--mapping", mapping, "--odbc", legacy.connection, "--json", "--report",
                           tmp_path / "report")
    assert done.exit_code == 3, done
    assert "not in the order" in done.json["error"] and done.json["error"] in done.errors
    assert done.json["run"] == 1 and done.json["source_notes"] == sum(done.json["notes"].values()) > 0
    assert done.json["notes"]["migrated"] == sqlite_site.rows.one("SELECT count(*) FROM note")
    assert "not in the order" in (tmp_path / "report" / "report.txt").read_text()


def test_a_run_that_cannot_begin_prints_why(sqlite_site, tmp_path, legacy):
    legacy.add(*legacy_source.many_notes(3))
    words = ("migrate", "--mapping", "contract")
    no_report = sqlite_site.run(*words, "--odbc", legacy.connection, "--report", "/proc/x", "--json")
    assert no_report.exit_code == 3 and "/proc/x" in no_report.json["error"], no_report
    assert sqlite_site.rows.one("SELECT count(*) FROM migration_run") == 0
    no_source = sqlite_site.run(*words, "--csv", tmp_path / "nowhere", "--json")
    assert no_source.exit_code == 3 and "nowhere" in no_source.json["error"] and no_source.json["run"] is None
    inspected = sqlite_site.run(*words, "--csv", tmp_path / "nowhere", "--json", "--inspect")
    assert inspected.exit_code == 3 and "nowhere" in inspected.json["error"]


def test_a_run_by_hand_that_never_began_is_not_shown_to_readers(sqlite_server, tmp_path, legacy):
    legacy.add(*legacy_source.many_notes(2))
    migrate(sqlite_server, "--odbc", legacy.connection)
    assert sqlite_server.run("migrate", "--mapping", "contract", "--csv", tmp_path / "nowhere").exit_code == 3
    assert sqlite_server.rows.all("SELECT id, state FROM migration_run") == [(1, "done")]
    assert eventually(lambda: sqlite_server.api.get("/api/summary")["migration"], "a run")["state"] == "done"


def test_a_folder_that_is_mounted_later_is_read(sqlite_site, tmp_path):
    configuration = configure(sqlite_site, mapping="contract", csv=tmp_path / "share")
    configuration.write_text(configuration.read_text() + "[queues.legacy_migration]\nretry_interval_seconds = 1\n")
    sqlite_site.start("--config", configuration)
    eventually(lambda: sqlite_site.api.get("/api/summary")["migration"], "a run")
    legacy_source.write_csv(tmp_path / "share.new", *legacy_source.many_notes(4)).rename(tmp_path / "share")
    eventually(lambda: len(sqlite_site.api.all_notes()) == 4, "the notes came over")


def test_broken_lines_and_frames_are_told_and_cost_no_note(sqlite_site, tmp_path):
    rows, references = legacy_source.many_notes(3)
    references[1] = {**references[1], "frame_numbers": "2-5"}
    folder = legacy_source.write_csv(tmp_path / "csv", rows, references)
    (folder / "uid_mapping.csv").write_text("old_uid,new_uid\nx,1.2.3\n1.2.3.100.1.1\n")
    result = sqlite_site.json("migrate", "--mapping", "contract", "--csv", folder, "--report", tmp_path / "report",
                              exit_code=1)
    assert result["notes"]["migrated"] == 3 and result["references"]["not_here"] == 6
    assert result["uid_mapping_rejected"] == 2
    with open(tmp_path / "report" / "report.csv", newline="", encoding="utf-8") as file:
        told = [row["reason"] for row in csv.DictReader(file) if row["needs_a_look"] == "yes"]
    assert "line 2" in told[0] and "line 3" in told[1]
    assert any("frame_numbers" in reason for reason in told)
    shown = sqlite_site.run("migrate", "--mapping", "contract", "--csv", folder)
    assert shown.exit_code == 1 and "2 rows of the UID mapping map nothing" in shown.output, shown
