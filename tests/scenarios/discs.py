"""Discs as others read them: xorriso, pydicom, dcmmkdir, dciodvfy."""

import pathlib
import subprocess

from pydicom import dcmread

from kinote_site import LIMIT


def export(site, *words, exit_code=0, wait=120):
    """What `kinote media export` says once it is over."""
    return site.json(("media", "export"), *words, "--wait", wait, exit_code=exit_code)


def disc_paths(site, exported):
    folder = site.data / "media" / str(exported["id"])
    return [folder / one["file_name"] for one in exported["discs"]]


def unpack(disc, folder):
    """The files of an ISO image, by a program that did not write it."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["xorriso", "-osirrox", "on", "-indev", str(disc), "-extract", "/", str(folder)],
                          capture_output=True, text=True, timeout=LIMIT)
    assert done.returncode == 0, done.stderr[-2000:]
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def objects_on(folder):
    """The DICOM files below DICOM/, by SOP Instance UID."""
    read = [dcmread(path) for path in sorted((pathlib.Path(folder) / "DICOM").rglob("*")) if path.is_file()]
    return {str(one.SOPInstanceUID): one for one in read}


def records(directory_file):
    """What a DICOMDIR says: a dict for each record with a file, by its Referenced File ID, and those of the levels above."""
    leaves, above = {}, []
    for record in dcmread(directory_file).DirectoryRecordSequence:
        said = {element.tag: element for element in record if element.tag.group != 0x0004}
        if "ReferencedFileID" in record:
            file_id = record.ReferencedFileID
            leaves["/".join(file_id if not isinstance(file_id, str) else [file_id])] = (record.DirectoryRecordType, said)
        else:
            above.append((record.DirectoryRecordType, said))
    return leaves, above


def dciodvfy_errors(path):
    done = subprocess.run(["dciodvfy", str(path)], capture_output=True, errors="replace", timeout=LIMIT)
    return [line for line in (done.stdout + done.stderr).splitlines() if line.startswith("Error")]


def referenced_by(kosd):
    """The SOP Instance UIDs that a KOSD points at, in the order of its content tree."""
    return [str(one.ReferencedSOPSequence[0].ReferencedSOPInstanceUID) for one in kosd.ContentSequence
            if "ReferencedSOPSequence" in one]
