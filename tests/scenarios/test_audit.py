"""Whoever changes something, by a command or over the API, is named in an audit event: every command and every route."""

import getpass
import json
import re

import pytest

import objects
from accounts import PASSWORD, make_account, signed_in
from conftest import PROJECT
from kinote_site import OBJECT_CREATOR, eventually, run_program
from legacy_source import LegacySqlite, many_notes
from test_create_kosd import make_note, refer, save
from test_rejection import rejection

# They change nothing; that a server starts and stops is in its log.
READING_COMMANDS = {
    "serve", "studies list", "notes list", "notes show", "deletions list", "deletions overdue", "rejections list",
    "rejections show", "rejections sent", "destinations list",
    "echo", "exports list", "exports show", "media list", "media show", "media verify", "reconciliations list", "reconciliations show", "jobs list", "queues list",
    "queues wait", "exceptions list", "tasks list", "tasks show", "retries list", "repairs list", "repairs show", "autopilot status",
    "autopilot explain", "account list", "notifications status", "notifications test", "doors", "config check", "config list"}
# What ends or changes a session of the one who asks is told by it: test_accounts.py.
READING_ROUTES = {"post /api/sign-out", "put /api/session/password", "post /api/destinations/{destination}/echo", "post /api/notifications/test"}
TASK = "stray_file_sweep"
IDLE_QUEUE = "IDLE"  # nobody works on it
LARGE = 256  # rows and columns: beyond what lies in the database


def events_since(site, before, door):
    return site.rows.all("SELECT action, actor, subject, study_instance_uid, details FROM audit_event "
                         f"WHERE id > {before} AND came_from LIKE '{door}%' ORDER BY id")


def last_event(site):
    return site.rows.one("SELECT coalesce(max(id), 0) FROM audit_event")


def subcommands(*command):
    said = run_program(*command, "--help").output
    listed = re.search(r"^Subcommands:\n((?:  .*\n)+)", said, re.MULTILINE)
    return re.findall(r"^  (\S+)", listed.group(1), re.MULTILINE) if listed else []


def all_commands():
    for command in subcommands():
        below = subcommands(command)
        yield from (f"{command} {one}" for one in below) if below else [command]


def all_changing_routes():
    description = json.loads((PROJECT / "docs" / "openapi.json").read_text())
    return {f"{method} {path}" for path, methods in description["paths"].items() for method in methods
            if method != "get"}


class Changes:
    """A site with something of everything that can be changed."""

    def __init__(self, site, folder):
        self.site, self.folder = site, folder
        self.study = objects.Study()
        self.images = [objects.image(self.study) for _ in range(4)]
        self.stored = [objects.Study() for _ in range(2)]  # an archive has them
        self.rejections = [rejection(self.study, [self.images[0]]) for _ in range(2)]
        large = [objects.image(study, size=LARGE) for study in self.stored]
        wrong = [objects.kosd(self.study, self.images[2:3], Modality="SR") for _ in range(2)]
        self.wrong = [made.SOPInstanceUID for made in wrong]
        site.take_in(save(folder / "objects", *self.images, *large, *self.rejections, *wrong))
        site.wait_until_registered()
        site.json(("destinations", "set"), "VAULT", "--archive", "--ae-title", "VAULT", "--host", "127.0.0.1",
                  "--port", 1, "--retry", "none")
        site.rows.execute(
            "INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, "
            "comment, sent_ms, committed_ms) SELECT (SELECT id FROM destination WHERE name = 'VAULT'), "
            "i.sop_instance_uid, s.study_instance_uid, i.sop_class_uid, i.sha256, 'committed', '', 1, 1 "
            f"FROM instance i JOIN study s ON s.id = i.study WHERE s.study_instance_uid <> '{self.study.uid}'")
        self.note = make_note(site, folder, self.study, [refer(self.images[0])])
        self.failing = make_note(site, folder, self.study, [{"sop_instance_uid": "1.2.3.4"}])
        site.json(("kosd", "create"), self.failing)
        self.failed = eventually(lambda: site.json(("jobs", "list"), "--state", "error"), "a job fails")[0]["id"]
        site.rows.execute(f"INSERT INTO queue (name, state, changed_ms) VALUES ('{IDLE_QUEUE}', 'running', 0)")
        site.rows.execute("INSERT INTO job (queue, kind, subject, study_instance_uid, arguments, state, priority, attempts, "
                          f"run_after_ms, created_ms) VALUES ('{IDLE_QUEUE}', 'SEND', '0', '', '{{}}', 'new', 50, 0, 0, 0)")
        self.idle = site.rows.one(f"SELECT id FROM job WHERE queue = '{IDLE_QUEUE}'")
        make_account(site, "spare")
        self.draft = {"study_instance_uid": self.study.uid, "title": {"value": "113000", "scheme": "DCM"},
                      "author": "Reader^Anna", "references": [refer(self.images[0])]}
        (folder / "draft.json").write_text(json.dumps(self.draft))

    def command(self, command, *words):
        done = self.site.run(command.split(" "), *words)
        assert done.exit_code in (0, 1), (command, words, done)

    def request(self, path, method, body=None, headers=None):
        json_headers = {"Content-Type": "application/json", **(headers or {})}
        answer = self.site.api.request(path, method.upper(), json_headers, None if body is None else json.dumps(body))
        assert answer.status < 300, (method, path, answer)
        return answer

    def commands(self):
        """What each command is given, in an order in which each can do its work."""
        study, draft = self.study.uid, self.folder / "draft.json"
        legacy = LegacySqlite(self.folder / "legacy.sqlite")
        legacy.add(*many_notes(4))
        more = save(self.folder / "more", objects.image(self.study))
        north = ["NORTH", "--ae-title", "NORTH", "--host", "127.0.0.1", "--port", 1, "--retry", "none"]
        one, other = (made.SOPInstanceUID for made in self.rejections)
        level = ["--study", study, "--object", self.images[3].SOPInstanceUID]
        return {
            "exceptions acknowledge": ["--all"], "jobs abandon": [self.failed], "jobs retry": [self.failed],
            "jobs suspend": [self.idle], "jobs resume": ["--all"],
            "import": [more],
            "migrate": ["--mapping", "contract", "--odbc", legacy.connection],
            "notes create": [draft], "notes edit": [self.note, draft], "notes delete": [self.note],
            "notes undo": [self.note],
            "deletions mark": level, "deletions undo": level,
            "rejections accept": [one, "--reason", "seen"], "rejections undo": [one, "--reason", "seen"],
            "rejections refuse": [other, "--reason", "seen"],
            "kosd create": [self.note],
            "doctor": ["--repair", self.wrong[0]], "repairs undo": [self.wrong[0], "--reason", "seen"],
            "destinations set": north, "send": ["NORTH", study], "reconcile": ["NORTH", "--wait", 0],
            "destinations remove": ["NORTH"],
            "media export": [study], "media remove": [1], "sheet": [self.note, "--store"],
            "archive": [study], "cache free": [self.stored[0].uid], "retrieve": [self.stored[0].uid],
            "autopilot run": [], "autopilot verify": [self.stored[0].uid],
            "autopilot rules": ["set", "old", "--action", "delete"],
            "account create": ["anna", "--role", "administrator", "--generate"], "account set-role": ["anna", "administrator"],
            "account set-password": ["anna", "--generate"], "account enable": ["anna"],
            "account token": ["create", "anna", "--purpose", "a viewer"],
            "account disable": ["spare"], "account delete": ["spare"],
            "queues halt": ["RULES"], "queues start": ["RULES"],
            "retries set": ["RULES", "--retry", "manual"], "retries remove": ["RULES"],
            "tasks run": [TASK], "tasks pause": [TASK], "tasks resume": [TASK], "tasks set": [TASK, "--schedule", "every 2d"]}

    def routes(self):
        """The same for the routes: method and path, and the values, body and headers of a request."""
        study, series = self.study.uid, self.images[3].SeriesInstanceUID
        by_note = {"note": make_note(self.site, self.folder, self.study, [refer(self.images[1])])}
        one, other = ({"note": made.SOPInstanceUID} for made in self.rejections)
        of_study = {"study_instance_uid": study}
        of_series = {**of_study, "series_instance_uid": series}
        of_object = {**of_study, "sop_instance_uid": self.images[3].SOPInstanceUID}
        north, stored = {"destination": "NORTH"}, {"study_instance_uid": self.stored[1].uid}
        there = {"ae_title": "NORTH", "host": "127.0.0.1", "port": 1, "retry": "none"}
        reason, wrong = {"reason": "seen"}, {"kosd": self.wrong[1]}
        task, job, queue = {"task": TASK}, {"job": self.failed}, {"queue": OBJECT_CREATOR}
        idle, rule = {"job": self.idle}, {"queue": OBJECT_CREATOR, "cause": "worker_died"}
        spare = {"account": "spare"}
        token = {**spare, "token": self.site.json(("account", "token", "create"), "spare", "--purpose", "one")["id"]}
        named = {"account": "anna", "display_name": "Reader^Anna", "role": "author", "password": PASSWORD}
        raised = next(one["id"] for one in self.site.api.exceptions() if one["job"] == self.failed)
        return {
            "post /api/exceptions/{exception}/acknowledge": ({"exception": raised},),
            "post /api/sign-in": ({}, {"account": "spare", "password": PASSWORD}), "post /api/accounts": ({}, named),
            "put /api/accounts/{account}": (spare, {"role": "author"}),
            "put /api/accounts/{account}/password": (spare, {"password": PASSWORD}),
            "post /api/accounts/{account}/tokens": (spare, {"purpose": "another"}),
            "delete /api/accounts/{account}/tokens/{token}": (token,), "delete /api/accounts/{account}": (spare,),
            "post /api/queues/{queue}/halt": (queue,), "post /api/jobs/{job}/abandon": (job,),
            "post /api/jobs/{job}/retry": (job,), "post /api/jobs/abandon": ({}, {"kind": "CREATE_KOSD"}),
            "post /api/jobs/retry": ({}, {"state": "abandoned"}), "post /api/jobs/{job}/suspend": (idle,),
            "post /api/jobs/{job}/resume": (idle,), "post /api/jobs/suspend": ({}, {"queue": IDLE_QUEUE}),
            "post /api/jobs/resume": ({}, {"queue": IDLE_QUEUE}), "post /api/queues/{queue}/start": (queue,),
            "put /api/retries/{queue}/{cause}": (rule, {"retry": "none"}), "delete /api/retries/{queue}/{cause}": (rule,),
            "post /api/tasks/{task}/run": (task,), "post /api/tasks/{task}/pause": (task,),
            "post /api/tasks/{task}/resume": (task,), "put /api/tasks/{task}": (task, {"schedule": "every 2d"}, "*"),
            "post /api/notes": ({}, self.draft), "put /api/notes/{note}": (by_note, self.draft, '"1"'),
            "delete /api/notes/{note}": (by_note, None, '"2"'), "post /api/notes/{note}/undo": (by_note,),
            "post /api/rejections/{note}/accept": (one, reason), "post /api/rejections/{note}/undo": (one, reason),
            "post /api/rejections/{note}/refuse": (other, reason),
            "post /api/repairs/{kosd}": (wrong, {}), "post /api/repairs/{kosd}/undo": (wrong, reason),
            "put /api/destinations/{destination}": (north, there),
            "post /api/exports": ({}, {"destination": "NORTH", "study_instance_uid": study}),
            "post /api/media": ({}, {"studies": [study]}), "delete /api/media/{media_export}": ({"media_export": 1},),
            "post /api/notes/{note}/sheet": (by_note, {}),
            "post /api/reconciliations": ({}, {"destination": "NORTH"}),
            "post /api/autopilot/run": ({},),
            "put /api/autopilot/rules/{rule}": ({"rule": "old"}, {"action": "delete"}),
            "delete /api/autopilot/rules/{rule}": ({"rule": "old"},),
            "put /api/studies/{study_instance_uid}/verified": (stored,),
            "delete /api/studies/{study_instance_uid}/verified": (stored,),
            "delete /api/destinations/{destination}": (north,),
            "post /api/studies/{study_instance_uid}/free": (stored,),
            "post /api/studies/{study_instance_uid}/retrieve": (stored,),
            "delete /api/studies/{study_instance_uid}/instances/{sop_instance_uid}": (of_object,),
            "post /api/studies/{study_instance_uid}/instances/{sop_instance_uid}/undo": (of_object,),
            "delete /api/studies/{study_instance_uid}/series/{series_instance_uid}": (of_series,),
            "post /api/studies/{study_instance_uid}/series/{series_instance_uid}/undo": (of_series,),
            "delete /api/studies/{study_instance_uid}": (of_study,),
            "post /api/studies/{study_instance_uid}/undo": (of_study,)}


@pytest.fixture
def changes(server, tmp_path):
    return Changes(server, tmp_path)


def test_every_command_that_changes_something_names_its_user(changes):
    commands = changes.commands()
    assert set(all_commands()) == set(commands) | READING_COMMANDS, "a new command belongs into one of the two"
    for command, words in commands.items():
        before = last_event(changes.site)
        changes.command(command, *words)
        events = events_since(changes.site, before, "command line")
        assert events and {actor for _, actor, *_ in events} == {getpass.getuser()}, command


def test_every_route_that_changes_something_names_who_asked(changes):
    routes = changes.routes()
    assert all_changing_routes() == set(routes) | READING_ROUTES, "a new route belongs into one of the two"
    for route, (values, *sent) in routes.items():
        method, path = route.split(" ")
        before = last_event(changes.site)
        body, tag = (sent + [None, None])[:2]
        changes.request(path.format(**values), method, body, {"If-Match": tag} if tag else None)
        assert events_since(changes.site, before, "API 127.0.0.1"), route


def test_an_import_tells_its_beginning_each_study_once_and_its_end(site, tmp_path):
    studies = [objects.Study() for _ in range(3)]
    images = [objects.image(study, size=size) for study in studies for size in (16, 16, LARGE)]
    folder = save(tmp_path / "objects", *images)
    site.take_in(folder)
    events = events_since(site, 0, "command line")
    assert [action for action, *_ in events] == ["import_begun"] + 3 * ["study_imported"] + ["import_ended"]
    assert {study for _, _, _, study, _ in events} == {"", *(study.uid for study in studies)}
    assert len({subject for _, _, subject, *_ in events}) == 1, "of one run"
    assert json.loads(events[0][4])["paths"] == [str(folder)]
    ended = json.loads(events[-1][4])
    assert (ended["files"], ended["stored"], ended["refused"], ended["failed"]) == (9, 9, 0, 0)
    site.take_in(folder)
    assert [action for action, *_ in events_since(site, 0, "command line")][5:] == ["import_begun", "import_ended"]
    assert site.rows.one("SELECT count(*) FROM audit_event WHERE details LIKE '%^%'") == 0, "no name of a patient"


def test_a_migration_tells_its_beginning_and_its_end_and_its_rows_the_studies(site, tmp_path):
    legacy = LegacySqlite(tmp_path / "legacy.sqlite")
    legacy.add(*many_notes(4))
    words = ("--mapping", "contract", "--odbc", legacy.connection)
    assert site.run("migrate", *words).exit_code == 0
    assert site.run("migrate", *words, "--dry-run").exit_code == 0, "which changes nothing"
    (begun, _, run, *_, said), (ended, _, same, *_, counted) = events_since(site, 0, "command line")
    assert (begun, ended) == ("migration_begun", "migration_ended") and run == same
    assert json.loads(said)["mapping"] == "contract" and json.loads(counted)["notes"] == 4
    assert site.rows.one(f"SELECT count(DISTINCT study_instance_uid) FROM migration_row WHERE run = {run}") == 2


def test_administrators_search_the_audit_over_the_api(server):
    make_account(server, "ada", "administrator", "Sommer^Ada")
    make_account(server, "bob", "reader", "Roe^Bob")
    found = server.api.get("/api/audit", action="account_created")["events"]
    assert [one["subject"] for one in found] == ["bob", "ada"]  # the latest first
    assert found[0]["details"] == {"role": "reader"} and found[0]["study_instance_uid"] is None
    assert found[0]["actor"] == getpass.getuser() and found[0]["came_from"] == "command line"
    assert [one["subject"] for one in server.api.get("/api/audit", action="account_created", limit=1)["events"]] == ["bob"]
    assert [one["subject"] for one in server.api.get("/api/audit", action="account_created", before=found[0]["id"])["events"]] == ["ada"]
    assert server.api.get("/api/audit", subject="ada", actor="nobody")["events"] == []
    assert len(server.api.get("/api/audit", subject="ada", since="2020-01-01")["events"]) == 1
    assert server.api.get("/api/audit", subject="ada", until="2020-01-01")["events"] == []
    server.api.get("/api/audit", status=400, since="yesterday")
    server.api.get("/api/audit", status=400, limit=0)
    reader = signed_in(server, "bob", PASSWORD)
    assert reader.request("/api/audit").status == 403
