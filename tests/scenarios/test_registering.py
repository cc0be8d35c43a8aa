"""KOSDs become notes, manifests, rejection notes, or lie in quarantine; nothing else."""

import csv

import pytest

import objects
from kinote_site import run_program

MANIFEST_TITLES = {("113030", "DCM"), ("113031", "DCM"), ("113032", "DCM"), ("113033", "DCM"), ("113034", "DCM"),
                   ("113035", "DCM"), ("113036", "DCM"), ("131560", "DCM"), ("MADOTEMP001", "99IHE")}
REJECTION_TITLES = {("113001", "DCM"), ("113037", "DCM"), ("113038", "DCM"), ("113039", "DCM")}
FINDING_KEYS = {"rule", "severity", "clause", "place", "message"}
SEVERITIES = {"R": "error", "W": "warning", "I": "information"}
VERDICTS = {"R": "non-compliant", "W": "tolerable", "I": "compliant"}


def role_of(title):
    key = (title["value"], title["scheme"])
    return "manifest" if key in MANIFEST_TITLES else "rejection" if key in REJECTION_TITLES else "note"


def title_of(content):
    item = objects.header(content).ConceptNameCodeSequence[0]
    return {"value": item.CodeValue, "scheme": item.CodingSchemeDesignator, "meaning": item.CodeMeaning}


def doctor(*files, exit_code=None):
    done = run_program("doctor", "--json", *files)
    assert done.exit_code in (0, 1) and (exit_code is None or done.exit_code == exit_code), done
    return done.json


def test_every_kosd_of_other_makers_is_taken_by_its_title_and_none_is_quarantined(site, shared_data):
    if not shared_data:
        return
    contents = {}
    for path in sorted((shared_data / "kos").rglob("*.dcm")):
        content = path.read_bytes()
        contents.setdefault(str(objects.header(content).SOPInstanceUID), content)
    counts = site.take_in(shared_data / "kos", exit_code=None)
    assert counts["stored"] == len(contents)
    assert counts["stored"] + counts["duplicates"] + counts["refused"] == counts["files"]
    site.start()
    site.wait_until_registered()
    assert site.api.quarantine() == []
    stored = site.stored_objects()
    selections = {one["sop_instance_uid"]: one for one in site.api.selections()}
    notes = {uid for uid, in site.rows.all("SELECT source_key FROM note")}
    for uid, content in contents.items():
        assert stored[uid] == content
        role = role_of(title_of(content))
        assert (uid in notes) == (role == "note"), uid
        assert (uid in selections) == (role != "note"), uid
        if role != "note":
            assert selections[uid]["role"] == role and selections[uid]["title"] == title_of(content)
            assert selections[uid]["references"] > 0
    assert len(site.api.all_notes()) == len(notes) == 2
    assert {job["state"] for job in site.json(("jobs", "list"), "--limit", 1000)} == {"done"}


def test_a_kosd_of_another_maker_shows_its_images_when_they_are_here(site, shared_data):
    if not shared_data:
        return
    site.take_in(shared_data / "kos" / "ihe-mado" / "KIN_B2.dcm")
    site.take_in(shared_data / "images" / "kosrefs" / "G02-ihe-mado-Study_B")
    site.start()
    site.wait_until_registered()
    shown, = site.api.all_notes()
    assert shown["title"] == {"value": "113000", "scheme": "DCM", "meaning": "Of Interest"}
    assert len(shown["references"]) == 3
    for one in shown["references"]:
        if one["present"] and one["renderable"]:
            picture = site.api.rendered(one["sop_instance_uid"])
            assert picture.status == 200 and picture.body.startswith(b"\xff\xd8\xff")


def bad_samples(shared_data):
    with open(shared_data / "generated-kos" / "expected.csv", newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def test_every_bad_sample_is_judged_as_the_table_says(shared_data):
    if not shared_data:
        return
    folder = shared_data / "generated-kos"
    rows = bad_samples(shared_data)
    assert len(rows) == 43
    for row in rows:
        together = [folder / "images" / "CT1"] if row["note"] else []
        judged = doctor(folder / row["file"], *together)[0]
        assert judged["file"] == str(folder / row["file"])
        assert judged["role"] == row["role"], row
        assert all(set(finding) == FINDING_KEYS for finding in judged["findings"])
        if not row["rule"]:
            assert judged["verdict"] == "compliant", judged
            continue
        assert judged["verdict"] == VERDICTS[row["class"]], (row, judged)
        found = {(finding["rule"], finding["severity"]) for finding in judged["findings"]}
        assert (row["rule"], SEVERITIES[row["class"]]) in found, (row, judged)


def test_every_good_sample_is_compliant(shared_data):
    if not shared_data:
        return
    judged = doctor(*sorted((shared_data / "generated-kos" / "good").iterdir()), exit_code=0)
    assert [one["verdict"] for one in judged] == ["compliant"] * 9, judged
    assert {one["role"] for one in judged} == {"note", "rejection"}


def test_the_doctors_words_and_json_have_the_agreed_form(tmp_path):
    study = objects.Study()
    image, state = objects.image(study, frames=4), objects.image(study)
    good, bad = objects.write(
        tmp_path,
        objects.kosd(study, [image], "text", author="Doe^John", evidence_of=[image, state],
                     items=[objects.text("text"), objects.reference(image, [1, 3], state)]),
        objects.kosd(study, [image], ValueType="TEXT"))
    (tmp_path / "letter.txt").write_text("Dear colleague")
    assert run_program("doctor", good).exit_code == 0
    assert run_program("doctor", bad).exit_code == 1
    judged = doctor(good, bad, tmp_path / "letter.txt", tmp_path / "missing", exit_code=1)
    assert [one["verdict"] for one in judged][1:] == ["non-compliant", "unreadable", "unreadable"]
    first = judged[0]
    assert set(first) == {"file", "verdict", "role", "title", "references", "description", "author", "findings"}
    assert first["title"] == {"value": "113000", "scheme": "DCM", "meaning": "Of Interest"}
    assert first["references"] == [{
        "study_instance_uid": study.uid, "series_instance_uid": study.series_uid,
        "sop_instance_uid": image.SOPInstanceUID, "sop_class_uid": objects.ENHANCED_CT_IMAGE, "frames": [1, 3],
        "presentation_state_uid": state.SOPInstanceUID}]
    for unreadable in judged[2:]:
        assert len(unreadable["findings"]) == 1
        assert unreadable["role"] is None and unreadable["title"] is None and unreadable["description"] is None


def test_frames_that_are_only_in_the_evidence_are_shown(site, shared_data):
    """Weasis writes so."""
    if not shared_data:
        return
    path = shared_data / "generated-kos" / "bad" / "bad39_references_only_in_evidence.dcm"
    site.take_in(path)
    site.start()
    site.wait_until_registered()
    shown, = site.api.all_notes()
    assert len(shown["references"]) == 2
    assert sorted(frame for one in shown["references"] for frame in one["frames"]) == [3, 7]
    assert "K04" in {finding["rule"] for finding in shown["findings"]}


def test_tolerable_samples_become_notes_with_their_findings(site, shared_data):
    if not shared_data:
        return
    folder = shared_data / "generated-kos"
    site.take_in(folder / "bad", exit_code=None)
    site.start()
    site.wait_until_registered()
    quarantined = {one["sop_instance_uid"] for one in site.api.quarantine()}
    for row in bad_samples(shared_data):
        content = (folder / row["file"]).read_bytes()
        uid = str(objects.header(content).SOPInstanceUID)
        state = site.rows.row("SELECT k.registration_state, k.role FROM kosd k JOIN instance i ON i.id = k.instance "
                              f"WHERE i.sop_instance_uid = '{uid}' AND i.size = {len(content)}")
        if state is None:
            continue  # another sample came first under its UID
        assert (state[0] == "quarantined") == (uid in quarantined) == (row["class"] == "R"), (row, state)
        assert state[1] == row["role"], (row, state)


# What cannot be used

def unusable():
    """Documents that have class, instance, series and study, and nothing that could be registered: UID and bytes."""
    study = objects.Study()
    image = objects.image(study)

    def made(**more):
        return objects.kosd(study, [image], "cannot be used", **more)

    def without_references(*items):
        return objects.kosd(study, [], items=list(items), evidence_of=[])

    whole = objects.part10(made())
    self_named = made()
    self_named.ContentSequence = [objects.reference(self_named)]
    self_named.CurrentRequestedProcedureEvidenceSequence = None
    malformed = objects.image(study, SOPInstanceUID="not.a.uid")
    item = objects.reference(image)
    item.ReferencedSOPSequence = []
    tree = whole.index(b"\x40\x00\x30\xa7SQ")
    long_item = bytearray(whole)
    long_item[tree + 16:tree + 20] = (0x7FFFFFF0).to_bytes(4, "little")
    long_sequence = bytearray(whole)
    long_sequence[tree + 8:tree + 12] = (0x00FFFFF0).to_bytes(4, "little")
    wrong_item = bytearray(whole)
    wrong_item[tree + 12:tree + 16] = b"\x08\x00\x05\x00"
    deep = b""
    for _ in range(3000):
        deep = b"\x40\x00\x30\xa7SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff" + deep
    documents = {
        "root is a text": made(ValueType="TEXT"),
        "root is a number": made(ValueType="NUM"),
        "root has no value type": made(ValueType=None),
        "root has an empty value type": made(ValueType=""),
        "no reference at all": without_references(),
        "text only": without_references(objects.text("nothing else")),
        "no content and no evidence": made(ContentSequence=None, CurrentRequestedProcedureEvidenceSequence=None),
        "names only itself": self_named,
        "names only malformed UIDs": objects.kosd(study, [malformed]),
        "items that name nothing": without_references(item, item),
        "cut in the content": whole[:tree + 60],
        "cut in the evidence": whole[:whole.index(b"\x40\x00\x75\xa3SQ") + 40],
        "an item longer than the object": bytes(long_item),
        "a sequence longer than the object": bytes(long_sequence),
        "an element where an item belongs": bytes(wrong_item),
        "three thousand levels": whole[:tree] + deep,
    }
    return {name: with_own_uid(made) for name, made in documents.items()}


def with_own_uid(made):
    """UID and bytes; bytes that were made from another document's get a UID of the same length in its stead."""
    if not isinstance(made, bytes):
        return made.SOPInstanceUID, objects.part10(made)
    start = made.index(b"\x08\x00\x18\x00UI") + 8
    old = made[start:start + made[start - 2]].rstrip(b"\0")
    new = objects.new_uid().ljust(len(old), "1")[:len(old)]
    return new, made.replace(old, new.encode())


@pytest.mark.parametrize("door", ["import", "adoption"])
def test_what_cannot_be_used_is_quarantined_with_findings_and_in_nobodys_way(site, tmp_path, door):
    bad = unusable()
    contents = [content for _, content in bad.values()]
    study = objects.Study("P-2", "Good^Study")
    image = objects.image(study)
    good = [objects.kosd(study, [image], f"good {number}") for number in range(5)]
    objects.write(tmp_path / "in", *contents, image, *good)
    counts = site.take_in(tmp_path / "in", *(["--adopt"] if door == "adoption" else []))
    assert counts["stored"] == len(bad) + 6 and not counts["failures"], counts
    site.start()
    site.wait_until_registered()
    quarantined = {one["sop_instance_uid"]: one for one in site.api.quarantine()}
    stored = site.stored_objects()
    for name, (uid, content) in bad.items():
        assert uid in quarantined, name
        errors = [finding for finding in quarantined[uid]["findings"] if finding["severity"] == "error"]
        assert errors and all(set(one) == FINDING_KEYS and one["clause"] and one["message"] for one in errors), name
        assert stored[uid] == content, name
    assert len(quarantined) == len(bad)
    assert sorted(note["description"] for note in site.api.notes(study.uid)) == [f"good {n}" for n in range(5)]
    assert len(site.api.all_notes()) == 5
    assert {job["state"] for job in site.json(("jobs", "list"))} == {"done"}
    assert site.api.get("/api/summary")["quarantined"] == len(bad)
    files = objects.write(tmp_path / "each", *contents)
    for name, path in zip(bad, files):
        judged, = doctor(path, exit_code=1)
        assert judged["verdict"] in ("non-compliant", "unreadable"), (name, judged)


def test_quarantined_objects_count_as_objects_and_not_as_notes(site, tmp_path):
    study = objects.Study()
    image = objects.image(study)
    objects.write(tmp_path / "in", image, objects.kosd(study, [image], ValueType="TEXT"))
    site.take_in(tmp_path / "in")
    site.start()
    site.wait_until_registered()
    shown, = site.api.studies()
    assert (shown["objects"], shown["notes"]) == (2, 0)
    assert site.api.studies(hasNotes="true") == []


# Roles

@pytest.mark.parametrize("title", sorted(MANIFEST_TITLES | REJECTION_TITLES))
def test_titles_that_are_no_notes_are_listed_on_their_own(sqlite_server, tmp_path, title):
    study = objects.Study()
    image = objects.image(study)
    made = objects.kosd(study, [image], title=(*title, "A meaning that decides nothing"))
    objects.write(tmp_path / "in", image, made)
    sqlite_server.take_in(tmp_path / "in")
    sqlite_server.wait_until_registered()
    assert sqlite_server.api.notes(study.uid) == []
    selection, = sqlite_server.api.selections()
    assert selection["role"] == ("rejection" if title in REJECTION_TITLES else "manifest")
    assert selection["sop_instance_uid"] == made.SOPInstanceUID and selection["references"] == 1
    shown, = sqlite_server.api.studies()
    objects_shown = 1 if title in REJECTION_TITLES else 2  # an imported rejection note is hidden, and hides nothing
    assert (shown["objects"], shown["notes"]) == (objects_shown, 0)


def test_the_scheme_decides_as_much_as_the_value(sqlite_server, tmp_path):
    study = objects.Study()
    objects.write(tmp_path / "in", objects.kosd(study, [objects.image(study)], title=("113030", "99SITE", "Manifest")))
    sqlite_server.take_in(tmp_path / "in")
    sqlite_server.wait_until_registered()
    assert sqlite_server.api.notes(study.uid)[0]["title"]["scheme"] == "99SITE"
    assert sqlite_server.api.selections() == []


def test_a_site_can_add_titles_to_the_list(sqlite_site, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text('[[titles]]\nvalue = "X1"\nscheme = "99SITE"\nmeaning = "Tumour board"\nrole = "manifest"\n')
    study = objects.Study()
    objects.write(tmp_path / "in", objects.kosd(study, [objects.image(study)], title=("X1", "99SITE", "other")))
    sqlite_site.start("--config", file)
    sqlite_site.take_in(tmp_path / "in")
    sqlite_site.wait_until_registered()
    assert sqlite_site.api.notes(study.uid) == []
    assert sqlite_site.api.selections()[0]["role"] == "manifest"


# Patients

def test_a_kosd_of_another_patient_is_quarantined_and_never_shown(site, tmp_path):
    study = objects.Study("P-1", "Right^Patient")
    image = objects.image(study)
    site.start()
    site.take_in(*objects.write(tmp_path / "image", image))
    study.attributes.update(PatientID="P-2", PatientName="Wrong^Patient")
    note = objects.kosd(study, [image], "about another person")
    site.take_in(*objects.write(tmp_path / "note", note))
    site.wait_until_registered()
    assert site.api.notes(study.uid) == [] and site.api.all_notes() == []
    shown, = site.api.studies()
    assert shown["patient_id"] == "P-1" and shown["patient_name"] == "Right^Patient"
    assert (shown["objects"], shown["notes"]) == (1, 0), "withheld until a person decides"
    quarantined, = site.api.quarantine()
    assert "K33" in {finding["rule"] for finding in quarantined["findings"] if finding["severity"] == "error"}
    named = quarantined["named_patient"]
    assert (named["patient_id"], named["patient_name"]) == ("P-2", "Wrong^Patient"), "to be compared with the study's"
    raised, = [one for one in site.api.exceptions() if one["cause"] == "other_patient"]
    assert raised["sop_instance_uid"] == note.SOPInstanceUID and raised["study_instance_uid"] == study.uid


def test_a_note_whose_study_turns_out_to_be_another_patients_is_not_shown_any_more(site, tmp_path):
    study = objects.Study("P-2", "Wrong^Patient")
    image = objects.image(study)
    note = objects.kosd(study, [image], "came first")
    site.start()
    site.take_in(*objects.write(tmp_path / "note", note))
    site.wait_until_registered()
    assert len(site.api.notes(study.uid)) == 1
    study.attributes.update(PatientID="P-1", PatientName="Right^Patient")
    site.take_in(*objects.write(tmp_path / "image", objects.image(study, SOPInstanceUID=image.SOPInstanceUID)))
    site.wait_until_registered()
    assert site.api.notes(study.uid) == [] and site.api.all_notes() == []
    shown, = site.api.studies()
    assert shown["patient_id"] == "P-1" and shown["notes"] == 0
    quarantined, = site.api.quarantine()
    assert quarantined["sop_instance_uid"] == note.SOPInstanceUID


# Texts

CHARACTER_SETS = [
    ("ISO_IR 100", "Müller^Jürgen", "Größe über Maß"), ("ISO_IR 101", "Dvořák^Jiří", "Žluťoučký kůň"),
    ("ISO_IR 144", "Толстой^Лев", "Важное изображение"), ("ISO_IR 126", "Διονυσιος", "Εικόνα"),
    ("ISO_IR 127", "قباني^لنزار", "صورة مهمة"), ("ISO_IR 138", "שרון^דבורה", "תמונה"), ("ISO_IR 148", "Çağlar^Ömer", "Işık"),
    ("ISO_IR 166", "สมชาย", "ภาพสำคัญ"), ("ISO_IR 192", "王^小東", "重要な画像 😀"), ("GB18030", "王^小东", "重要图像"),
    ("GBK", "王^小东", "重要图像"), (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう", "重要な画像"),
    (["", "ISO 2022 IR 149"], "Hong^Gildong=洪^吉洞=홍^길동", "중요한 영상"),
]


@pytest.mark.parametrize("character_set, author, words", CHARACTER_SETS, ids=lambda value: str(value)[:20])
def test_texts_come_through_in_every_character_set(sqlite_server, tmp_path, character_set, author, words):
    study = objects.Study(PatientName=author)
    objects.write(tmp_path / "in", objects.kosd(study, [objects.image(study)], words, author=author,
                                                SpecificCharacterSet=character_set))
    sqlite_server.take_in(tmp_path / "in")
    sqlite_server.wait_until_registered()
    shown, = sqlite_server.api.notes(study.uid)
    assert (shown["description"], shown["author"]) == (words, author)
    assert sqlite_server.api.studies()[0]["patient_name"] == author


def test_markup_and_control_characters_stay_data(site, tmp_path):
    words = '<script>alert("x")</script> \'; DROP TABLE note; -- \\ "quoted" & line\r\nbreak \t %s {0} $1'
    name = "<b>Bold^</b>'\"&"
    study = objects.Study(patient_id="'; DELETE FROM study", PatientName=name, StudyDescription="<img src=x onerror=y>")
    image = objects.image(study)
    site.start()
    site.take_in(*objects.write(tmp_path / "in", image, objects.kosd(study, [image], words, author=name)))
    site.wait_until_registered()
    shown, = site.api.notes(study.uid)
    assert shown["description"] == words.replace("\r\n", "\n") and shown["author"] == name
    listed, = site.api.studies()
    assert listed["patient_name"] == name and listed["patient_id"] == "'; DELETE FROM study"
    assert listed["description"] == "<img src=x onerror=y>"
    answer = site.api.request(f"/api/studies/{study.uid}/notes")
    assert answer.headers["Content-Type"].startswith("application/json")
    assert site.api.studies(search="<b>Bold")[0]["study_instance_uid"] == study.uid
    assert site.api.studies(search="' OR '1'='1") == []


# Notes

def test_a_note_has_all_that_its_document_says(server, tmp_path):
    study = objects.Study()
    first, second = objects.image(study, frames=8), objects.image(study)
    state = objects.presentation_state(study, second, 100, 200)
    made = objects.kosd(study, [second, first], author="Author^Anne", evidence_of=[first, second, state], items=[
        objects.text("a text"), objects.reference(second, presentation_state=state), objects.reference(first, [2, 5])])
    server.take_in(*objects.write(tmp_path / "in", first, second, state, made))
    server.wait_until_registered()
    shown, = server.api.notes(study.uid)
    assert shown["version"] == 1 and shown["state"] == "current" and shown["registered"] is True
    assert shown["source"] == "received" and shown["author"] == "Author^Anne" and shown["description"] == "a text"
    assert shown["created_at"].startswith("2024-01-31T11:12:13")
    assert [(one["sop_instance_uid"], one["frames"], one["presentation_state_uid"], one["present"])
            for one in shown["references"]] == [
        (second.SOPInstanceUID, [], state.SOPInstanceUID, True), (first.SOPInstanceUID, [2, 5], None, True)]
    assert server.api.get(f"/api/notes/{shown['id']}") == shown
    assert server.json(("notes", "show"), shown["id"])["notes"] == [shown]


def test_notes_of_one_study_that_are_registered_at_once_are_all_counted(site, tmp_path):
    """Workers take batches in the order of arrival: here each batch has one note of each of the same studies."""
    studies = [(study, objects.image(study)) for study in (objects.Study() for _ in range(32))]
    made = [objects.kosd(study, [image], f"note {number}") for number in range(12) for study, image in studies]
    site.take_in("--threads", 1, *objects.write(tmp_path / "in", *made))
    site.start(environment={"KINOTE_JOBS_WORKERS": "8"})
    site.wait_until_registered()
    assert [study["notes"] for study in site.api.studies()] == [12] * 32


def test_a_note_over_two_studies_is_shown_in_both(server, tmp_path):
    here, there = objects.Study(), objects.Study()
    images = [objects.image(here), objects.image(there)]
    server.take_in(*objects.write(tmp_path / "in", *images, objects.kosd(here, images, "both")))
    server.wait_until_registered()
    assert [note["id"] for note in server.api.notes(here.uid)] == [note["id"] for note in server.api.notes(there.uid)]
    assert sorted(study["notes"] for study in server.api.studies()) == [1, 1]
