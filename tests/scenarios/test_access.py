"""No route answers a stranger, from the first day. Accounts: test_accounts.py."""

import json
import re
import socket

import pytest

import objects
from api_client import ApiClient
from conftest import PROJECT

DESCRIPTION = json.loads((PROJECT / "docs" / "openapi.json").read_text())
PAGES = ["/", "/index.html", "/studies/1.2.3", "/nothing/here", "/sign-in/x"]  # they lead to the sign-in
OPEN = {("GET", "/healthz"), ("HEAD", "/healthz"), ("POST", "/api/sign-in")}


def routes():
    """Each described path, with its parameters filled in."""
    return [re.sub(r"\{[^}]*\}", "1.2.3", path) for path in DESCRIPTION["paths"]]


def web_service_of(site):
    """Each path of DICOMweb, as the service tells of itself."""
    told = site.api.request("/dicom-web", "OPTIONS", headers={"Accept": "application/json"}).json
    return ["/dicom-web"] + ["/dicom-web/" + re.sub(r"\{[^}]*\}", "1.2.3", one["path"])
                             for one in told["application"]["resources"]["resource"]]


def test_the_token_is_made_once_and_for_its_owner_only(server):
    file = server.data / "api-token"
    token = file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert re.fullmatch(r"[0-9A-Za-z_-]{32,}\n?", token)
    assert server.stop()[0] == 0
    server.start()
    assert file.read_text() == token


def test_each_site_has_a_token_of_its_own(sqlite_server, tmp_path):
    from kinote_site import Site
    other = Site(tmp_path / "other")
    try:
        other.start()
        assert other.token != sqlite_server.token
        assert ApiClient(other.http_port, sqlite_server.token).request("/api/studies").status == 401
    finally:
        other.end()


def test_the_environment_may_give_the_token(sqlite_site):
    sqlite_site.start(environment={"KINOTE_API_TOKEN": "a-token-from-the-environment"})
    assert not (sqlite_site.data / "api-token").exists()
    assert ApiClient(sqlite_site.http_port, "a-token-from-the-environment").get("/api/studies")["total"] == 0
    assert ApiClient(sqlite_site.http_port, "another").request("/api/studies").status == 401
    assert "a-token-from-the-environment" not in sqlite_site.log()


@pytest.mark.parametrize("headers", [
    {}, {"Authorization": "Bearer "}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic a2lub3RlOg=="},
    {"Cookie": "kinote_token=wrong"}, {"Cookie": "kinote_token="},
], ids=str)
def test_every_route_and_page_refuses_a_stranger(sqlite_server, headers):
    stranger = ApiClient(sqlite_server.http_port)
    for path in routes() + PAGES + web_service_of(sqlite_server):
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
            answer = stranger.request(path, method, headers)
            if (method, path) in OPEN:
                continue
            if path in PAGES and method in ("GET", "HEAD"):
                assert answer.status == 303 and answer.headers["Location"].startswith("/sign-in"), (method, path, answer)
                continue
            assert answer.status == 401, (method, path, answer)
            if path.startswith("/api") and method != "HEAD":
                assert set(answer.json["error"]) == {"code", "message"}


def test_a_token_in_part_or_in_a_wrong_place_opens_nothing(sqlite_server):
    token = sqlite_server.token
    stranger = ApiClient(sqlite_server.http_port)
    for wrong in (token[:-1], token + "x", token.upper() + "x", token[::-1]):
        assert stranger.request("/api/studies", headers={"Authorization": f"Bearer {wrong}"}).status == 401
    assert stranger.request(f"/api/studies?token={token}").status == 401
    assert stranger.request("/?token=" + token[:-1]).headers["Location"] == "/sign-in"


def test_opening_the_address_with_the_token_sets_a_cookie_that_opens_all(sqlite_server):
    browser = ApiClient(sqlite_server.http_port)
    answer = browser.request(f"/?token={sqlite_server.token}")
    assert answer.status in (302, 303) and answer.headers["Location"] == "/"
    cookie = answer.headers["Set-Cookie"]
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= attributes
    sent = {"Cookie": cookie.split(";")[0]}
    page = browser.request("/", headers=sent)
    assert page.status == 200 and b"<html" in page.body.lower()
    assert browser.request("/api/studies", headers=sent).json == {"studies": [], "has_more": False, "total": 0}
    assert sqlite_server.token not in sqlite_server.log()


def test_any_page_opens_with_the_token_in_its_address(sqlite_server):
    browser = ApiClient(sqlite_server.http_port)
    answer = browser.request(f"/studies/1.2.3?token={sqlite_server.token}&x=1")
    assert answer.status == 303 and answer.headers["Location"] == "/studies/1.2.3?x=1"
    assert browser.request("/studies/1.2.3", headers={"Cookie": answer.headers["Set-Cookie"].split(";")[0]}).status == 200
    assert browser.request(f"//evil.example/?token={sqlite_server.token}").headers.get("Location") in (None, "/")
    assert "api-token" in browser.request("/api/studies").body.decode()


def test_the_scheme_of_the_token_is_read_in_any_case(sqlite_server):
    stranger = ApiClient(sqlite_server.http_port)
    for scheme in ("bearer", "BEARER"):
        answer = stranger.request("/api/studies", headers={"Authorization": f"{scheme} {sqlite_server.token}"})
        assert answer.status == 200, answer


def test_every_described_route_answers_who_has_the_token_as_it_is_described(sqlite_server):
    for path, filled in zip(DESCRIPTION["paths"], routes()):
        for method, operation in DESCRIPTION["paths"][path].items():
            status = sqlite_server.api.status(filled, method.upper())
            assert status != 401 and str(status) in operation["responses"], (method, filled, status)


def test_requests_for_another_host_are_refused(sqlite_server):
    port = sqlite_server.http_port
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1:1", f"127.0.0.1.evil.example:{port}"):
        for path in ["/", f"/?token={sqlite_server.token}", "/api/studies"]:
            answer = sqlite_server.api.request(path, headers={"Host": host})
            assert 400 <= answer.status < 500 and answer.status != 401, (host, path, answer)
            assert "Set-Cookie" not in answer.headers
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"):
        assert sqlite_server.api.request("/api/studies", headers={"Host": host}).status == 200, host


def test_a_request_without_a_host_is_refused(sqlite_server):
    with socket.create_connection(("127.0.0.1", sqlite_server.http_port), timeout=60) as connection:
        connection.sendall(f"GET /api/studies HTTP/1.1\r\nAuthorization: Bearer {sqlite_server.token}\r\n\r\n".encode())
        assert connection.recv(64).startswith(b"HTTP/1.1 400")


def test_further_hosts_are_allowed_by_configuration_beside_the_served_address(sqlite_site, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text('[http]\nhosts = ["notes.hospital.example"]\n')
    sqlite_site.start("--config", file)
    for host in ("notes.hospital.example", f"127.0.0.1:{sqlite_site.http_port}"):
        assert sqlite_site.api.request("/api/studies", headers={"Host": host}).status == 200, host
    assert sqlite_site.api.request("/api/studies", headers={"Host": "evil.example"}).status == 421


def test_answers_forbid_framing_and_sniffing(sqlite_server):
    for path in ("/", "/api/studies"):
        headers = sqlite_server.api.request(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_no_stranger_on_the_machine_can_read_what_is_stored(sqlite_server, tmp_path):
    study = objects.Study()
    objects.write(tmp_path / "in", objects.image(study, size=256))
    sqlite_server.take_in(tmp_path / "in")
    files = [path for path in sqlite_server.data.rglob("*") if path.is_file()]
    assert any(path.suffix == ".dcm" for path in files) and sqlite_server.data / "kinote.sqlite" in files
    assert [path.name for path in files if path.stat().st_mode & 0o007] == []
