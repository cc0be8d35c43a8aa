"""Exports to discs: what is on them, by programs that did not write them, and what is never on them."""

import hashlib
import json
import re
import shutil
import subprocess
import zipfile

import pydicom
import pytest
from pydicom.fileset import FileSet
from pydicom.uid import ImplicitVRLittleEndian, KeyObjectSelectionDocumentStorage

import objects
from conftest import make_site
from discs import disc_paths, dciodvfy_errors, export, objects_on, records, referenced_by, unpack
from kinote_site import LIMIT, eventually, run_program
from test_create_kosd import make_note, refer, save


class House:
    """A study of three images in two series with a note about the second, and a study of another patient."""

    def __init__(self, site, folder):
        self.site, self.folder = site, folder
        self.study = objects.Study(patient_name="Müller^Jürgen", StudyDescription="CT Thorax")
        self.other = objects.Study(patient_id="P-2", patient_name="Yamada^Tarou=山田^太郎=やまだ^たろう")
        self.images = [objects.image(self.study, InstanceNumber=str(number)) for number in (1, 2)]
        self.images.append(objects.image(self.study, SeriesInstanceUID=objects.new_uid(), SeriesNumber="2",
                                         transfer_syntax=ImplicitVRLittleEndian))
        self.elsewhere = objects.image(self.other)
        site.take_in(save(folder / "in", *self.images, self.elsewhere))
        self.note = make_note(site, folder, self.study, [refer(self.images[1])], description="Look <b>here</b>")

    def uids(self, *made):
        return {str(one.SOPInstanceUID) for one in made}


@pytest.fixture
def house(server, tmp_path):
    return House(server, tmp_path)


def only_disc(house, exported, name="disc"):
    (path,) = disc_paths(house.site, exported)
    return path if path.is_dir() else unpack(path, house.folder / name)


def test_a_study_is_on_a_disc_that_others_read(house):
    exported = export(house.site, house.study.uid)
    assert exported["state"] == "done" and exported["written"] == exported["objects"] == 4, "three images and a KOSD"
    disc = only_disc(house, exported)
    on_disc = objects_on(disc)
    assert house.uids(*house.images) < set(on_disc)
    (kosd,) = [one for one in on_disc.values() if one.SOPClassUID == objects.KOSD]
    assert referenced_by(kosd) == [str(house.images[1].SOPInstanceUID)]
    for made in house.images:
        there = on_disc[str(made.SOPInstanceUID)]
        assert there.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.1" and there.PixelData == made.PixelData
        assert there.PatientName == made.PatientName and "SourceApplicationEntityTitle" not in there.file_meta
    names = [path.relative_to(disc) for path in disc.rglob("*") if path.is_file()]
    assert all(re.fullmatch(r"[A-Z0-9_]{1,8}(\.[A-Z0-9_]{1,3})?", part) for name in names for part in name.parts)
    assert {"DICOMDIR", "README.TXT", "INDEX.HTM", "IHE_PDI", "DICOM"} <= {path.name for path in disc.iterdir()}
    assert dciodvfy_errors(disc / "DICOMDIR") == []
    read = FileSet(disc / "DICOMDIR")
    assert {str(one.SOPInstanceUID) for one in read} == set(on_disc)


def test_dcmmkdir_makes_the_same_records(house):
    disc = only_disc(house, export(house.site, house.study.uid, house.other.uid))
    ours = records(disc / "DICOMDIR")
    (disc / "DICOMDIR").unlink()
    done = subprocess.run(["dcmmkdir", "-a", "-nb", "+D", "DICOMDIR", "+r", "+id", ".", "-Pgp", "DICOM"], cwd=disc,
                          capture_output=True, text=True, timeout=LIMIT)
    assert done.returncode == 0 and "W: " not in done.stderr, done.stderr
    theirs = records(disc / "DICOMDIR")
    assert set(ours[0]) == set(theirs[0])
    for file_id, (kind, said) in theirs[0].items():
        assert ours[0][file_id] == (kind, said), file_id

    def by_uid(above):
        keys = {"PATIENT": 0x00100020, "STUDY": 0x0020000D, "SERIES": 0x0020000E}
        return {(kind, str(said[keys[kind]].value)): said for kind, said in above}

    own, others = by_uid(ours[1]), by_uid(theirs[1])
    assert set(own) == set(others)
    for key, said in others.items():
        assert {tag: own[key].get(tag) for tag in said} == said, key


def test_the_pages_of_a_disc_show_the_note_and_its_image(house):
    disc = only_disc(house, export(house.site, house.study.uid, "--language", "de"))
    pages = {path.name: path.read_text("utf-8") for path in disc.rglob("*.HTM")}
    assert "Müller" in pages["INDEX.HTM"] and 'lang="de"' in pages["INDEX.HTM"]
    assert any("Look &lt;b&gt;here" in page for page in pages.values())
    pictures = [path for path in (disc / "IHE_PDI").glob("J*.JPG")]
    assert len(pictures) == 1 and pictures[0].read_bytes()[:2] == b"\xff\xd8"
    assert not any("http:" in page.replace("http://www.w3.org/", "") or "https:" in page for page in pages.values())
    readme = (disc / "README.TXT").read_bytes()
    readme.decode("ascii")
    assert b"M\xc3\xbcller" not in readme and b"\r\n" in readme


@pytest.mark.parametrize("form", ["iso", "zip", "folder"])
def test_every_form_holds_the_same_and_is_found_right(house, form):
    exported = export(house.site, house.study.uid, "--form", form)
    (path,) = disc_paths(house.site, exported)
    verdict = run_program("media", "verify", path, "--json")
    assert verdict.exit_code == 0 and verdict.json["problems"] == verdict.json["remarks"] == []
    assert verdict.json["objects"] == 4 and verdict.json["notes"] == 1 and verdict.json["has_checksums"]
    if form == "folder":
        return
    assert hashlib.sha256(path.read_bytes()).hexdigest() == exported["discs"][0]["sha256"]
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=path.parent, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    if form == "zip":
        assert zipfile.ZipFile(path).testzip() is None


def test_what_was_changed_on_a_disc_is_named(house):
    (path,) = disc_paths(house.site, export(house.site, house.study.uid, "--form", "folder"))
    copy = shutil.copytree(path, house.folder / "copy")
    changed = sorted((copy / "DICOM").rglob("IM*"))[0]
    content = bytearray(changed.read_bytes())
    content[-1] ^= 1
    changed.write_bytes(content)
    verdict = run_program("media", "verify", copy, "--json")
    assert verdict.exit_code == 3
    (problem,) = verdict.json["problems"]
    assert problem["path"] == str(changed.relative_to(copy)) and "checksum" in problem["what"]


def test_key_images_only_and_single_notes(house):
    by_scope = export(house.site, house.study.uid, "--key-images", "--form", "folder")
    by_note = export(house.site, "--note", house.note, "--form", "folder")
    for exported in (by_scope, by_note):
        on_disc = objects_on(only_disc(house, exported))
        assert sorted(str(one.SOPClassUID) for one in on_disc.values()) == [objects.CT_IMAGE, objects.KOSD]
        assert house.uids(house.images[1]) < set(on_disc)


def test_what_is_hidden_is_on_no_disc(house):
    house.site.json(("deletions", "mark"), "--study", house.study.uid, "--object", house.images[0].SOPInstanceUID)
    on_disc = objects_on(only_disc(house, export(house.site, house.study.uid)))
    assert house.uids(*house.images) & set(on_disc) == house.uids(*house.images[1:])
    house.site.json(("deletions", "mark"), "--study", house.other.uid)
    refused = house.site.run(("media", "export"), house.other.uid)
    assert refused.exit_code == 3 and "nothing of study" in refused.errors


def test_what_a_record_needs_and_an_object_lacks_is_made_for_the_record_alone(server, tmp_path):
    study = objects.Study(patient_id="", StudyID="", StudyDate="", StudyTime="")
    image = objects.image(study, SeriesNumber="", InstanceNumber="")
    server.take_in(save(tmp_path / "in", image))
    exported = export(server, study.uid)
    disc = unpack(*disc_paths(server, exported), tmp_path / "disc")
    (there,) = objects_on(disc).values()
    assert there.PatientID == "" and there.StudyID == "" and there.StudyDate == ""
    assert dciodvfy_errors(disc / "DICOMDIR") == []
    told = "\n".join(exported["report"])
    for tag in ("(0010,0020)", "(0020,0010)", "(0008,0020)", "(0008,0030)", "(0020,0011)", "(0020,0013)"):
        assert tag in told, told


def test_a_study_that_no_disc_can_hold_goes_over_several_with_its_key_group_on_the_first(server, tmp_path):
    study = objects.Study()
    images = [objects.image(study, size=1024, InstanceNumber=str(number)) for number in range(1, 11)]
    server.take_in(save(tmp_path / "in", *images))
    make_note(server, tmp_path, study, [refer(images[8])])
    exported = export(server, study.uid, "--disc-megabytes", 15, "--form", "folder")
    assert len(exported["discs"]) == 2
    discs = [objects_on(path) for path in disc_paths(server, exported)]
    assert {str(one.SOPInstanceUID) for one in images} < set(discs[0]) | set(discs[1]) and not set(discs[0]) & set(discs[1])
    assert str(images[8].SOPInstanceUID) in discs[0] and any(one.SOPClassUID == objects.KOSD for one in discs[0].values())
    for path, disc in zip(disc_paths(server, exported), exported["discs"]):
        assert run_program("media", "verify", path).exit_code == 0 and disc["bytes"] <= 15_000_000


def test_an_export_is_cancelled_and_its_discs_are_removed(house):
    house.site.json(("queues", "halt"), "CD_EXPORT")
    waiting = house.site.json(("media", "export"), house.study.uid)
    assert house.site.json(("media", "remove"), waiting["id"])["state"] == "cancelled"
    house.site.json(("queues", "start"), "CD_EXPORT")
    exported = export(house.site, house.study.uid)
    folder = house.site.data / "media" / str(exported["id"])
    assert folder.exists() and house.site.json(("media", "remove"), exported["id"])["state"] == "expired"
    house.site.json(("tasks", "run"), "media_expiry")
    eventually(lambda: not folder.exists(), "its discs are gone")
    assert house.site.json(("media", "show"), waiting["id"])["discs"] == []


def test_what_a_killed_worker_left_of_discs_is_removed_once_nobody_goes_on_with_it(house):
    house.site.json(("queues", "halt"), "CD_EXPORT")
    given_up, waiting = (house.site.json(("media", "export"), house.study.uid) for _ in range(2))
    remains = {one["id"]: house.site.data / "media" / f"{one['id']}.growing" for one in (given_up, waiting)}
    for folder in remains.values():
        folder.mkdir(parents=True)
        (folder / "DISC.ISO").write_bytes(b"half")
    house.site.json(("jobs", "abandon"), given_up["job"])
    house.site.json(("tasks", "run"), "media_expiry")
    eventually(lambda: not remains[given_up["id"]].exists(), "what nobody goes on with is gone")
    assert remains[waiting["id"]].exists(), "of one that is still to be made nothing is touched"
    house.site.json(("queues", "start"), "CD_EXPORT")
    eventually(lambda: house.site.json(("media", "show"), waiting["id"])["state"] == "done", "the other is made")
    assert not remains[waiting["id"]].exists()


def test_an_object_whose_file_is_damaged_is_named_and_nothing_is_left(server, tmp_path):
    study = objects.Study()
    image = objects.image(study, size=512)
    server.take_in(save(tmp_path / "in", image))
    (file,) = server.cache_files()
    content = bytearray(file.read_bytes())
    content[-5] ^= 1
    file.write_bytes(content)
    failed = export(server, study.uid, exit_code=3)
    assert failed["state"] == "failed" and str(image.SOPInstanceUID) in failed["job_error"]
    assert list((server.data / "media").iterdir()) == []


def test_the_disc_comes_through_the_api(house):
    api = house.site.api
    order = json.dumps({"studies": [house.study.uid], "label": "TUMOR", "disc_bytes": 20_000_000})
    answer = api.request("/api/media", "POST", {"Content-Type": "application/json"}, order)
    assert answer.status == 201 and answer.headers["Location"] == f"/api/media/{answer.json['id']}"
    made = answer.json["id"]
    eventually(lambda: api.get(f"/api/media/{made}")["state"] == "done", "it is done")
    shown = api.get(f"/api/media/{made}")
    disc = api.request(f"/api/media/{made}/discs/1")
    assert disc.status == 200 and hashlib.sha256(disc.body).hexdigest() == shown["discs"][0]["sha256"]
    assert "TUMOR" in disc.headers["Content-Disposition"]
    ledger = api.get(f"/api/media/{made}/objects")["objects"]
    assert {one["sop_instance_uid"] for one in ledger} > house.uids(*house.images)
    assert [one["id"] for one in api.get(f"/api/media?study={house.study.uid}")["media"]] == [made]
    assert api.get("/api/media?study=1.2.3")["media"] == []
    assert api.request(f"/api/media/{made}/discs/2").status == 404


def identifiers(made):
    """What a patient, a study or an object could be known by: names, numbers of six characters and more, UIDs, dates."""
    said = {str(made.PatientID), *re.split(r"[\^=]", str(made.PatientName)), str(made.PatientBirthDate), str(made.AccessionNumber),
            str(made.StudyInstanceUID), str(made.SeriesInstanceUID), str(made.SOPInstanceUID), str(made.StudyDate),
            str(made.get("InstitutionName", "")), str(made.get("ReferringPhysicianName", ""))}
    return {one.encode() for one in said if len(one) >= 6}


def test_a_deidentified_disc_says_nothing_of_the_patient_and_its_notes_still_point_at_their_images(server, tmp_path):
    study = objects.Study(patient_id="PID-4711-X", patient_name="Schimmelpfennig^Kunigunde", AccessionNumber="ACC998877",
                          ReferringPhysicianName="Zuweiser^Theobald", InstitutionName="Klinik Sonnenhügel")
    images = [objects.image(study, InstanceNumber=str(number)) for number in (1, 2)]
    capture = objects.image(study, SOPClassUID="1.2.840.10008.5.1.4.1.1.7", Modality="OT")
    capture.file_meta.MediaStorageSOPClassUID = capture.SOPClassUID
    written = objects.kosd(study, images[:1], "Kunigunde fell again", author="Befunder^Ottokar")
    server.take_in(save(tmp_path / "in", *images, capture, written))
    make_note(server, tmp_path, study, [refer(images[1])], description="Schimmelpfennig: look here")
    server.wait_until_registered()

    preview = server.json(("media", "export"), study.uid, "--deidentify", "--dry-run")
    assert [one["sop_instance_uid"] for one in preview["left_out"]] == [str(capture.SOPInstanceUID)]
    exported = export(server, study.uid, "--deidentify")
    assert any(str(capture.SOPInstanceUID) in words for words in exported["report"])
    disc = unpack(*disc_paths(server, exported), tmp_path / "disc")
    on_disc = objects_on(disc)
    pictured = {uid for uid, one in on_disc.items() if one.SOPClassUID == objects.CT_IMAGE}
    kosds = [one for one in on_disc.values() if one.SOPClassUID == objects.KOSD]
    assert len(pictured) == 2 and len(kosds) == 2 and len(on_disc) == 4
    assert {uid for kosd in kosds for uid in referenced_by(kosd)} == pictured
    assert {str(one.StudyInstanceUID) for one in on_disc.values()}.isdisjoint({str(study.uid)})
    assert all(one.PatientIdentityRemoved == "YES" and str(one.PatientName).startswith("ANON-") for one in on_disc.values())
    forbidden = set().union(*(identifiers(one) for one in (*images, written))) | {b"Befunder", b"Ottokar", b"fell again", b"look here"}
    everything = {path: path.read_bytes() for path in disc.rglob("*") if path.is_file()}
    for path, content in everything.items():
        assert not [one for one in forbidden if one in content], path
    assert dciodvfy_errors(disc / "DICOMDIR") == []
    confirmed = export(server, study.uid, "--deidentify", "--confirm", capture.SOPInstanceUID, "--form", "folder")
    assert len(objects_on(*disc_paths(server, confirmed))) == 5
    assert set(objects_on(*disc_paths(server, confirmed))).isdisjoint(on_disc), "another export, other pseudonyms"


def test_a_sheet_is_a_page_a_pdf_and_an_object_of_the_study(house):
    api = house.site.api
    page = api.request(f"/api/notes/{house.note}/sheet?format=html&language=de")
    assert page.status == 200 and "Müller" in page.body.decode() and "data:image/jpeg" in page.body.decode()
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    pdf = api.request(f"/api/notes/{house.note}/sheet")
    assert pdf.status == 200 and pdf.headers["Content-Type"] == "application/pdf"
    file = house.folder / "sheet.pdf"
    file.write_bytes(pdf.body)
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, timeout=LIMIT).stdout
    assert "Müller" in text and "here" in text
    stored = api.request(f"/api/notes/{house.note}/sheet", "POST", {"Content-Type": "application/json"}, "{}")
    assert stored.status == 201 and stored.json["study_instance_uid"] == house.study.uid
    assert stored.json["letters_without_font"] == 0
    again = api.request(f"/api/notes/{house.note}/sheet", "POST", {"Content-Type": "application/json"}, "{}")
    assert again.status == 200 and again.json == stored.json, "what says the same is there once"
    content = house.site.stored_object(stored.json["sop_instance_uid"])
    file = house.folder / "sheet.dcm"
    file.write_bytes(content)
    assert dciodvfy_errors(file) == [] and b"%PDF-" in content
    disc = objects_on(only_disc(house, export(house.site, house.study.uid)))
    assert stored.json["sop_instance_uid"] in disc
    german = api.request(f"/api/notes/{house.note}/sheet?language=de", "POST", {"Content-Type": "application/json"}, "{}")
    assert german.status == 201 and german.json["sop_instance_uid"] != stored.json["sop_instance_uid"]
    file.write_bytes(house.site.stored_object(german.json["sop_instance_uid"]))
    sources = [one.ReferencedSOPClassUID for one in pydicom.dcmread(file).SourceInstanceSequence]
    assert sources[0] == KeyObjectSelectionDocumentStorage and len(sources) > 1, "the disc's KOSD, and the images"


@pytest.mark.parametrize("form", ["iso", "zip", "folder"])
def test_a_disc_is_imported_and_both_sites_hold_the_same(house, form):
    (path,) = disc_paths(house.site, export(house.site, house.study.uid, "--form", form))
    other, remove = make_site(house.folder / "other", "sqlite")
    try:
        other.start()
        told = other.json("import", path)
        assert told["stored"] == 4 and told["refused"] == 0
        other.wait_until_registered()
        assert set(other.stored_objects()) == set(house.site.stored_objects(
            f"i.study = (SELECT id FROM study WHERE study_instance_uid = '{house.study.uid}')"))
        (note,) = other.api.notes(house.study.uid)
        assert note["description"] == "Look <b>here</b>" and all(one["present"] for one in note["references"])
        assert list((other.data / "cache").glob("**/staging/**/*-*")) == []
    finally:
        other.end()
        remove()


def test_a_disc_of_another_maker_is_imported_and_judged(sqlite_server, shared_data):
    folder = shared_data / "media" / "pydicom-dicomdirtests"
    verdict = run_program("media", "verify", folder, "--json").json
    assert verdict["records"] > 0 and verdict["objects"] >= verdict["records"] and not verdict["has_checksums"]
    told = sqlite_server.json("import", folder / "DICOMDIR")
    assert told["stored"] == verdict["records"]
