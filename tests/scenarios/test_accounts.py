"""Accounts, from the first administrator on: who comes in, by which way, and what they may."""

import json
import re
import time

import pytest

import objects
from accounts import OWN, PASSWORD, Browser, make_account, signed_in
from api_client import ApiClient
from conftest import PROJECT
from kinote_site import eventually
from test_create_kosd import refer, save

DESCRIPTION = json.loads((PROJECT / "docs" / "openapi.json").read_text())
OTHER = "eight yellow doors"


def events(site, action):
    return site.rows.all(f"SELECT actor, subject, came_from FROM audit_event WHERE action = '{action}' ORDER BY id")


def test_there_is_no_account_until_one_is_made(server):
    assert server.json(("account", "list")) == {"accounts": []}
    Browser(server).sign_in("admin", "admin", status=401)
    made = make_account(server, "Anna", "author", "Lindner^Petra")
    assert (made["account"], made["role"], made["disabled"], made["locked_until"]) == ("anna", "author", False, None)
    assert [one["account"] for one in server.json(("account", "list"))["accounts"]] == ["anna"]
    assert events(server, "account_created")[0][1:] == ("anna", "command line")
    assert server.rows.one("SELECT details FROM audit_event WHERE action = 'account_created'") == '{"role":"author"}'
    kept = server.rows.one("SELECT password_hash FROM account")
    assert kept.startswith("$argon2id$") and PASSWORD not in kept


def test_a_password_comes_from_standard_input_or_is_made_and_never_stands_in_the_words(server):
    made = server.json(("account", "create"), "root", "--role", "administrator", "--generate")
    assert len(made["password"]) >= 20
    signed_in(server, "root", made["password"])
    again = server.json(("account", "set-password"), "root", "--generate")
    Browser(server).sign_in("root", made["password"], status=401)
    signed_in(server, "root", again["password"])
    for wrong, words in (("short", "12 characters"), ("password1234", "tried first"), ("a root of it all", "name of the account")):
        done = server.run(("account", "set-password"), "root", input=wrong.encode())
        assert done.exit_code == 2 and words in done.errors, done
    assert server.run(("account", "set-password"), "root", input=b"").exit_code == 2
    assert server.run(("account", "create"), "root", "--generate").exit_code == 3
    assert server.run(("account", "set-role"), "nobody", "reader").exit_code == 3


def test_a_session_opens_what_its_role_may_and_its_end_closes_it(server):
    make_account(server, "anna", "author", "Lindner^Petra")
    browser = Browser(server)
    answer = browser.sign_in("ANNA")
    cookie = next(line for line in answer.headers.get_all("Set-Cookie") if line.startswith("kinote_session="))
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")} and "Secure" not in cookie
    assert PASSWORD not in answer.body.decode()
    session = browser.request("/api/session").json
    assert (session["account"], session["role"]) == ("anna", "author")
    assert session["permissions"] == ["read", "author", "edit", "delete", "store", "export"]
    assert browser.request("/api/studies").status == 200
    assert browser.request("/dicom-web/studies", headers={"Accept": "application/dicom+json"}).status in (200, 204)
    assert browser.request("/").status == 200
    token = browser.cookies["kinote_session"]
    assert browser.request("/api/sign-out", "POST").status == 204 and browser.cookies == {}
    ended = ApiClient(server.http_port).request("/api/studies", headers={"Cookie": f"kinote_session={token}"})
    assert ended.status == 401 and ended.json["error"]["code"] == "session_ended"
    assert [len(events(server, action)) for action in ("signed_in", "signed_out")] == [1, 1]
    assert token not in server.log() and token not in str(server.rows.all("SELECT token_sha256 FROM session"))


def test_sessions_outlive_the_program(server):
    make_account(server, "anna")
    browser = signed_in(server, "anna")
    assert server.stop()[0] == 0
    server.start()
    browser.client = ApiClient(server.http_port)
    assert browser.request("/api/session").json["account"] == "anna"


def test_a_permission_that_is_missing_is_named_and_nothing_happens(server):
    make_account(server, "rita", "reader")
    make_account(server, "olaf", "operator")
    reader, operator = signed_in(server, "rita"), signed_in(server, "olaf")
    body = {"study_instance_uid": "1.2.3"}
    for browser, path, method, permission in ((reader, "/api/notes", "POST", "author"), (reader, "/api/jobs", "GET", "run queues"),
                                              (reader, "/api/studies/1.2.3", "DELETE", "purge"), (operator, "/api/accounts", "GET", "administer")):
        answer = browser.request(path, method, body if method == "POST" else None)
        assert answer.status == 403 and answer.json["error"]["code"] == "permission_missing", answer
        assert f'"{permission}"' in answer.json["error"]["message"]
    assert operator.request("/api/jobs").status == 200


def test_a_role_counts_from_the_moment_it_is_given(server):
    make_account(server, "anna", "reader")
    browser = signed_in(server, "anna")
    assert browser.request("/api/jobs").status == 403
    server.json(("account", "set-role"), "anna", "operator")
    assert browser.request("/api/jobs").status == 200
    server.json(("account", "disable"), "anna")
    assert browser.request("/api/studies").status == 401
    browser.sign_in("anna", status=401)
    server.json(("account", "enable"), "anna")
    browser.sign_in("anna")


def test_a_name_is_locked_after_failures_and_an_administrator_opens_it(server):
    make_account(server, "anna")
    for _ in range(4):
        assert Browser(server).sign_in("anna", "wrong words here", status=401).json["error"]["code"] == "wrong_password"
    locked = Browser(server).sign_in("anna", "wrong words here", status=429)
    assert locked.json["error"]["code"] == "locked" and "locked until" in locked.json["error"]["message"]
    assert 0 < int(locked.headers["Retry-After"]) <= 900
    Browser(server).sign_in("anna", status=429)
    assert server.json(("account", "list"))["accounts"][0]["locked_until"]
    assert events(server, "account_locked") == [("anna", "anna", "API 127.0.0.1")]
    server.json(("account", "enable"), "anna")
    signed_in(server, "anna")


def test_the_author_of_a_note_is_who_has_signed_in(server, tmp_path):
    study = objects.Study()
    image = objects.image(study)
    server.take_in(save(tmp_path / "in", image))
    make_account(server, "anna", "author", "Lindner^Petra")
    browser = signed_in(server, "anna")
    draft = {"study_instance_uid": study.uid, "title": {"value": "113000", "scheme": "DCM"}, "references": [refer(image)]}
    answer = browser.request("/api/notes", "POST", draft)
    assert answer.status == 201, answer
    assert answer.json["author"] == "Lindner^Petra"
    assert events(server, "note_created")[0][0] == "anna"
    assert browser.request("/api/notes", "POST", {**draft, "author": "Lindner^Petra"}).status == 201
    other = browser.request("/api/notes", "POST", {**draft, "author": "Somebody^Else"})
    assert other.status == 400 and "author" in other.json["error"]["message"]
    person = {"type": "person", "name": "Somebody^Else"}
    assert "observers" in browser.request("/api/notes", "POST", {**draft, "observers": [person]}).json["error"]["message"]
    by_program = server.api.request("/api/notes", "POST", {"Content-Type": "application/json"}, json.dumps({**draft, "author": "Reader^Anna"}))
    assert by_program.status == 201 and by_program.json["author"] == "Reader^Anna"


def test_what_changes_something_by_a_cookie_comes_from_a_page_of_ours(server):
    make_account(server, "olaf", "operator")
    browser = signed_in(server, "olaf")
    for headers in ({"X-Kinote-Request": None}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"},
                    {"Origin": "null"}):
        answer = browser.request("/api/queues/RULES/halt", "POST", headers=headers)
        assert answer.status == 403 and answer.json["error"]["code"] == "foreign_request", (headers, answer)
    assert browser.request("/api/queues/RULES/halt", "POST", headers={"Origin": f"http://127.0.0.1:{server.http_port}"}).status == 200
    assert server.api.request("/api/queues/RULES/start", "POST").status == 200, "a bearer needs none"
    by_token = ApiClient(server.http_port).request("/api/queues/RULES/halt", "POST", {"Cookie": f"kinote_token={server.token}"})
    assert by_token.status == 403


def test_people_change_their_own_password_and_are_out_everywhere_else(server):
    make_account(server, "anna")
    here, there = signed_in(server, "anna"), signed_in(server, "anna")
    wrong = here.request("/api/session/password", "PUT", {"old_password": "wrong words here", "password": OTHER})
    assert wrong.status == 403
    weak = here.request("/api/session/password", "PUT", {"old_password": PASSWORD, "password": "short"})
    assert weak.status == 400 and "password" in weak.json["error"]["message"]
    assert here.request("/api/session/password", "PUT", {"old_password": PASSWORD, "password": OTHER}).status == 200
    assert here.request("/api/session").status == 200 and there.request("/api/session").status == 401
    there.sign_in("anna", status=401)
    there.sign_in("anna", OTHER)
    assert events(server, "password_changed") == [("anna", "anna", "API 127.0.0.1")]
    by_token = server.api.request("/api/session/password", "PUT", {"Content-Type": "application/json"},
                                  json.dumps({"old_password": PASSWORD, "password": OTHER}))
    assert by_token.status == 403


def test_administrators_keep_accounts_over_the_api(server):
    make_account(server, "root", "administrator")
    root = signed_in(server, "root")
    made = root.request("/api/accounts", "POST", {"account": "Anna", "display_name": "Lindner^Petra", "role": "author", "password": PASSWORD})
    assert made.status == 201 and made.headers["Location"] == "/api/accounts/anna"
    assert events(server, "account_created")[-1] == ("root", "anna", "API 127.0.0.1")
    anna = signed_in(server, "anna")
    assert root.request("/api/accounts/anna", "PUT", {"role": "operator"}).json["role"] == "operator"
    assert anna.request("/api/jobs").status == 200
    assert root.request("/api/accounts/anna/password", "PUT", {"password": OTHER}).status == 204
    assert anna.request("/api/session").status == 401
    assert root.request("/api/accounts/root", "DELETE").status == 403, "the last administrator"
    assert root.request("/api/accounts/root", "PUT", {"role": "reader"}).status == 403
    assert root.request("/api/accounts/anna", "DELETE").status == 204
    assert [one["account"] for one in root.request("/api/accounts").json["accounts"]] == ["root"]
    assert root.request("/api/accounts/anna", "DELETE").status == 404


def test_a_token_of_an_account_opens_dicomweb_until_it_is_revoked(server):
    make_account(server, "viewer", "reader")
    made = server.json(("account", "token", "create"), "viewer", "--purpose", "DICOMweb")
    client = ApiClient(server.http_port, made["token"])
    assert client.request("/dicom-web/studies", headers={"Accept": "application/dicom+json"}).status in (200, 204)
    assert client.request("/api/jobs").status == 403
    assert client.get("/api/session")["account"] == "viewer"
    assert made["token"] not in str(server.rows.all("SELECT token_sha256 FROM account_token"))
    [listed] = server.json(("account", "token", "list"), "viewer")["tokens"]
    assert (listed["id"], listed["purpose"]) == (made["id"], "DICOMweb") and listed["used_at"]
    assert server.json(("account", "token", "revoke"), "viewer", made["id"]) == {"tokens": []}
    assert client.request("/dicom-web/studies").status == 401
    assert server.run(("account", "token", "revoke"), "viewer", made["id"]).exit_code == 3


def test_a_session_that_is_used_is_written_once_a_minute_at_most(server):
    make_account(server, "anna")
    browser = signed_in(server, "anna")
    before = server.rows.one("SELECT seen_ms FROM session")
    for _ in range(10):
        assert browser.request("/api/studies").status == 200
    assert server.rows.one("SELECT seen_ms FROM session") == before
    server.rows.execute("UPDATE session SET seen_ms = seen_ms - 90000")
    assert browser.request("/api/studies", headers={"X-Kinote-Background": "1"}).status == 200
    assert server.rows.one("SELECT seen_ms FROM session") == before - 90000
    assert browser.request("/api/studies").status == 200
    assert server.rows.one("SELECT seen_ms FROM session") > before - 90000


def test_sessions_end_by_the_settings(sqlite_site, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text("[access]\nsession_idle_minutes = 5\nsession_hours = 1\nbehind_tls_proxy = true\n")
    sqlite_site.start("--config", file)
    make_account(sqlite_site, "anna")
    browser = Browser(sqlite_site)
    answer = browser.request("/api/sign-in", "POST", {"account": "anna", "password": PASSWORD}, {"X-Forwarded-For": "192.0.2.7"})
    assert all("; Secure" in line for line in answer.headers.get_all("Set-Cookie"))
    assert events(sqlite_site, "signed_in") == [("anna", "anna", "API 192.0.2.7")]
    sqlite_site.rows.execute("UPDATE session SET seen_ms = seen_ms - 300000")
    assert browser.request("/api/session").status == 401
    browser.sign_in("anna")
    sqlite_site.rows.execute("UPDATE session SET created_ms = created_ms - 3600000")
    assert browser.request("/api/session").status == 401


def test_a_flood_of_sign_ins_is_slowed_and_the_server_goes_on(server):
    make_account(server, "anna")
    browser = signed_in(server, "anna")
    outcomes = [Browser(server).request("/api/sign-in", "POST", {"account": f"name{number}", "password": "wrong words here"})
                for number in range(22)]
    assert [one.status for one in outcomes[:20]] == 20 * [401]
    assert {one.status for one in outcomes[20:]} <= {401, 429} and outcomes[20].json["error"]["code"] == "slowed"
    assert browser.request("/api/studies").status == 200, "who is in stays in"
    eventually(lambda: Browser(server).request("/api/sign-in", "POST", {"account": "anna", "password": PASSWORD}).status == 200,
               "the address may try again")


def test_only_the_sign_in_is_open_and_a_page_leads_there(server):
    stranger = ApiClient(server.http_port)
    page = stranger.request("/studies/1.2.3?x=1")
    assert page.status == 303 and page.headers["Location"] == "/sign-in?to=%2Fstudies%2F1.2.3%3Fx%3D1"
    sign_in = stranger.request("/sign-in")
    assert sign_in.status == 200 and b"<html" in sign_in.body.lower()
    for asset in re.findall(r'(?:src|href)="(/assets/[^"]+)"', sign_in.body.decode()):
        assert stranger.request(asset).status == 200, asset
    assert stranger.request("/healthz").body == b"ok\n"
    opened = [f"{method} {path}" for path, methods in DESCRIPTION["paths"].items() for method, one in methods.items()
              if one.get("security") == []]
    assert sorted(opened) == ["get /healthz", "post /api/sign-in"]
