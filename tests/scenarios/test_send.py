"""Studies go out with a KOSD for each note; both sides hold the same, whatever happens on the way."""

import datetime
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydicom import dcmread

import objects
from conftest import make_site
from dicom_network import run_tool
from kinote_site import eventually
from orthanc_peer import OrthancPeer, free_port
from receivers import ABORT, OUT_OF_RESOURCES, REFUSED, STORED, ScriptedScp, StoreScp, Wiretap
from test_create_kosd import kosds, make_note, refer, save


@pytest.fixture
def ended():
    """Peers that the scenario starts: ended with it."""
    peers = []
    yield lambda peer: peers.append(peer) or peer
    for peer in peers:
        peer.end()


@pytest.fixture
def sender(server, tmp_path):
    """A site that serves with a study of three images and a note over one of them."""
    server.study = objects.Study()
    server.images = [objects.image(server.study) for _ in range(3)]
    server.take_in(save(tmp_path / "objects", *server.images))
    server.note = make_note(server, tmp_path, server.study, [refer(server.images[0])])
    return server


def set_destination(site, port, *words, name="NORTH", ae_title=None, interval=1):
    """Of those that name no other AE title NORTH has that of storescp, and each one else its own name."""
    ae_title = ae_title or ("STORESCP" if name == "NORTH" else name)
    return site.json(("destinations", "set"), name, "--ae-title", ae_title, "--host", "127.0.0.1", "--port", port,
                     "--retry-interval", interval, *words)


def retry_each_second(site, attempts):
    """Without back-off, for peers that fail many times."""
    site.json(("retries", "set"), "SEND_NORTH", "--retry", "automatic", "--interval", 1, "--longest", 1, "--attempts", attempts)


def send(site, *words, name="NORTH", study=None, wait=60, exit_code=0):
    """Sends the study, and gives the export once it is over."""
    done = site.json("send", name, (study or site.study).uid, "--wait", wait, *words, exit_code=exit_code)
    return done["exports"][0]


def visible(site, study=None):
    rows = site.rows.all("SELECT i.sop_instance_uid FROM visible_instance i JOIN study s ON s.id = i.study "
                         f"WHERE s.study_instance_uid = '{(study or site.study).uid}'")
    return {uid for uid, in rows}


def data_sets(site):
    """All objects here without the file meta information, which each system writes for itself."""
    return {uid: dcmread(io.BytesIO(content)) for uid, content in site.stored_objects().items()}


def test_a_study_goes_out_with_a_kosd_for_its_note_and_only_once(sender, tmp_path, ended):
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(sender, peer.port)
    assert kosds(sender) == {}
    done = send(sender)
    assert done["state"] == "done" and done["delivered"] == 4 and done["refused"] == 0 and done["remarks"] == []
    assert set(peer.received()) == visible(sender) and len(kosds(sender)) == 1
    shown = sender.json(("exports", "show"), done["id"])
    assert {row["state"] for row in shown["ledger"]} == {"delivered"} and len(shown["ledger"]) == 4
    assert send(sender)["delivered"] == 0
    assert send(sender, "--again")["delivered"] == 4


def test_what_changed_goes_next_time_and_a_new_version_takes_the_place_of_the_old(sender, tmp_path, ended):
    peer = ended(ScriptedScp())
    set_destination(sender, peer.port)
    send(sender)
    first = next(iter(kosds(sender)))
    sender.take_in(save(tmp_path / "more", objects.image(sender.study)))
    assert send(sender)["delivered"] == 1
    note = sender.api.note(sender.note)
    draft = {"study_instance_uid": sender.study.uid, "title": {"value": "113003", "scheme": "DCM"},
             "author": "Reader^Anna", "references": [refer(sender.images[1])]}
    path = tmp_path / "edited.json"
    path.write_text(json.dumps(draft))
    sender.json(("notes", "edit"), sender.note, path, "--version", note["version"])
    assert first in visible(sender), "the old one is shown until the new one is stored"
    assert send(sender)["delivered"] == 1
    second = peer.requests[-1]
    assert second != first and second in visible(sender) and first not in visible(sender)


def test_what_is_hidden_is_not_on_the_wire(sender, tmp_path, ended):
    peer = ended(StoreScp(tmp_path / "north"))
    tap = ended(Wiretap(peer.port))
    set_destination(sender, tap.port)
    second = make_note(sender, tmp_path, sender.study, [refer(sender.images[1])])
    sender.json(("kosd", "create"), "--all")
    sender.wait_for_queue()
    hidden_kosd = next(uid for uid, content in kosds(sender).items() if sender.images[1].SOPInstanceUID.encode() in content)
    sender.json(("notes", "delete"), second)
    hidden_image = sender.images[2].SOPInstanceUID
    sender.json(("deletions", "mark"), "--study", sender.study.uid, "--object", hidden_image)
    done = send(sender)
    assert done["state"] == "done" and done["delivered"] == 3
    assert set(peer.received()) == visible(sender) and len(visible(sender)) == 3
    for uid in (hidden_kosd, hidden_image):
        assert uid.encode() not in tap.captured
    assert sender.images[0].SOPInstanceUID.encode() in tap.captured


def test_what_is_marked_while_it_is_sent_goes_no_further(sender, ended):
    hidden = []

    def answer(number):
        if number == 1:
            hidden.extend([one.SOPInstanceUID for one in sender.images if one.SOPInstanceUID not in peer.requests][:2])
            for uid in hidden:
                sender.json(("deletions", "mark"), "--study", sender.study.uid, "--object", uid)
        return STORED

    peer = ended(ScriptedScp(answer))
    set_destination(sender, peer.port)
    done = send(sender)
    assert done["state"] == "done" and done["delivered"] == 2
    assert len(hidden) == 2 and not set(hidden) & set(peer.requests)


def test_a_site_may_hold_a_study_until_its_kosds_can_be_made(sender, tmp_path, ended):
    sender.stop()
    sender.start(environment={"KINOTE_EXPORTS_WITHOUT_KOSD": "hold"})
    peer = ended(ScriptedScp())
    set_destination(sender, peer.port)
    lost = objects.image(sender.study)
    make_note(sender, tmp_path, sender.study, [refer(lost)])
    done = send(sender, exit_code=None)
    assert done["state"] == "failed" and peer.requests == []
    [job] = [one for one in sender.json(("jobs", "list"), "--kind", "SEND") if one["state"] == "error"]
    assert "could not be made, and this site holds studies" in job["error"]
    sender.take_in(save(tmp_path / "lost", lost))
    sender.wait_for_queue()
    sender.run(("jobs", "retry"), job["id"])
    eventually(lambda: len(peer.requests) == 6, "all goes, with both KOSDs")


def test_key_images_only(sender, tmp_path, ended):
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(sender, peer.port, "--key-images-only")
    assert send(sender)["scope"] == "key_images"
    assert set(peer.received()) == {sender.images[0].SOPInstanceUID, *kosds(sender)}
    assert send(sender, "--whole")["delivered"] == 2
    assert set(peer.received()) == visible(sender)


def test_two_sites_hold_the_same_and_show_the_same_note(sender, tmp_path, ended):
    other, remove = make_site(tmp_path / "other", "sqlite")
    try:
        other.start()
        set_destination(sender, other.dicom_port, ae_title="KINOTE")
        assert sender.json("echo", "NORTH")["answers"]
        assert send(sender)["state"] == "done"
        other.wait_until_registered()
        assert data_sets(other) == data_sets(sender)
        assert other.api.studies()[0]["objects"] == sender.api.studies()[0]["objects"] == 4
        there, here = other.api.notes(sender.study.uid)[0], sender.api.note(sender.note)
        assert there["source"] == "received" and there["title"] == here["title"] and there["author"] == here["author"]
        assert [one["sop_instance_uid"] for one in there["references"]] == [sender.images[0].SOPInstanceUID]
    finally:
        other.end()
        remove()


def test_orthanc_takes_it_all(sender, tmp_path, ended):
    orthanc = ended(OrthancPeer(tmp_path / "orthanc", sender.dicom_port))
    port = orthanc.call("GET", "/system")["DicomPort"]
    set_destination(sender, port, ae_title="ORTHANC")
    assert send(sender)["state"] == "done"
    held = {orthanc.call("GET", f"/instances/{one}/simplified-tags")["SOPInstanceUID"]
            for one in orthanc.call("GET", "/instances")}
    assert held == visible(sender)


def test_a_peer_that_is_away_gets_all_when_it_is_back(sender, tmp_path, ended):
    peer = ended(StoreScp(tmp_path / "north"))
    peer.end()
    set_destination(sender, peer.port)
    refused = sender.run("echo", "NORTH")
    assert refused.exit_code == 3 and "refused" in refused.errors
    waiting = send(sender, wait=0, exit_code=3)
    retried = eventually(lambda: [job for job in sender.json(("jobs", "list"), "--kind", "SEND", "--state", "retry")],
                         "the job waits for another try")
    assert "STORESCP" in retried[0]["error"]
    peer.start()
    eventually(lambda: sender.json(("exports", "show"), waiting["id"])["state"] == "done", "sent at last")
    assert set(peer.received()) == visible(sender)


def test_an_abort_in_the_middle_is_gone_on_from_where_it_stopped(sender, ended):
    peer = ended(ScriptedScp(lambda number: None if number == 3 else STORED))
    set_destination(sender, peer.port)
    done = send(sender)
    assert done["state"] == "done" and done["delivered"] == 4
    assert len(peer.requests) == 5 and len(set(peer.requests)) == 4, "only what had no answer went twice"


def test_a_full_disk_there_is_waited_out(sender, ended):
    peer = ended(ScriptedScp(lambda number: OUT_OF_RESOURCES if number in (2, 3) else STORED))
    set_destination(sender, peer.port)
    done = send(sender)
    assert done["state"] == "done" and done["delivered"] == 4 and done["refused"] == 0


def test_a_refusal_for_good_is_an_exception_that_says_what_to_do(sender, ended):
    answers = {1: REFUSED}
    peer = ended(ScriptedScp(lambda number: answers.get(number, STORED)))
    set_destination(sender, peer.port)
    done = send(sender, exit_code=1)
    assert done["state"] == "done_in_part" and done["delivered"] == 3 and done["refused"] == 1
    ledger = sender.json(("exports", "show"), done["id"])["ledger"]
    assert [row["status"] for row in ledger if row["state"] == "refused"] == ["0122"]
    exception = sender.json("exceptions")[0]
    assert exception["study_instance_uid"] == sender.study.uid and f"exports show {done['id']}" in exception["message"]
    answers.clear()
    sender.json(("jobs", "retry"), done["job"])
    eventually(lambda: sender.json(("exports", "show"), done["id"])["state"] == "done", "sent after a retry")
    assert sender.json("exceptions") == []
    assert len(peer.requests) == 5


def test_a_class_that_the_peer_does_not_take_is_named(sender, ended):
    peer = ended(ScriptedScp(refuses=[objects.KOSD]))
    set_destination(sender, peer.port)
    done = send(sender, exit_code=1)
    assert done["delivered"] == 3 and done["refused"] == 1
    ledger = sender.json(("exports", "show"), done["id"])["ledger"]
    assert next(row for row in ledger if row["state"] == "refused")["comment"]


def test_a_note_that_cannot_become_an_object_is_said_and_the_images_go(sender, tmp_path, ended):
    peer = ended(ScriptedScp())
    set_destination(sender, peer.port)
    lost = objects.image(sender.study)
    broken = make_note(sender, tmp_path, sender.study, [refer(sender.images[0]), refer(lost)])
    done = send(sender, exit_code=1)
    assert done["state"] == "done" and done["delivered"] == 4 and done["notes_without_kosd"] == [broken]
    [job] = sender.json(("jobs", "list"), "--kind", "CREATE_KOSD", "--state", "error")
    [remark] = done["remarks"]
    assert broken in remark and lost.SOPInstanceUID in remark and f"kinote jobs retry {job['id']}" in remark
    told = sender.run("send", "NORTH", sender.study.uid, "--wait", 60)
    assert told.exit_code == 1 and remark in told.output, "nothing was left to send, and the note is still without"
    asked = sender.json(("kosd", "create"), "--all", exit_code=1)
    assert asked["jobs"] == 0 and [one["note"] for one in asked["failures"]] == [broken]
    assert sender.json(("kosd", "create"), broken, exit_code=3)["failures"][0]["reason"]
    sender.take_in(save(tmp_path / "lost", lost))
    sender.wait_for_queue()
    eventually(lambda: set(peer.requests) == visible(sender), "what came, and the KOSD that it was wanting for, follow")
    assert sender.json("exceptions") == []
    assert send(sender)["notes_without_kosd"] == []
    assert sender.json(("kosd", "create"), "--all")["failures"] == []


def test_a_creation_that_is_abandoned_does_not_come_back_by_itself(sender, tmp_path, ended):
    peer = ended(ScriptedScp())
    set_destination(sender, peer.port)
    sender.json(("queues", "halt"), "MVF_OBJECT_CREATOR")
    sender.json("send", "NORTH", sender.study.uid)
    (creation,) = sender.json(("jobs", "list"), "--kind", "CREATE_KOSD")
    sender.json(("jobs", "abandon"), creation["id"])

    def exports():
        return sender.json(("exports", "list"))["exports"]

    export = eventually(lambda: [one for one in exports() if one["state"] == "done"], "it goes")[0]
    assert export["notes_without_kosd"] == [sender.note] and export["delivered"] == 3
    assert f"it was abandoned: mend that, then kinote jobs retry {creation['id']}" in export["remarks"][0]
    assert len(exports()) == 1, "no export follows"
    assert [one["id"] for one in sender.json(("jobs", "list"), "--kind", "CREATE_KOSD")] == [creation["id"]]
    sender.json(("queues", "start"), "MVF_OBJECT_CREATOR")
    sender.json(("jobs", "retry"), creation["id"])
    eventually(lambda: set(peer.requests) == visible(sender) and len(peer.requests) == 4, "its KOSD follows")


def test_a_study_that_is_not_here_does_not_keep_the_others_back(sender, ended):
    peer = ended(ScriptedScp())
    set_destination(sender, peer.port)
    done = sender.json("send", "NORTH", "1.2.3", sender.study.uid, "--wait", 60, exit_code=1)
    assert [one["state"] for one in done["exports"]] == ["done"]
    assert [one["study_instance_uid"] for one in done["failures"]] == ["1.2.3"]
    assert sender.json("send", "NORTH", "1.2.3", "--wait", 60, exit_code=3)["exports"] == []
    assert sender.json("retrieve", "1.2.3", sender.study.uid, exit_code=1)["failures"]
    assert sender.json(("cache", "free"), "1.2.3", exit_code=3)["failures"]


def test_more_kinds_of_objects_than_an_association_has_contexts(sender, tmp_path, ended):
    peer = ended(ScriptedScp())
    set_destination(sender, peer.port)
    study = objects.Study()
    many = []
    for number in range(150):
        one = objects.image(study)
        one.SOPClassUID = one.file_meta.MediaStorageSOPClassUID = f"1.2.840.10008.5.1.4.1.1.{200 + number}"
        many.append(one)
    sender.take_in(save(tmp_path / "many", *many))
    done = send(sender, study=study)
    assert done["state"] == "done" and done["delivered"] == 150
    assert peer.associations == 3, "64 classes in each of the first two: as they are stored, and in Implicit VR"


def test_objects_that_always_fail_do_not_keep_the_others_back(sender, tmp_path, ended):
    sender.take_in(save(tmp_path / "more", *(objects.image(sender.study) for _ in range(10))))
    stubborn = [one.SOPInstanceUID for one in sender.images]
    peer = ended(ScriptedScp(lambda number: OUT_OF_RESOURCES if peer.requests[-1] in stubborn else STORED))
    set_destination(sender, peer.port, "--most-attempts", 2)
    done = send(sender, exit_code=1)
    assert done["state"] == "failed" and done["delivered"] == 11


@pytest.mark.parametrize("unbearable", [[2, 3, 4, 9, 14], [0, 1, 2, 3, 4], [15, 16, 17, 18, 19]],
                         ids=["apart", "first", "last"])
def test_objects_that_end_the_association_are_named_and_the_others_go(sqlite_server, tmp_path, ended, unbearable):
    study = objects.Study()
    images = [objects.image(study) for _ in range(20)]
    for number, image in enumerate(images):
        sqlite_server.take_in(save(tmp_path / str(number), image))
    bad = sorted(images[number].SOPInstanceUID for number in unbearable)
    peer = ended(ScriptedScp(lambda number: ABORT if peer.requests[-1] in bad else STORED))
    set_destination(sqlite_server, peer.port, "--most-attempts", 6)
    retry_each_second(sqlite_server, 6)
    done = send(sqlite_server, study=study, exit_code=1)
    assert (done["state"], done["delivered"], done["refused"]) == ("done_in_part", 15, 5)
    ledger = sqlite_server.json(("exports", "show"), done["id"])["ledger"]
    refused = {row["sop_instance_uid"]: row["comment"] for row in ledger if row["state"] == "refused"}
    assert sorted(refused) == bad
    assert all(re.match(r"the association ended [3-6] times on this object", why) for why in refused.values()), refused
    [exception] = sqlite_server.json("exceptions")
    assert all(uid in exception["message"] for uid in bad)
    good = [uid for uid in peer.requests if uid not in bad]
    assert len(good) == len(set(good)) == 15, "nothing went twice"
    attempts = len(peer.requests)
    sqlite_server.json(("jobs", "retry"), done["job"])
    eventually(lambda: sqlite_server.json("exceptions"), "it ends in part again")
    assert sorted(set(peer.requests[attempts:])) == bad and len(peer.requests) >= attempts + 5
    bad.clear()
    sqlite_server.json(("jobs", "retry"), done["job"])
    eventually(lambda: sqlite_server.json(("exports", "show"), done["id"])["state"] == "done", "the peer was mended")
    assert sqlite_server.json("exceptions") == []


def test_a_peer_that_aborts_on_everything_for_a_while_gets_all(sender, ended):
    answers = [ABORT] * 7
    peer = ended(ScriptedScp(lambda number: answers.pop() if answers else STORED))
    set_destination(sender, peer.port)
    retry_each_second(sender, 10)
    done = send(sender)
    assert done["state"] == "done" and done["delivered"] == 4 and done["refused"] == 0


def test_a_peer_that_takes_none_of_a_kind_gets_the_others(sender, tmp_path, ended):
    peer = ended(ScriptedScp(refuses=[objects.CT_IMAGE]))
    set_destination(sender, peer.port)
    assert send(sender, exit_code=1)["delivered"] == 1
    sender.take_in(save(tmp_path / "more", objects.image(sender.study)))
    done = send(sender, exit_code=3)
    assert done["state"] == "done_in_part" and done["refused"] == 4


def test_what_is_known_to_be_there_stays_known_when_it_is_sent_again(sender, ended):
    duplicate = 0x0111
    peer = ended(ScriptedScp(lambda number: STORED if number <= 4 else duplicate))
    set_destination(sender, peer.port)
    first = send(sender)
    again = send(sender, "--again")
    assert again["state"] == "done" and again["delivered"] == 4 and len(peer.requests) == 8
    shown = sender.json(("exports", "show"), first["id"])
    assert shown["delivered"] == 4 and {row["state"] for row in shown["ledger"]} == {"delivered"}


def test_a_destination_that_is_removed_leaves_no_job_behind(sender, ended):
    peer = ended(ScriptedScp(lambda number: OUT_OF_RESOURCES))
    set_destination(sender, peer.port)
    waiting = send(sender, wait=0, exit_code=3)
    eventually(lambda: peer.requests, "it is being sent")
    sender.json(("destinations", "remove"), "NORTH")
    job = sender.json(("jobs", "list"), "--kind", "SEND")[0]
    assert job["state"] == "abandoned"
    assert sender.json(("exports", "show"), waiting["id"])["state"] == "failed"
    refused = sender.run(("jobs", "retry"), job["id"])
    assert refused.exit_code == 3 and "no longer in use" in refused.errors


def test_exports_that_are_asked_for_at_once_send_each_object_once(sender, ended):
    peer = ended(ScriptedScp())
    set_destination(sender, peer.port, "--associations", 4)
    order = json.dumps({"destination": "NORTH", "study_instance_uid": sender.study.uid})

    def ask(_):
        answer = sender.api.request("/api/exports", "POST", {"Content-Type": "application/json"}, order)
        assert answer.status == 201, answer.json
        return answer.json["id"]

    with ThreadPoolExecutor(4) as threads:
        ids = list(threads.map(ask, range(20)))
    for number in ids:
        eventually(lambda number=number: sender.json(("exports", "show"), number)["state"] == "done", "sent")
    assert sorted(peer.requests) == sorted(visible(sender))


def test_a_command_without_the_configuration_file_leaves_its_destinations(sender, tmp_path):
    path = tmp_path / "site.toml"
    path.write_text('[destinations.SOUTH]\nae_title = "SOUTH"\nhost = "192.0.2.9"\n')
    sender.stop()
    sender.start("--config", path)
    for _ in range(2):
        assert [one["name"] for one in sender.json(("destinations", "list"))] == ["SOUTH"]
    sender.stop()
    sender.start()
    assert sender.json(("destinations", "list")) == []


def test_a_destination_of_the_configuration_is_changed_there(sqlite_site, tmp_path):
    sqlite_site.take_in(save(tmp_path / "objects", objects.image(objects.Study())))
    with open(sqlite_site.data / "kinote.toml", "a") as file:
        file.write('\n[destinations.SOUTH]\nae_title = "SOUTH"\nhost = "192.0.2.9"\nport = 104\n'
                   'allowed_hours = "20:00-06:00"\n')
    sqlite_site.start()
    listed = sqlite_site.json(("destinations", "list"))
    assert [(one["name"], one["source"], one["allowed_hours"]) for one in listed] == [("SOUTH", "file", "20:00-06:00")]
    refused = sqlite_site.run(("destinations", "remove"), "SOUTH")
    assert refused.exit_code == 3 and "configuration file" in refused.errors
    with open(sqlite_site.data / "kinote.toml", "a") as file:
        file.write('\n[destinations.WRONG]\nae_title = "W"\nhost = "x"\nallowed_hours = "24:00-6"\n')
    checked = sqlite_site.run(("config", "check"))
    assert checked.exit_code == 2 and "destinations.WRONG.allowed_hours" in checked.errors


def hours_of(site, queue):
    by_command = site.json(("queues", "list"))
    assert [(one["name"], one["is_open"]) for one in by_command] == [
        (one["name"], one["is_open"]) for one in site.api.get("/api/queues")["queues"]]
    found, = (one for one in by_command if one["name"] == queue)
    return found["allowed_hours"], found["is_open"]


def test_nothing_goes_out_beyond_the_allowed_hours(sender, ended):
    now = datetime.datetime.now()
    begin, end = now + datetime.timedelta(hours=2), now + datetime.timedelta(hours=3)
    peer = ended(ScriptedScp())
    hours = f"{begin:%H:%M}-{end:%H:%M}"
    set_destination(sender, peer.port, "--allowed-hours", hours)
    waiting = send(sender, wait=2, exit_code=3)
    assert waiting["state"] == "open" and waiting["job_state"] in ("new", "waiting") and peer.requests == []
    assert hours_of(sender, "SEND_NORTH") == (hours, False) and hours_of(sender, "RULES") == ("", True)
    assert f"{hours}, not now" in sender.run(("queues", "list")).output
    set_destination(sender, peer.port)
    assert hours_of(sender, "SEND_NORTH") == ("", True)
    eventually(lambda: sender.json(("exports", "show"), waiting["id"])["state"] == "done", "sent in allowed hours")


def test_by_api(sender, ended):
    peer = ended(ScriptedScp())
    api = sender.api
    body = {"ae_title": "PEER", "host": "127.0.0.1", "port": peer.port}


    def ask(path, method, value):
        return api.request(path, method, {"Content-Type": "application/json"}, json.dumps(value))

    assert ask("/api/destinations/WEST", "PUT", body).status == 200
    assert [one["name"] for one in api.get("/api/destinations")["destinations"]] == ["WEST"]
    order = {"destination": "WEST", "study_instance_uid": sender.study.uid}
    made = ask("/api/exports", "POST", order)
    assert made.status == 201, made
    path = made.headers["Location"]
    eventually(lambda: api.get(path)["state"] == "done", "sent")
    assert len(api.get(f"/api/studies/{sender.study.uid}/deliveries")["deliveries"]) == 4
    assert api.get("/api/exports", study=sender.study.uid)["exports"][0]["delivered"] == 4
    order["study_instance_uid"] = "1.2.3.4"
    assert ask("/api/exports", "POST", order).status == 404
    assert api.request("/api/destinations/WEST", "DELETE").json == {"jobs": {}, "withdrawals": 0}
    order["study_instance_uid"] = sender.study.uid
    assert ask("/api/exports", "POST", order).status == 404
    assert ask("/api/destinations/W%20T", "PUT", body).status == 400


def test_echo_of_dcmtk_reaches_us_and_ours_reaches_nobody(sender):
    code, said = run_tool("echoscu", "-aec", "KINOTE", "127.0.0.1", sender.dicom_port)
    assert code == 0, said
    set_destination(sender, free_port(), name="NOBODY")
    gone = sender.run("echo", "NOBODY")
    assert gone.exit_code == 3 and "NOBODY" not in gone.output
