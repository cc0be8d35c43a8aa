"""Peers fetch by C-MOVE and C-GET: what is visible, with a KOSD for each note where a study is fetched."""

import json

from pydicom import dcmread

import objects
from dicom_network import run_tool
from kinote_site import eventually
from orthanc_peer import OrthancPeer
from receivers import ScriptedScp, StoreScp
from test_create_kosd import kosds, make_note, refer, save
from test_send import ended, sender, set_destination, visible  # noqa: F401 (fixtures)


def move(site, destination, *keys, model="-S"):
    """C-MOVE by DCMTK's movescu; gives its exit code and what it said."""
    words = [word for key in keys for word in ("-k", key)]
    return run_tool("movescu", "-v", model, "-aec", "KINOTE", "-aem", destination, *words, "127.0.0.1", site.dicom_port)


def move_study(site, destination, study=None):
    return move(site, destination, "0008,0052=STUDY", f"0020,000d={(study or site.study).uid}")


def get_study(site, folder, *words, study=None, exit_code=0):
    """C-GET by DCMTK's getscu; gives the objects that came by their UIDs. `exit_code`: None for any."""
    folder.mkdir()
    code, said = run_tool("getscu", "-v", "-S", "-aec", "KINOTE", "-od", folder, "+B", *words,
                          "-k", "0008,0052=STUDY", "-k", f"0020,000d={(study or site.study).uid}",
                          "127.0.0.1", site.dicom_port)
    assert exit_code is None or code == exit_code, said
    return {str(one.SOPInstanceUID): one for one in (dcmread(path) for path in folder.iterdir())}


def test_a_study_is_moved_with_its_kosds_and_stands_in_the_ledger(sender, tmp_path, ended):  # noqa: F811
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(sender, peer.port)
    assert kosds(sender) == {}
    code, said = move_study(sender, "STORESCP")
    assert code == 0, said
    assert set(peer.received()) == visible(sender) and len(kosds(sender)) == 1
    ledger = sender.api.get(f"/api/studies/{sender.study.uid}/deliveries")["deliveries"]
    assert {row["sop_instance_uid"] for row in ledger} == visible(sender)
    assert {row["state"] for row in ledger} == {"delivered"}


def test_a_study_is_got_as_it_is_stored(sender, tmp_path, ended):  # noqa: F811
    got = get_study(sender, tmp_path / "got")
    assert set(got) == visible(sender) and len(kosds(sender)) == 1
    for uid, content in sender.stored_objects().items():
        header = objects.header(content)
        assert got[uid].SOPClassUID == header.SOPClassUID and got[uid].SeriesInstanceUID == header.SeriesInstanceUID


def test_what_is_hidden_is_not_fetched(sender, tmp_path, ended):  # noqa: F811
    get_study(sender, tmp_path / "first")
    hidden = sender.images[1].SOPInstanceUID
    sender.json(("deletions", "mark"), "--study", sender.study.uid, "--object", hidden)
    got = get_study(sender, tmp_path / "second")
    assert hidden not in got and set(got) == visible(sender) and len(got) == 3
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(sender, peer.port)
    code, said = move(sender, "STORESCP", "0008,0052=IMAGE", f"0020,000d={sender.study.uid}",
                      f"0020,000e={sender.study.series_uid}", f"0008,0018={hidden}")
    assert code == 0 and peer.received() == {}, said


def test_single_objects_make_no_kosd(sender, tmp_path, ended):  # noqa: F811
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(sender, peer.port)
    code, said = move(sender, "STORESCP", "0008,0052=SERIES", f"0020,000d={sender.study.uid}",
                      f"0020,000e={sender.study.series_uid}")
    assert code == 0, said
    assert set(peer.received()) == {one.SOPInstanceUID for one in sender.images}
    assert kosds(sender) == {} and sender.json(("jobs", "list"), "--kind", "CREATE_KOSD") == []


def test_an_unknown_destination_and_a_wrong_identifier_are_refused(sender, ended):  # noqa: F811
    _, said = move_study(sender, "NOBODY")
    assert "MoveDestinationUnknown" in said, said
    peer = ended(ScriptedScp())
    set_destination(sender, peer.port)
    _, said = move(sender, "STORESCP", "0008,0052=SERIES", f"0020,000e={sender.study.series_uid}")
    assert "DoesNotMatchSOPClass" in said and peer.requests == []
    _, said = move(sender, "STORESCP", "0008,0052=STUDY", "0020,000d=1.2.*")
    assert "DoesNotMatchSOPClass" in said and peer.requests == []


def test_a_patient_is_moved_with_all_studies(sender, tmp_path, ended):  # noqa: F811
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(sender, peer.port)
    other, stranger = objects.Study(), objects.Study(patient_id="P-2")
    sender.take_in(save(tmp_path / "more", objects.image(other), objects.image(stranger)))
    code, said = move(sender, "STORESCP", "0008,0052=PATIENT", "0010,0020=P-1", model="-P")
    assert code == 0, said
    assert set(peer.received()) == visible(sender) | visible(sender, other)


def test_where_a_kosd_cannot_be_made_the_images_go_and_a_person_is_told(sender, tmp_path, ended):  # noqa: F811
    lost = objects.image(sender.study)
    make_note(sender, tmp_path, sender.study, [refer(lost)])
    got = get_study(sender, tmp_path / "got")
    assert set(got) == visible(sender) and len(got) == 4
    causes = [one["cause"] for one in sender.json("exceptions")]
    assert "retrieved_without_kosd" in causes


def test_where_no_kosd_is_made_in_time_the_images_go_and_a_person_is_told(sender, tmp_path):  # noqa: F811
    sender.stop()
    sender.start(environment={"KINOTE_KOSD_WAIT_SECONDS": "1"})
    sender.run(("queues", "halt"), "MVF_OBJECT_CREATOR")
    got = get_study(sender, tmp_path / "got")
    assert set(got) == {one.SOPInstanceUID for one in sender.images}
    assert [one["cause"] for one in sender.json("exceptions")] == ["retrieved_without_kosd"]
    sender.run(("queues", "start"), "MVF_OBJECT_CREATOR")
    sender.wait_for_queue()
    assert len(get_study(sender, tmp_path / "again")) == 4


def test_what_is_marked_while_it_is_moved_goes_no_further(sender, ended):  # noqa: F811
    hidden = []

    def answer(number):
        if number == 1:
            hidden.extend([one.SOPInstanceUID for one in sender.images if one.SOPInstanceUID not in peer.requests][:2])
            for uid in hidden:
                sender.json(("deletions", "mark"), "--study", sender.study.uid, "--object", uid)
        return 0

    peer = ended(ScriptedScp(answer))
    set_destination(sender, peer.port)
    _, said = move_study(sender, "STORESCP")
    assert "OneOrMoreFailures" in said and len(hidden) == 2 and not set(hidden) & set(peer.requests), said


def test_orthanc_asks_and_fetches(sender, tmp_path, ended):  # noqa: F811
    orthanc = ended(OrthancPeer(tmp_path / "orthanc", sender.dicom_port))
    port = orthanc.call("GET", "/system")["DicomPort"]
    set_destination(sender, port, ae_title="ORTHANC")
    wanted = {"Level": "Study", "Resources": [{"StudyInstanceUID": sender.study.uid}], "Synchronous": True}
    orthanc.call("POST", "/modalities/kinote/move", json.dumps(wanted).encode())
    held = eventually(lambda: orthanc.call("GET", "/instances"), "Orthanc has the study")
    assert {orthanc.call("GET", f"/instances/{one}/simplified-tags")["SOPInstanceUID"] for one in held} == \
        visible(sender)


def test_a_peer_that_refuses_some_is_counted_so(sender, ended):  # noqa: F811
    peer = ended(ScriptedScp(lambda number: 0x0122 if number == 2 else 0))
    set_destination(sender, peer.port)
    _, said = move_study(sender, "STORESCP")
    assert len(peer.requests) == 4 and "OneOrMoreFailures" in said, said
    ledger = sender.api.get(f"/api/studies/{sender.study.uid}/deliveries")["deliveries"]
    assert sorted(row["state"] for row in ledger) == ["delivered"] * 3 + ["refused"]
