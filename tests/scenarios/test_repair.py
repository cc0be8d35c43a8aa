"""A KOSD that is wrong is repaired by a person or by rule: it stays as it came, and goes out as a new one."""

import io
import json

import pytest
from pydicom import dcmread

import objects
from conftest import make_site
from kinote_site import eventually, run_program
from receivers import StoreScp
from test_create_kosd import check_with_others, kosds, save
from test_rejection import start, store
from test_send import ended, send, set_destination, visible  # noqa: F401  (fixtures)
from test_withdrawal import WANTED, ledger, withdrawn


def broken(study, referenced, **attributes):
    """One whose root is no container: it is quarantined; and more is wrong with it."""
    return objects.kosd(study, referenced, "Nodule", author="Reader^Anna", ValueType="TEXT", Manufacturer=None,
                        **attributes)


@pytest.fixture
def site_with_broken(site, tmp_path):
    """A site that serves with a study of two images and a quarantined KOSD over them, that came by C-STORE."""
    site.study = objects.Study()
    site.images = [objects.image(site.study) for _ in range(2)]
    site.take_in(save(tmp_path / "objects", *site.images))
    site.kosd = broken(site.study, site.images)
    start(site)
    assert store(site, site.kosd) == [0]
    assert [one["sop_instance_uid"] for one in site.api.quarantine()] == [site.kosd.SOPInstanceUID]
    return site


def repair(site, *words):
    return site.json("doctor", "--repair", site.kosd.SOPInstanceUID, *words)[0]


def undo(site):
    return site.json(("repairs", "undo"), site.kosd.SOPInstanceUID, "--reason", "not so")


def note_of(site):
    note, = site.api.notes(site.study.uid)
    return note


def made_here(site):
    """The KOSDs that are shown and did not come."""
    return sorted((set(kosds(site)) & visible(site)) - {site.kosd.SOPInstanceUID})


def test_a_preview_changes_nothing_and_the_repair_shows_the_note(site_with_broken):
    site = site_with_broken
    uid, before = site.kosd.SOPInstanceUID, site.stored_object(site.kosd.SOPInstanceUID)
    preview = repair(site, "--dry-run")
    assert preview["made"] is None and preview["repair"]["obstacle"] is None
    changes = {one["rule"]: (one["before"], one["after"]) for one in preview["repair"]["repaired"]}
    assert changes == {"K10": ("TEXT", "CONTAINER"), "K29": ("(absent)", "that of this system")}
    assert site.api.get(f"/api/repairs/{uid}/preview") == preview["repair"]
    assert site.api.notes(site.study.uid) == [] and len(site.api.quarantine()) == 1

    made = repair(site)["made"]
    assert made["state"] == "in_force" and made["was_quarantined"] and made["rules"] == ["K10", "K29"]
    note = note_of(site)
    assert note["id"] == made["note"] and note["description"] == "Nodule" and note["author"] == "Reader^Anna"
    assert [one["sop_instance_uid"] for one in note["references"]] == [one.SOPInstanceUID for one in site.images]
    assert site.api.quarantine() == [] and site.stored_object(uid) == before
    assert site.api.get(f"/api/repairs/{uid}") == made == site.json(("repairs", "show"), uid)
    assert site.json(("repairs", "list"), "--state", "in_force") == [made]


def test_what_goes_out_is_a_new_object_that_others_take_for_right(site_with_broken, tmp_path, ended):  # noqa: F811
    site = site_with_broken
    peer = ended(StoreScp(tmp_path / "north"))
    set_destination(site, peer.port)
    repair(site)
    assert send(site)["state"] == "done"
    new, = made_here(site)
    assert set(peer.received()) == visible(site) and site.kosd.SOPInstanceUID not in peer.received()
    files = list((tmp_path / "north").iterdir())
    path, = (one for one in files if dcmread(one).SOPInstanceUID == new)
    check_with_others(path, files)
    document = dcmread(path)
    assert document[0x00209172][0].ReferencedSOPInstanceUID == site.kosd.SOPInstanceUID
    assert "K10, K29" in document.ContributingEquipmentSequence[0].ContributionDescription


def test_taken_back_it_is_quarantined_again_and_withdrawn_where_it_went(site_with_broken, tmp_path):
    site = site_with_broken
    receiver, remove = make_site(tmp_path / "other", "sqlite")
    try:
        start(receiver, may_reject="KINOTE@127.0.0.1")
        set_destination(site, receiver.dicom_port, WANTED, ae_title="KINOTE")
        repair(site)
        send(site)
        receiver.wait_until_registered()
        new, = made_here(site)
        assert len(receiver.api.notes(site.study.uid)) == 1
        assert undo(site)["state"] == "taken_back"
        assert withdrawn(site)[0]["cause"] == "deleted"
        receiver.wait_until_registered()
        assert site.api.notes(site.study.uid) == [] == receiver.api.notes(site.study.uid)
        assert [one["sop_instance_uid"] for one in site.api.quarantine()] == [site.kosd.SOPInstanceUID]
        assert ledger(site)[new] == "rejected" and new not in visible(site)
        assert site.kosd.SOPInstanceUID in visible(site)
        again = site.run(("repairs", "undo"), site.kosd.SOPInstanceUID, "--reason", "not so")
        assert again.exit_code == 3 and "in force" in again.errors, again
    finally:
        receiver.end()
        remove()


def test_a_note_with_warnings_is_sent_as_its_kosd_came_once_the_repair_is_taken_back(site, tmp_path):
    site.study = objects.Study()
    site.images = [objects.image(site.study)]
    site.kosd = objects.kosd(site.study, site.images, Modality="SR")
    site.take_in(save(tmp_path / "objects", *site.images, site.kosd))
    receiver, remove = make_site(tmp_path / "other", "sqlite")
    try:
        start(site)
        site.wait_until_registered()
        start(receiver, may_reject="KINOTE@127.0.0.1")
        set_destination(site, receiver.dicom_port, WANTED, ae_title="KINOTE")
        repair(site)
        send(site)
        new, = made_here(site)
        undo(site)
        assert withdrawn(site)[0]["cause"] == "replaced"
        receiver.wait_until_registered()
        assert ledger(site) == {**ledger(site), new: "superseded", site.kosd.SOPInstanceUID: "delivered"}
        shown = visible(receiver, site.study)
        assert shown == visible(site) and site.kosd.SOPInstanceUID in shown and new not in shown
        assert len(receiver.api.notes(site.study.uid)) == 1 and note_of(site)["version"] == 3
    finally:
        receiver.end()
        remove()


def test_the_standing_rule_repairs_what_it_names(site, tmp_path):
    site.study = objects.Study()
    site.images = [objects.image(site.study)]
    site.take_in(save(tmp_path / "objects", *site.images))
    site.start(environment={"KINOTE_REPAIR_ON_REGISTRATION": "K10,K29"})
    site.kosd = broken(site.study, site.images)
    assert store(site, site.kosd) == [0]
    assert note_of(site)["version"] == 2 and site.api.quarantine() == []
    made, = site.api.get("/api/repairs")["repairs"]
    assert made["by_standing_rule"] and made["kosd"] == site.kosd.SOPInstanceUID
    done = site.run(("config", "check"), environment={"KINOTE_REPAIR_ON_REGISTRATION": "K33"})
    assert done.exit_code == 3 and "K33 has no safe remedy" in done.errors or done.exit_code == 2


def test_the_doctor_says_of_files_what_a_repair_would_make_of_them(tmp_path):
    study = objects.Study()
    image = objects.image(study)
    path = tmp_path / "kosd.dcm"
    broken(study, [image]).save_as(path, write_like_original=False)
    content = path.read_bytes()
    assert run_program("doctor", path).exit_code == 1
    done = run_program("doctor", "--repair", "--json", path)
    assert done.exit_code == 0 and path.read_bytes() == content
    judged, = done.json
    assert judged["verdict"] == "non-compliant" and judged["repair"]["verdict"] == "compliant"
    said = run_program("doctor", "--repair", "--rules", "K29", path)
    assert said.exit_code == 1 and "K10 left" in said.output and "K29 repaired" in said.output
    assert run_program("doctor", "--repair", "--rules", "K33", path).exit_code == 2


def test_what_came_broken_from_other_makers_is_readable(site, shared_data, tmp_path):
    if not shared_data:
        return
    folder = shared_data / "generated-kos"
    site.take_in(folder / "images")
    site.take_in(folder / "bad", exit_code=None)
    site.start(environment={"KINOTE_REPAIR_ON_REGISTRATION": "all"})
    site.wait_until_registered()
    assert site.api.quarantine() == []
    site.json(("kosd", "create"), "--all")
    site.wait_for_queue()
    assert site.json(("jobs", "list"), "--state", "error") == []
    made = site.rows.all("SELECT r.kosd, c.sop_instance_uid FROM repair r JOIN kosd_source c "
                         "ON c.note_version = r.note_version ORDER BY r.id")
    assert len({came for came, _ in made}) == 37
    stored = site.stored_objects()
    for came, new in made:
        path = tmp_path / "new.dcm"
        path.write_bytes(stored[new])
        check_with_others(path, [path])
        assert dcmread(io.BytesIO(stored[new]))[0x00209172][0].ReferencedSOPInstanceUID == came
