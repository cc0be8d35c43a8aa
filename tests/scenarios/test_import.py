"""`kinote import`: files, folders and file-sets, in, once, byte for byte."""

import json
import os
import pty
import re
import shutil
import subprocess

import pytest
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

import objects
from kinote_site import clean_environment, run_program


def counts_of(site, *paths, exit_code=0):
    counts = site.take_in(*paths, exit_code=exit_code)
    assert set(counts) == {"files", "stored", "duplicates", "refused", "not_dicom", "failures"}
    assert all(set(failure) == {"path", "reason"} and failure["reason"] for failure in counts["failures"])
    return {name: value for name, value in counts.items() if name != "failures"}, counts["failures"]


def test_files_and_folders_come_in_byte_for_byte(site, tmp_path):
    study = objects.Study()
    small = [objects.image(study) for _ in range(5)]
    large = [objects.image(study, size=256), objects.image(study, size=64, frames=40)]
    paths = objects.write(tmp_path / "in" / "deep" / "deeper", *small, *large)
    (tmp_path / "in" / "readme.txt").write_text("no DICOM")
    single = objects.write(tmp_path / "single", objects.kosd(study, small))
    counts, failures = counts_of(site, tmp_path / "in", *single)
    assert counts == {"files": 9, "stored": 8, "duplicates": 0, "refused": 0, "not_dicom": 1} and not failures
    for path in paths + single:
        content = path.read_bytes()
        assert site.stored_object(objects.header(content).SOPInstanceUID) == content
    assert site.check_objects() == 8


def test_a_second_run_finds_duplicates_and_changes_nothing(site, tmp_path):
    study = objects.Study()
    image = objects.image(study, size=256)
    objects.write(tmp_path / "in", image, objects.kosd(study, [image]))
    counts_of(site, tmp_path / "in")
    before = site.rows.all("SELECT id, sha256, path, stored_ms FROM instance ORDER BY id")
    counts, failures = counts_of(site, tmp_path / "in")
    assert counts == {"files": 2, "stored": 0, "duplicates": 2, "refused": 0, "not_dicom": 0} and not failures
    assert site.rows.all("SELECT id, sha256, path, stored_ms FROM instance ORDER BY id") == before
    assert site.rows.one("SELECT count(*) FROM job") == 1


@pytest.mark.parametrize("size", [16, 256])
def test_equal_elements_in_another_transfer_syntax_are_a_duplicate(site, tmp_path, size):
    study = objects.Study()
    uid = objects.new_uid()
    syntaxes = [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian]
    made = []
    for syntax in syntaxes:
        image = objects.image(study, size=size, transfer_syntax=syntax, SOPInstanceUID=uid)
        image.file_meta.MediaStorageSOPInstanceUID = uid
        made.append(image)
    first, *others = objects.write(tmp_path / "in", *made)
    counts_of(site, first)
    counts, failures = counts_of(site, *others)
    assert counts["duplicates"] == 2 and counts["refused"] == 0 and not failures
    assert site.stored_object(uid) == first.read_bytes()


def test_other_group_0002_is_a_duplicate_and_other_content_is_refused(site, tmp_path):
    study = objects.Study()
    image = objects.image(study)
    first, = objects.write(tmp_path / "first", image)
    counts_of(site, first)
    image.file_meta.SourceApplicationEntityTitle = "ELSEWHERE"
    meta, = objects.write(tmp_path / "meta", image)
    assert counts_of(site, meta)[0]["duplicates"] == 1
    image.PatientComments = "other"
    other, = objects.write(tmp_path / "other", image)
    image.PixelData = image.PixelData[:-2] + b"\1\1"
    pixels, = objects.write(tmp_path / "pixels", image)
    counts, failures = counts_of(site, other, pixels, exit_code=3)
    assert counts == {"files": 2, "stored": 0, "duplicates": 0, "refused": 2, "not_dicom": 0}
    assert {failure["path"] for failure in failures} == {str(other), str(pixels)}
    assert site.stored_object(image.SOPInstanceUID) == first.read_bytes()


def test_what_is_refused_is_kept_aside_and_raised(site, tmp_path):
    study = objects.Study()
    image = objects.image(study, size=256)
    first, = objects.write(tmp_path / "first", image)
    image.PatientComments = "other"
    other, = objects.write(tmp_path / "other", image)
    counts_of(site, first)
    counts_of(site, other, exit_code=3)
    counts_of(site, other, exit_code=3)
    rows = site.rows.all("SELECT sop_instance_uid, path FROM refused_object")
    assert [uid for uid, _ in rows] == [image.SOPInstanceUID], "kept once, however often it comes"
    assert (site.data / "cache" / rows[0][1]).read_bytes() == other.read_bytes()
    site.start()
    raised = [one for one in site.api.exceptions() if one["sop_instance_uid"] == image.SOPInstanceUID]
    assert raised and raised[0]["study_instance_uid"] == study.uid
    assert raised[0]["cause"] == "other_content" and raised[0]["remedy"] and raised[0]["message"]


def test_files_kept_aside_stay_within_the_limit(sqlite_site, tmp_path):
    study = objects.Study()
    file = tmp_path / "site.toml"
    file.write_text("[cache]\nmost_refused_megabytes = 1\n")
    image = objects.image(study, size=512)
    counts_of(sqlite_site, *objects.write(tmp_path / "first", image))
    others = []
    for number in range(4):
        image.PatientComments = f"other {number}"
        others += objects.write(tmp_path / "others", image)
    done = sqlite_site.run("import", "--config", file, "--threads", "1", *others)
    assert done.exit_code == 3
    kept = sqlite_site.rows.all("SELECT size FROM refused_object WHERE path IS NOT NULL")
    assert sum(size for size, in kept) <= 1 << 20 and len(kept) == 1
    assert sqlite_site.rows.one("SELECT count(*) FROM refused_object") == 4


def test_named_files_that_are_no_dicom_and_paths_that_are_not_there_are_told(site, tmp_path):
    text = tmp_path / "letter.txt"
    text.write_text("Dear colleague")
    empty = tmp_path / "empty.dcm"
    empty.write_bytes(b"")
    counts, failures = counts_of(site, text, empty, tmp_path / "missing", exit_code=3)
    assert counts["files"] == 3 and counts["not_dicom"] == 2 and counts["stored"] == 0
    assert {failure["path"] for failure in failures} == {str(text), str(empty), str(tmp_path / "missing")}


def test_a_folder_without_an_object_is_done_and_told(site, tmp_path):
    folder = tmp_path / "nothing"
    folder.mkdir()
    assert counts_of(site, folder)[0]["files"] == 0
    (folder / "letter.txt").write_text("Dear colleague")
    assert counts_of(site, folder)[0]["not_dicom"] == 1
    done = site.run("import", folder)
    assert done.exit_code == 0 and "no DICOM file was found" in done.errors, done
    (folder / "letter.txt").unlink()
    done = run_program("doctor", "--json", folder)
    assert done.exit_code == 0 and done.json == [] and "no file was found" in done.errors, done


def test_the_numbers_add_up_and_each_object_that_was_not_taken_is_refused(site, tmp_path):
    study = objects.Study()
    image = objects.image(study)
    counts_of(site, *objects.write(tmp_path / "first", image))
    image.PatientComments = "other"
    other, good = objects.write(tmp_path / "in", image, objects.image(study))
    cut_off = tmp_path / "in" / "cut.dcm"
    cut_off.write_bytes(objects.part10(objects.kosd(study, [image]))[:600])
    (tmp_path / "in" / "letter.txt").write_text("Dear colleague")
    missing = tmp_path / "missing"
    counts, failures = counts_of(site, tmp_path / "in", tmp_path / "first", missing, exit_code=1)
    assert counts == {"files": 6, "stored": 1, "duplicates": 1, "refused": 2, "not_dicom": 1}
    assert {failure["path"] for failure in failures} == {str(other), str(cut_off), str(missing)}
    told = site.run("import", tmp_path / "in", missing).output
    assert told == "5 files: 0 stored, 1 here already, 2 refused, 1 no DICOM, 1 failed\n"
    assert counts_of(site, cut_off, exit_code=3)[0]["refused"] == 1, "nothing at all came in"
    assert counts_of(site, cut_off, good, exit_code=1)[0]["duplicates"] == 1


def test_a_named_pipe_is_refused_and_not_waited_for(sqlite_site, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    counts, (failure,) = counts_of(sqlite_site, pipe, exit_code=3)
    assert counts["files"] == 1 and "no regular file" in failure["reason"]
    done = run_program("doctor", "--json", pipe)
    judged, = done.json
    assert done.exit_code == 1 and judged["verdict"] == "unreadable"
    assert "no regular file" in judged["findings"][0]["message"]


def test_strange_files_in_a_folder_hinder_nothing(sqlite_site, tmp_path):
    folder = tmp_path / "in"
    objects.write(folder, objects.image(objects.Study()))
    (folder / "loop").symlink_to(folder)
    (folder / "dangling").symlink_to(tmp_path / "missing")
    os.mkfifo(folder / "pipe")
    (folder / "name with \n newline \x1b[31m and \xff").write_text("x")
    os.close(os.open(os.fsencode(folder) + b"/\xff\xfe.dcm", os.O_CREAT | os.O_WRONLY))
    assert counts_of(sqlite_site, folder)[0]["stored"] == 1
    done = sqlite_site.run("import", folder / "name with \n newline \x1b[31m and \xff")
    assert "\x1b" not in done.errors + done.output


def test_json_stands_alone_on_standard_output(sqlite_site, tmp_path):
    study = objects.Study()
    objects.write(tmp_path / "in", *[objects.image(study) for _ in range(20)])
    done = sqlite_site.run("import", tmp_path / "in", "--json")
    assert done.exit_code == 0 and done.json["stored"] == 20
    words = sqlite_site.run("import", tmp_path / "in")
    assert words.exit_code == 0 and "20 files" in words.output and words.output.count("\n") == 1


def test_progress_goes_to_standard_error(sqlite_site, tmp_path):
    study = objects.Study()
    objects.write(tmp_path / "in", *[objects.image(study) for _ in range(100)])
    terminal, other_end = pty.openpty()
    command = subprocess.Popen(sqlite_site.words("import", tmp_path / "in", "--json"), stderr=other_end,
                               stdout=subprocess.PIPE, env=clean_environment())
    os.close(other_end)
    output = command.communicate(timeout=120)[0]
    shown = b""
    try:
        while read := os.read(terminal, 65536):
            shown += read
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(terminal)
    assert json.loads(output)["stored"] == 100
    assert b"100 %" in shown and b"100/100" in shown and b"/s" in shown


def test_one_object_at_many_places_is_stored_once(site, tmp_path):
    study = objects.Study()
    image = objects.image(study, size=256)
    objects.write(tmp_path / "in", *[image] * 40)
    counts, failures = counts_of(site, tmp_path / "in", "--threads", "8")
    assert counts["stored"] == 1 and counts["duplicates"] == 39 and not failures
    assert len(site.cache_files()) == 1


def test_arrivals_of_new_studies_at_once_do_not_hinder_each_other(site, tmp_path):
    """Several threads meet a study, its patient and its series for the first time."""
    made = []
    for _ in range(30):
        study, patient_study = objects.Study(), objects.Study()
        images = [objects.image(study) for _ in range(4)] + [objects.image(patient_study) for _ in range(2)]
        study.series_uid = objects.new_uid()
        images += [objects.image(study) for _ in range(4)]
        made += [objects.kosd(study, images[:2]), *images, objects.kosd(study, images)]
    objects.write(tmp_path / "in", *made)
    counts, failures = counts_of(site, tmp_path / "in", "--threads", "8")
    assert counts["stored"] == len(made) and not failures
    assert site.rows.one("SELECT count(*) FROM study") == 60
    assert site.rows.one("SELECT count(*) FROM patient") == 1


def test_file_sets_come_in_by_their_directory(site, shared_data):
    if not shared_data:
        return
    media = shared_data / "media" / "pydicom-dicomdirtests"
    named = [path for path in media.rglob("*") if path.is_file() and path.name not in ("DICOMDIR", "README.txt")]
    counts, failures = counts_of(site, media / "DICOMDIR", exit_code=None)
    there = [failure for failure in failures if os.path.exists(failure["path"])]
    assert not there, there
    assert counts["stored"] + counts["duplicates"] > 0
    assert counts["files"] == counts["stored"] + counts["duplicates"] + len(failures)
    again, _ = counts_of(site, media)
    assert again["duplicates"] + again["stored"] + again["not_dicom"] == again["files"] >= len(named)
    assert site.check_objects() == len(site.rows.all("SELECT id FROM instance"))


def test_a_file_set_with_a_key_object_document_shows_its_note(site, shared_data):
    if not shared_data:
        return
    counts_of(site, shared_data / "generated-gaps" / "fileset-with-key-object-doc" / "DICOMDIR")
    site.start()
    site.wait_until_registered()
    assert site.api.all_notes()


def test_every_shared_file_set_is_answered_in_words(site, shared_data):
    if not shared_data:
        return
    for directory in sorted((shared_data / "media").rglob("DICOMDIR*")):
        done = site.run("import", directory, "--json")
        assert done.exit_code in (0, 1, 3), (directory, done)
        assert (done.exit_code == 0) == (done.json["failures"] == []), (directory, done)


def test_a_directory_that_points_outside_of_its_file_set_is_not_followed(sqlite_site, shared_data, tmp_path):
    if not shared_data:
        return
    outside, = objects.write(tmp_path / "outside", objects.image(objects.Study()))
    inside = tmp_path / "media"
    shutil.copytree(shared_data / "generated-gaps" / "fileset-with-key-object-doc", inside)
    directory = (inside / "DICOMDIR").read_bytes()
    written = re.findall(rb"DICOM\\[A-Z0-9]+ ?", directory)
    assert written
    for file_id in written:  # of the same length, so that nothing else need change
        directory = directory.replace(file_id, rb"..\OUT".ljust(len(file_id)))
    (inside / "DICOMDIR").write_bytes(directory)
    outside.rename(tmp_path / "OUT")
    counts, failures = counts_of(sqlite_site, inside / "DICOMDIR", exit_code=3)
    assert counts["stored"] == 0 and failures


def test_a_file_set_that_names_what_no_disk_can_hold_does_not_end_the_import(sqlite_site, tmp_path):
    here, = objects.write(tmp_path / "media", objects.image(objects.Study()))
    here.rename(tmp_path / "media" / "CT1")
    directory = tmp_path / "media" / "DICOMDIR"
    directory.write_bytes(objects.file_set_directory(["A" * 300], ["CT1"]))
    counts, failures = counts_of(sqlite_site, directory, exit_code=1)
    assert counts["stored"] == 1 and counts["files"] == 2
    assert [failure for failure in failures if "File name too long" in failure["reason"]], failures


def test_every_shared_image_comes_in_byte_for_byte(site, shared_data):
    if not shared_data:
        return
    counts, failures = counts_of(site, shared_data / "images", exit_code=None)
    assert counts["stored"] > 100
    assert counts["refused"] == len(failures)
    assert site.check_objects() == counts["stored"]
