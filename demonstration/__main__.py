"""Sets up the demonstration site of kinote where it is not yet there, and serves it on loopback until it is stopped.

    python3 demonstration PROGRAM FOLDER

SIGINT and SIGTERM end it with 0; 1 when it could not be set up.
"""
import json
import os
import signal
import sys
import time
from pathlib import Path

from folder import Folder, FolderRefused
from program import CommandFailed, Program
from words import Progress, detail, say, step


# Name, person as DICOM writes them, role.
accounts = (("rita", "Vogel^Rita", "reader"), ("petra", "Lindner^Petra^^Dr.", "author"), ("olaf", "Brandt^Olaf", "operator"),
            ("ada", "Sommer^Ada", "administrator"))


class Stopped(Exception):
    """The reader has seen enough."""


def main(program_path, folder_path):
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    folder, program = Folder(folder_path), Program(program_path)
    try:
        if folder.is_complete():
            step(f"The demonstration site is in {_short(folder.path)} (remove that folder to have it set up anew)")
        else:
            _set_up(folder, program)
        _serve(folder, program)
    except Stopped:
        say("Stopped.")
        return 0
    except (FolderRefused, CommandFailed) as problem:
        say(f"The demonstration cannot go on: {problem}")
        return 1


def _stop(_number, _frame):
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def _set_up(folder, program):
    step(f"Setting up a demonstration site in {_short(folder.path)}")
    folder.clear()
    library = _make_objects(folder)
    _make_old_database(folder, library)
    _import(folder, program)
    _make_accounts(folder, program)
    folder.set_complete()


def _make_objects(folder):
    import studies
    step("Making DICOM objects: from the real ones of pydicom, and drawn ones")
    library = studies.Library()
    makers = studies.makers()
    progress = Progress(len(makers))
    for done, (what, make) in enumerate(makers):
        progress.show(done, what)
        make(library)
    count = 0
    for place, path in ((library.imported, folder.imported), (library.old_cache, folder.old_cache), (library.late, folder.late)):
        for number, made in enumerate(place, 1):
            made.dataset.save_as(path / f"{number:03}-{made.dataset.Modality}.dcm", write_like_original=False)
            count += 1
    progress.end(f"{count} objects: {len(library.imported)} to import, {len(library.old_cache)} in an old system's cache, "
                 f"{len(library.late)} that are to come late")
    return library


def _make_old_database(folder, library):
    import legacy_database
    import legacy_notes
    step("Writing the database of an old system (SQLite, read through ODBC)")
    notes = legacy_notes.legacy_notes(library)
    legacy_database.write(folder.old_database, notes)
    folder.mapping.write_text(legacy_database.mapping)
    (folder.site / "kinote.toml").write_text(_configuration(folder))
    detail(f"{len(notes)} notes with {sum(len(note.references) for note in notes)} references in {_short(folder.old_database)}, "
           f"read by {_short(folder.mapping)}")
    detail(f"{_short(folder.site / 'kinote.toml')} names them under [migration]: the server migrates by itself")


def _configuration(folder):
    # JSON's texts are TOML's too.
    mapping, connection = json.dumps(str(folder.mapping)), json.dumps(f"Driver=SQLite3;Database={folder.old_database}")
    return f'''# The demonstration site. `kinote serve` brings the notes of the old system over by itself.
database = "kinote.sqlite"

[migration]
mapping = {mapping}
odbc = {connection}
'''


def _import(folder, program):
    import pydicom_files
    step("Importing: kinote import --data site ...")
    real = [pydicom_files.path_of(name) for name in (*pydicom_files.imported_as_they_are, pydicom_files.file_set)]
    taken = program.run("import", "--data", folder.site, folder.imported, *real)
    detail(f"{taken['stored']} objects stored, among them a DICOMDIR file-set and {len(real) - 1} real objects as they are")
    step("Taking over the old system's cache: kinote import --adopt --data site old-system/cache")
    adopted = program.run("import", "--adopt", "--data", folder.site, folder.old_cache)
    detail(f"{adopted['stored']} objects indexed without jobs; the Task Scheduler finds the KOSDs among them")


def _make_accounts(folder, program):
    step("Making accounts: kinote account create --data site ...")
    for name, person, role in accounts:
        made = program.run("account", "create", name, "--display-name", person, "--role", role, "--generate", "--data", folder.site)
        detail(f"{name:5} {role:14} password {made['password']}")
    detail("The passwords are shown this once; kinote account set-password gives others")


def _serve(folder, program):
    step("Starting the server: kinote serve --data site")
    server = program.serve(folder)
    try:
        detail(f"DICOM on {server.dicom}, web on {server.http}, log in {_short(folder.log)}")
        _await_work(server)
        _say_what_to_look_at(server, folder, program)
        code = server.wait()
        raise CommandFailed(f"kinote serve has ended with {code}; its log is {folder.log}")
    except Stopped:
        say()
        step("Stopping the server")
        if server.stop() != 0:
            raise CommandFailed(f"kinote serve did not end well; its log is {folder.log}") from None
        raise
    finally:
        server.stop()


def _await_work(server):
    """Shows migration and registering until they are through; they go on behind the pages where they take longer."""
    step("The server migrates the old notes and registers the KOSDs")
    until = time.monotonic() + 180
    progress = Progress(1)
    shown = None
    while time.monotonic() < until:
        summary = server.ask("/api/summary")
        text = _state_of_work(summary)
        if text != shown:
            progress.show(0, text)
            shown = text
        if _is_through(summary):
            break
        time.sleep(0.5)
    migration = summary["migration"] or {"outcomes": {}}
    outcomes = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in migration["outcomes"].items() if number)
    progress.end(f"notes of the old system: {outcomes or 'none yet'}")
    detail(f"now here: {summary['notes']} notes in {summary['studies_with_notes']} studies, {summary['quarantined']} KOSDs in quarantine")


def _state_of_work(summary):
    migration = summary["migration"]
    read = f"{migration['notes_read']} of {migration['notes_total'] or '?'} notes read" if migration else "migration begins"
    return f"{read}, {summary['unregistered']} KOSDs to register, {summary['notes']} notes here"


def _is_through(summary):
    waiting = sum(queue["new"] + queue["in_progress"] for queue in summary["queues"])
    is_migrated = summary["migration"] is not None and summary["migration"]["ended_at"] is not None
    has_failed = any(queue["error"] + queue["retry"] for queue in summary["queues"])
    return (is_migrated or has_failed) and waiting == 0 and summary["unregistered"] == 0


def _say_what_to_look_at(server, folder, program):
    say(f"""
The demonstration site is served on this machine alone. Open

    {server.sign_in_address}

and sign in as {", ".join(name for name, *_ in accounts[:-1])} or {accounts[-1][0]}, whose passwords were shown when the site was set up; or open

    {server.address}

as the built-in operator, who needs no password. Look at
  Weber, Anna           notes of the old system beside received ones; the lesion marked by a presentation state
  Yamada, Tarou         real CT pixel data in JPEG 2000, notes in Japanese
  Bergström, Ingrid     frames of a colour loop; Schäfer, Karl-Heinz: frames of an angiography
  Lefèvre, Hélène       images that are not here yet. They become pictures while you look, after:
                        {_short(program.path)} import --data {_short(folder.site)} {_short(folder.late)}
  further down the list patients of whom the old system knew notes, and no image ever came
  Quarantine            two KOSDs that cannot be used, with the clauses of the standard that they break
  Selections            a manifest, a list of content and a rejection note: stored, and no notes
  Status                queues, jobs, and what became of every row of the old tables

Ctrl-C stops it. The site stays in {_short(folder.path)}.""")


def _short(path):
    """From the current folder where it lies below."""
    path, here = Path(path).absolute(), Path(os.getcwd())
    return str(path.relative_to(here)) if here in path.parents else str(path)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1], sys.argv[2]))
