"""The configuration in force as administrators see it: each key with its value, and where that comes from."""

from accounts import PASSWORD, make_account, signed_in

SECRETS = {"notifications.smtp_password": "hush-mail", "notifications.webhook_secret": "hush-sign"}


def test_each_value_tells_where_it_comes_from_and_secrets_are_hidden(sqlite_site, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text("[log]\nlevel = 'warn'\n[notifications]\nproxy = 'http://us:hush-proxy@127.0.0.1:1'\n"
                    "webhook_url = 'http://127.0.0.1:1/hush-hook'\n")
    environment = {"KINOTE_" + key.upper().replace(".", "_"): word for key, word in SECRETS.items()}
    sqlite_site.start("--config", file, environment=environment)
    answer = sqlite_site.api.request("/api/configuration")
    assert answer.status == 200 and "hush" not in str(answer.json), answer
    by_key = {one["key"]: one for one in answer.json["values"]}
    for key in SECRETS:
        assert by_key[key]["value"] == "(set)" and by_key[key]["origin"] == "environment", by_key[key]
        assert by_key[key]["place"] == by_key[key]["variable"]
    assert by_key["notifications.proxy"]["value"] == "http://us:(hidden)@127.0.0.1:1"
    level = by_key["log.level"]
    assert (level["value"], level["default"], level["origin"], level["place"]) == ("warn", "info", "file", str(file))
    assert by_key["http.port"]["origin"] == "command_line"
    workers = by_key["jobs.workers"]
    assert workers["origin"] == "default" and workers["place"] is None and workers["value"] == workers["default"]
    assert all(one["description"] for one in answer.json["values"])
    own = str(sqlite_site.data / "kinote.toml")
    assert answer.json["own_file"] == own and answer.json["files"][-1] == str(file)
    listed = {one["key"]: one["value"] for one in sqlite_site.json(("config", "list"))}
    assert set(listed) == set(by_key)


def test_the_configuration_is_for_administrators(sqlite_server):
    for name, role, status in [("olaf", "operator", 403), ("ada", "administrator", 200)]:
        make_account(sqlite_server, name, role)
        assert signed_in(sqlite_server, name, PASSWORD).request("/api/configuration").status == status
