"""What left the cache comes back where it is wanted: by queries, pictures, exports, KOSDs, and who fetches it."""

import objects
from archive_site import (LARGE, availability, free, freed, is_back, nearline, set_sender, set_vault,
                          site_with_study, vault)  # noqa: F401  (fixtures)
from dicom_query import UNSUPPORTED_KEYS, QueryAssociation, identifier
from kinote_site import eventually
from receivers import StoreScp
from test_create_kosd import kosds, make_note, refer, save
from test_retrieve import get_study, move_study
from test_send import ended, send, set_destination, visible  # noqa: F401  (fixtures)


def retrieves(site):
    return site.rows.all("SELECT state FROM job WHERE kind = 'RETRIEVE' AND state <> 'done'")


def test_a_query_that_names_the_study_brings_it_back(site_with_study, vault):
    site = site_with_study
    before = freed(site)
    site.run(("queues", "halt"), "RETRIEVE_VAULT")
    study, image = site.study.uid, site.large[1].SOPInstanceUID
    assert availability(site, "STUDY", StudyInstanceUID=study) == {"NEARLINE"}
    assert availability(site, "STUDY", PatientID=site.study.attributes["PatientID"], InstanceAvailability="") == \
        {"NEARLINE"}
    assert retrieves(site) == [], "who asks for no availability, or names no study, brings nothing back"
    asked = {"StudyInstanceUID": study, "InstanceAvailability": ""}
    for _ in range(3):
        assert availability(site, "STUDY", **asked) == {"NEARLINE"}, "at once, and truly"
    assert retrieves(site) == [("new",)]
    with QueryAssociation(site.dicom_port) as association:
        (match,) = association.find(identifier("IMAGE", StudyInstanceUID=study, SeriesInstanceUID=site.study.series_uid,
                                               SOPInstanceUID=image, ContentDate=""), pending=UNSUPPORTED_KEYS)
    assert match.ContentDate == "" and retrieves(site) == [("new",)]
    site.run(("queues", "start"), "RETRIEVE_VAULT")
    is_back(site, before)
    assert availability(site, "STUDY", **asked) == {"ONLINE"} and site.json("exceptions") == []


def test_keys_of_an_object_that_is_away_bring_its_study_back(site_with_study, vault):
    site = site_with_study
    before = freed(site)
    asked = identifier("IMAGE", StudyInstanceUID=site.study.uid, SeriesInstanceUID=site.study.series_uid,
                       ContentDate="20000101-")
    with QueryAssociation(site.dicom_port) as association:
        assert len(association.find(asked)) <= 1, "what cannot be matched is not found"
    is_back(site, before)


def test_a_site_may_have_queries_bring_nothing_back(site_with_study, vault):
    site = site_with_study
    freed(site)
    site.stop()
    site.start(environment={"KINOTE_ARCHIVE_RECALL_ON_QUERY": "false"})
    asked = {"StudyInstanceUID": site.study.uid, "InstanceAvailability": ""}
    assert availability(site, "STUDY", **asked) == {"NEARLINE"} and retrieves(site) == []


def far_study(site, folder):
    """A study of which nothing is left in the cache, with a note that has no KOSD; RETRIEVE is halted."""
    site.study = objects.Study()
    site.large = [objects.image(site.study, size=LARGE, TimezoneOffsetFromUTC="+0330") for _ in range(3)]
    site.take_in(save(folder / "far", *site.large))
    freed(site)
    make_note(site, folder, site.study, [refer(site.large[1])])
    site.run(("queues", "halt"), "RETRIEVE_VAULT")


def made_of_what_came_back(site):
    """The KOSD of that note is made once the study is back, and says what its objects say."""
    def is_waiting():
        return site.rows.all(f"SELECT kind, state FROM job WHERE study_instance_uid = '{site.study.uid}' AND kind IN "
                             "('CREATE_KOSD', 'RETRIEVE') ORDER BY kind") == \
            [("CREATE_KOSD", "waiting"), ("RETRIEVE", "new")]
    eventually(is_waiting, "it waits for the archive")
    site.run(("queues", "start"), "RETRIEVE_VAULT")

    def made():
        return [one for one in map(objects.header, kosds(site).values()) if one.StudyInstanceUID == site.study.uid]
    (made_of_it,) = eventually(made, "it is made")
    assert made_of_it.TimezoneOffsetFromUTC == "+0330" and not nearline(site)


def test_kosds_that_a_person_asks_for_wait_for_their_study(site_with_study, vault, tmp_path):
    site = site_with_study
    far_study(site, tmp_path)
    site.json(("kosd", "create"), "--all")
    made_of_what_came_back(site)


def test_kosds_in_the_background_wait_for_their_study(site_with_study, vault, tmp_path):
    site = site_with_study
    far_study(site, tmp_path)
    site.stop()
    site.start(environment={"KINOTE_KOSD_CREATE_IN_BACKGROUND": "true"})
    set_sender(vault, site.dicom_port)
    made_of_what_came_back(site)


def test_a_kosd_for_an_export_waits_for_each_of_its_studies(site_with_study, vault, tmp_path, ended):  # noqa: F811
    site = site_with_study
    far_study(site, tmp_path)
    near = objects.Study()
    here = objects.image(near)
    site.take_in(save(tmp_path / "near", here))
    make_note(site, tmp_path, near, [refer(here), refer(site.large[1])])
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    done = send(site, study=near, wait=0, exit_code=None)
    waiting = "SELECT kind FROM job WHERE state = 'waiting' ORDER BY kind"
    assert site.rows.all(waiting) == [("CREATE_KOSD",), ("SEND",)]
    site.run(("queues", "start"), "RETRIEVE_VAULT")
    eventually(lambda: site.json(("exports", "show"), done["id"])["state"] == "done", "image and KOSD went")
    assert len(peer.received()) == 2 and not nearline(site)


def test_who_fetches_a_study_waits_for_what_its_kosd_needs_of_the_others(site_with_study, vault, tmp_path):
    site = site_with_study
    far_study(site, tmp_path)
    near = objects.Study()
    here = objects.image(near)
    site.take_in(save(tmp_path / "near", here))
    make_note(site, tmp_path, near, [refer(here), refer(site.large[1])])
    site.stop()
    site.start(environment={"KINOTE_KOSD_WAIT_SECONDS": "1"})
    set_sender(vault, site.dicom_port)
    assert set(get_study(site, tmp_path / "without", study=near)) == {here.SOPInstanceUID}
    assert [one["cause"] for one in site.json("exceptions")] == ["retrieved_without_kosd"]
    assert site.rows.all("SELECT DISTINCT state FROM job WHERE kind = 'CREATE_KOSD'") == [("waiting",)]
    site.stop()
    site.start()
    set_sender(vault, site.dicom_port)
    site.run(("queues", "start"), "RETRIEVE_VAULT")
    got = get_study(site, tmp_path / "with", study=near)
    (kosd,) = (one for one in got.values() if one.Modality == "KO")
    assert len(got) == 2 and not nearline(site)
    named = kosd.IdenticalDocumentsSequence[0]
    other = objects.header(kosds(site)[named.ReferencedSeriesSequence[0].ReferencedSOPSequence[0]
                                       .ReferencedSOPInstanceUID])
    assert named.StudyInstanceUID == other.StudyInstanceUID == site.study.uid
    assert other.TimezoneOffsetFromUTC == "+0330", "it says what came back"


def test_a_picture_that_is_wanted_comes_back(site_with_study, vault):
    site = site_with_study
    before = freed(site)
    path = f"/api/instances/{site.large[1].SOPInstanceUID}/rendered"
    refused = site.api.request(path)
    assert refused.status == 503 and refused.headers["Retry-After"]
    assert "being fetched" in refused.json["error"]["message"]
    is_back(site, before)
    assert site.api.request(path).status == 200


def test_sending_waits_for_what_must_come_back(site_with_study, vault, tmp_path, ended):  # noqa: F811
    site = site_with_study
    before = freed(site)
    site.run(("queues", "halt"), "RETRIEVE_VAULT")
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    done = send(site, wait=0, exit_code=None)
    assert done["job_state"] == "waiting" and not peer.received()
    site.run(("queues", "start"), "RETRIEVE_VAULT")
    site.wait_for_queue("SEND_NORTH")
    eventually(lambda: site.json(("exports", "show"), done["id"])["state"] == "done", "sent")
    assert set(peer.received()) == visible(site)
    is_back(site, before)
    assert send(site)["delivered"] == 0, "what came back is what was sent"


def test_a_kosd_is_made_once_its_study_is_back(site_with_study, vault, tmp_path, ended):  # noqa: F811
    site = site_with_study
    freed(site)
    make_note(site, tmp_path, site.study, [refer(site.large[1])])
    site.run(("queues", "halt"), "RETRIEVE_VAULT")
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    done = send(site, wait=0, exit_code=None)
    assert site.rows.all("SELECT kind FROM job WHERE state = 'waiting' ORDER BY kind") == [("CREATE_KOSD",), ("SEND",)]
    site.run(("queues", "start"), "RETRIEVE_VAULT")
    eventually(lambda: site.json(("exports", "show"), done["id"])["state"] == "done", "all of it went")
    assert len(peer.received()) == 6 and len(kosds(site)) == 2 and set(peer.received()) == visible(site)


def test_sending_asks_once_more_where_nothing_came_back(site_with_study, vault, tmp_path, ended):  # noqa: F811
    site = site_with_study
    freed(site)
    port = vault.dicom_port
    set_vault(site, port, "--most-attempts", 1)
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    vault.kill()
    done = send(site, wait=0, exit_code=None)
    retried = f"SELECT error FROM job WHERE id = {done['job']} AND state = 'retry'"
    assert "no longer in the cache" in eventually(lambda: site.rows.all(retried), "SEND is to run again")[0][0]
    assert len(peer.received()) == 2, "what is here has gone"
    vault.start(ports=("--dicom-port", port, "--http-port", "0"))
    eventually(lambda: site.json(("exports", "show"), done["id"])["state"] == "done", "sent")
    assert set(peer.received()) == visible(site)
    eventually(lambda: site.json("exceptions") == [], "nothing is open")


def test_who_fetches_a_study_gets_all_of_it(site_with_study, vault, tmp_path, ended):  # noqa: F811
    site = site_with_study
    before = freed(site)
    assert set(get_study(site, tmp_path / "got")) == visible(site)
    is_back(site, before)
    assert free(site)["objects"] == 3
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    code, said = move_study(site, "STORESCP")
    assert code == 0, said
    assert set(peer.received()) == visible(site)
