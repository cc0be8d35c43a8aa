"""Exceptions reach people: by a web server's POST, by mail, by figures; each at least once, whatever fails."""

import pytest

import objects
from kinote_site import eventually
from notified_people import SECRET, MailServer, WebHook, await_told, make_certificate

CAUSE = "other_content"


@pytest.fixture
def hook():
    made = WebHook()
    yield made
    made.end()


@pytest.fixture
def mail_server():
    made = MailServer()
    yield made
    made.end()


def configure(folder, **keys):
    values = {"interval_seconds": 1, "look_seconds": 1, "retry_seconds": 1, "timeout_seconds": 20, **keys}
    lines = [f"{name} = {value if isinstance(value, (int, list)) else repr(value)}" for name, value in values.items()]
    file = folder / "site.toml"
    file.write_text("[notifications]\n" + "\n".join(lines).replace("'", '"') + "\n")
    return file


def with_hook(folder, hook, **keys):
    return configure(folder, webhook_url=hook.url, webhook_secret=SECRET, link="https://kinote.site.example", **keys)


def raise_one(site, folder):
    """An object under a UID that another one has. Gives its study."""
    study = objects.Study(patient_name="Doe^Secret")
    image = objects.image(study)
    site.take_in(*objects.write(folder / image.SOPInstanceUID, image))
    image.PatientComments = "another content"
    site.take_in(*objects.write(folder / f"{image.SOPInstanceUID}.again", image), exit_code=3)
    return study


def undo_all(site):
    site.rows.execute("UPDATE job_exception SET state = 'closed', closed_ms = raised_ms, closed_as = 'done'")


def channel(site, name="webhook"):
    return next(one for one in site.json(("notifications", "status"))["channels"] if one["channel"] == name)


def test_a_new_cause_and_its_end_are_told_to_a_web_server_without_a_patients_name(site, hook, tmp_path):
    file = with_hook(tmp_path, hook)
    site.start("--config", file)
    study = raise_one(site, tmp_path)
    opened = await_told(hook, 1)[0]
    assert (opened["kind"], opened["cause"], opened["raised"], opened["open"]) == ("opened", CAUSE, 1, 1)
    assert opened["studies"] == [study.uid] and opened["remedy"]
    assert opened["link"] == "https://kinote.site.example/status"
    assert "Doe" not in str(hook.received) and study.attributes["PatientID"] not in str(opened)
    others = {raise_one(site, tmp_path).uid for _ in range(3)}
    eventually(lambda: sum(one["raised"] for one in hook.told("more")) == 3, "the three others are told")
    assert others == {uid for one in hook.told("more") for uid in one["studies"]}
    undo_all(site)
    closed = await_told(hook, 1, "closed")[0]
    assert (closed["cause"], closed["raised"], closed["open"]) == (CAUSE, 0, 0)
    assert channel(site)["waiting"] == 0 and channel(site)["delivered_at"]
    shown = site.json(("notifications", "status"), "--config", file)
    assert shown == site.api.get("/api/notifications") and shown["channels"][0]["receiver"] in hook.url


def test_mail_goes_to_all_recipients_over_tls_with_an_account(site, tmp_path):
    certificate = make_certificate(tmp_path / "tls")
    server = MailServer(certificate, ("kinote", "pass word"))
    try:
        file = configure(tmp_path, smtp_url=server.url, smtp_user="kinote", smtp_password="pass word",
                         mail_from="kinote@site.example", mail_to=["a@site.example", "b@site.example"],
                         ca_file=str(certificate[0]))
        site.start("--config", file)
        study = raise_one(site, tmp_path)
        envelope, is_tls, mail = eventually(lambda: server.received and server.received[0], "a mail")
        assert is_tls and envelope.rcpt_tos == ["a@site.example", "b@site.example"]
        assert envelope.mail_from == "kinote@site.example" and mail["Subject"] == f"[kinote] 1 new exception: {CAUSE}"
        assert study.uid in mail.get_payload() and "Doe" not in envelope.content.decode()
    finally:
        server.end()


def test_who_cannot_prove_who_he_is_gets_nothing(sqlite_site, tmp_path):
    certificate = make_certificate(tmp_path / "tls")
    hook, server = WebHook(certificate), MailServer(certificate)
    try:
        keys = {"smtp_url": server.url, "mail_from": "kinote@site.example", "mail_to": ["a@site.example"]}
        file = with_hook(tmp_path, hook, **keys)
        tested = sqlite_site.run(("notifications", "test"), "--config", file)
        assert tested.exit_code == 3 and "certificate" in tested.errors, tested
        assert not hook.received and not server.received
        file = with_hook(tmp_path, hook, ca_file=str(certificate[0]), **keys)
        assert sqlite_site.run(("notifications", "test"), "--config", file).exit_code == 0
        assert hook.told()[0]["kind"] == "test" and server.received[0][1], "over TLS"
    finally:
        hook.end()
        server.end()


def test_nothing_is_lost_while_receivers_refuse_and_an_exception_says_that_they_do(site, hook, mail_server, tmp_path):
    hook.status = 500
    mail_server.answer = "451 try again"
    file = with_hook(tmp_path, hook, smtp_url=mail_server.url, smtp_tls="none", mail_from="kinote@site.example",
                     mail_to=["a@site.example"], failing_seconds=2)
    site.start("--config", file)
    raise_one(site, tmp_path)
    eventually(lambda: {one["cause"] for one in site.api.exceptions()} == {CAUSE, "webhook_failed", "mail_failed"},
               "both failures are raised")
    failing = channel(site)
    assert failing["waiting"] >= 1 and failing["attempts"] >= 1 and "status 500" in failing["error"]
    assert "secret" not in failing["error"] and "451" in channel(site, "mail")["error"]
    metrics = site.api.request("/metrics").body.decode()
    assert f'kinote_exceptions{{cause="{CAUSE}",state="open"}} 1\n' in metrics
    assert 'kinote_notifications_waiting{channel="mail"}' in metrics
    assert 'kinote_queue_state{queue="MVF_OBJECT_CREATOR",state="running"} 1\n' in metrics
    hook.status = 200
    mail_server.answer = None
    eventually(lambda: {one["cause"] for one in site.api.exceptions()} == {CAUSE}, "the failures close themselves")
    eventually(lambda: {channel(site, name)["waiting"] for name in ("webhook", "mail")} == {0}, "all have gone")
    assert CAUSE in {one["cause"] for one in hook.told()}
    assert any(CAUSE in mail["Subject"] for mail in mail_server.mails())
    assert not any("webhook_failed" in one["cause"] for one in hook.told()), "it is not told of itself"


def test_each_exception_is_told_at_least_once_over_a_kill_in_the_middle(site, hook, tmp_path):
    file = with_hook(tmp_path, hook)
    site.start("--config", file)
    hook.hold()
    told = [raise_one(site, tmp_path).uid]
    assert hook.holding.wait(60), "a message is on its way"
    told.append(raise_one(site, tmp_path).uid)
    site.kill()
    hook.release()
    told.append(raise_one(site, tmp_path).uid)
    site.start("--config", file)
    eventually(lambda: set(told) <= {study for one in hook.told() for study in one["studies"]}, "all three are told")
    eventually(lambda: channel(site)["waiting"] == 0, "nothing waits")


def test_a_slow_receiver_blocks_no_job_and_no_stop(site, hook, tmp_path):
    site.start("--config", with_hook(tmp_path, hook))
    hook.hold()
    raise_one(site, tmp_path)
    assert hook.holding.wait(60)
    study = objects.Study()
    site.take_in(*objects.write(tmp_path / "more", objects.kosd(study, [objects.image(study)])))
    site.wait_until_registered()
    assert site.stop(limit=15)[0] == 0, "the message is broken off"


def test_a_test_says_how_each_receiver_took_it(sqlite_site, hook, tmp_path):
    assert sqlite_site.run(("notifications", "test")).exit_code == 3, "nobody is told"
    file = with_hook(tmp_path, hook, smtp_url="smtp://127.0.0.1:1", smtp_tls="none", mail_from="a@site.example",
                     mail_to=["b@site.example"])
    tested = sqlite_site.json(("notifications", "test"), "--config", file, exit_code=1)["channels"]
    assert [(one["channel"], one["error"] is None) for one in tested] == [("webhook", True), ("mail", False)]
    sqlite_site.start("--config", file)
    answer = sqlite_site.api.request("/api/notifications/test", "POST")
    assert answer.status == 200 and [one["error"] is None for one in answer.json["channels"]] == [True, False]
    assert [one["kind"] for one in hook.told()] == ["test", "test"]


@pytest.mark.parametrize("keys, named", [
    ({"webhook_url": "ftp://host/"}, "webhook_url"), ({"smtp_url": "smtp://host"}, "mail_to"),
    ({"smtp_url": "smtp://host", "mail_to": ["a@b"], "mail_from": "nobody"}, "mail_from"),
    ({"smtp_url": "smtp://host", "mail_to": ["a@b"], "mail_from": "a@b", "smtp_user": "u", "smtp_tls": "none"}, "smtp_tls"),
    ({"smtp_url": "http://host", "mail_to": ["a@b"], "mail_from": "a@b"}, "smtp_url")])
def test_what_is_wrong_in_the_configuration_is_named(sqlite_site, tmp_path, keys, named):
    done = sqlite_site.run(("config", "check"), "--config", configure(tmp_path, **keys))
    assert done.exit_code == 2 and f"notifications.{named}" in done.errors, done


def test_secrets_of_the_configuration_are_not_shown(sqlite_site, hook, tmp_path):
    file = with_hook(tmp_path, hook, smtp_password="seen by nobody")
    shown = sqlite_site.run(("config", "list"), "--config", file).output
    assert SECRET not in shown and "path-that-is-secret" not in shown and "seen by nobody" not in shown
