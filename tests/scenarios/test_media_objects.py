"""Discs of all sorts of objects: what their records say, by dciodvfy, dcmmkdir and the objects themselves."""

import re

import pydicom
from pydicom.dataset import Dataset
from pydicom.fileset import FileSet
from pydicom.uid import BasicTextSRStorage

import objects
from discs import disc_paths, dciodvfy_errors, export, records
from test_create_kosd import save

MAKERS_OWN = ("Illegal root for UID", "Character invalid for character repertoire", "contains invalid data values")


def verified_report(study, *verified_at):
    report = objects.kosd(study, [objects.image(study)])
    report.SOPClassUID = report.file_meta.MediaStorageSOPClassUID = BasicTextSRStorage
    report.Modality, report.CompletionFlag, report.VerificationFlag = "SR", "COMPLETE", "VERIFIED"
    report.VerifyingObserverSequence = []
    for moment in verified_at:
        observer = Dataset()
        observer.VerifyingOrganization, observer.VerifyingObserverName = "City", "Doe^Jane"
        observer.VerificationDateTime, observer.VerifyingObserverIdentificationCodeSequence = moment, []
        report.VerifyingObserverSequence.append(observer)
    return report


def only_folder(site, *words):
    (folder,) = disc_paths(site, export(site, *words, "--form", "folder"))
    return folder


def test_the_record_of_a_verified_report_says_when_it_was_verified_last(server, tmp_path):
    study = objects.Study()
    report = verified_report(study, "20240105120000", "20240106080000", "20231231")
    unsaid = verified_report(study)
    server.take_in(save(tmp_path / "in", report, unsaid))
    disc = only_folder(server, study.uid)
    assert dciodvfy_errors(disc / "DICOMDIR") == []
    said = {str(pydicom.dcmread(disc / file_id).SOPInstanceUID): str(one[0x0040A030].value)
            for file_id, (_, one) in records(disc / "DICOMDIR")[0].items()}
    assert said[str(report.SOPInstanceUID)] == "20240106080000"
    assert said[str(unsaid.SOPInstanceUID)] == f"{unsaid.ContentDate}{unsaid.ContentTime}"


def test_dates_of_an_older_form_are_written_rightly_in_records_and_stay_in_the_object(server, tmp_path):
    study = objects.Study()
    image = objects.image(study)
    content = objects.part10(image)
    date, time = str(image.StudyDate).encode(), str(image.StudyTime).encode()
    assert len(date) == 8 and content.count(date) >= 1 and len(time) == 6
    older = re.sub(rb"\x08\x00\x20\x00DA..", lambda _: b"\x08\x00\x20\x00DA\x0a\x00", content, count=1)
    older = older.replace(b"DA\x0a\x00" + date, b"DA\x0a\x00" + date[:4] + b"." + date[4:6] + b"." + date[6:], 1)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "older.dcm").write_bytes(older)
    server.take_in(tmp_path / "in")
    disc = only_folder(server, study.uid)
    assert dciodvfy_errors(disc / "DICOMDIR") == []
    (one,) = FileSet(disc / "DICOMDIR")
    assert one.StudyDate == date.decode()
    (file,) = (disc / "DICOM").rglob("IM*")
    assert date[:4] + b"." + date[4:6] in file.read_bytes()


def test_objects_of_many_makers_go_on_one_disc(server, shared_data):
    """But those that cannot be understood, which are named one by one; UIDs and letters of their makers are as they were."""
    if not shared_data:
        return
    server.take_in(shared_data, exit_code=None)
    studies = [row[0] for row in server.rows.all("SELECT study_instance_uid FROM study")]
    omitted = []
    for one in server.json(("media", "export"), *studies, "--dry-run")["refused"]:
        omitted += ["--omit", one["sop_instance_uid"]]
    for _ in range(10):
        made = server.json(("media", "export"), *studies, *omitted, "--form", "folder", "--wait", 120, exit_code=None)
        if made["state"] == "done":
            break
        omitted += ["--omit", re.search(r"object ([0-9.]+) of study", made["job_error"])[1]]
    (disc,) = disc_paths(server, made)
    assert made["objects"] > 200 and len(omitted) < 10
    wrong = [line for line in dciodvfy_errors(disc / "DICOMDIR")
             if not any(words in line for words in MAKERS_OWN)]
    assert wrong == []
