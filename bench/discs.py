#!/usr/bin/env python3
"""Discs: kinote's export to media, from the order until it is done, read back and compared, beside xorriso, which makes an
image of a prepared folder of the same files; and the DICOMDIR of many objects beside DCMTK's dcmmkdir over the same files.

Usage: discs.py [--short]"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset

import peers
import result_row

ROUNDS = 5
PROGRAM = pathlib.Path(peers.KINOTE).parent / "bench" / "directory"


def seconds_of(*command, **more):
    begin = time.monotonic()
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    return time.monotonic() - begin


def image_of_kinote(kinote, root):
    """Seconds, and the image."""
    begin = time.monotonic()
    number = kinote.call("POST", "/api/media", {"studies": [f"{root}.1.1"], "disc_bytes": 4_700_000_000})["id"]
    peers.wait_for("the discs", lambda: kinote.get(f"/api/media/{number}")["state"] == "done", seconds=600, pause=0.02)
    seconds = time.monotonic() - begin
    (disc,) = kinote.get(f"/api/media/{number}")["discs"]
    return seconds, kinote.path / "data" / "media" / str(number) / disc["file_name"]


def image_of_xorriso(folder, image):
    image.unlink(missing_ok=True)
    seconds = seconds_of("xorriso", "-as", "mkisofs", "-iso-level", "1", "-J", "-o", image, folder)
    begin = time.monotonic()
    descriptor = os.open(image, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return seconds + time.monotonic() - begin


def measure_images(objects, rounds):
    root = f"1.2.826.0.1.3680043.10.9.{int(time.time())}"
    with peers.Kinote() as kinote, tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        peers.send(kinote, "ct", 4, objects, root, objects)
        _, image = image_of_kinote(kinote, root)
        megabytes = image.stat().st_size / 1e6
        folder = scratch / "folder"
        subprocess.run(["xorriso", "-osirrox", "on", "-indev", image, "-extract", "/", folder], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        own, others = [], []
        for _ in range(rounds):
            seconds, image = image_of_kinote(kinote, root)
            own.append(megabytes / seconds)
            image.unlink()
            others.append(megabytes / image_of_xorriso(folder, scratch / "image.iso"))
        subprocess.run(["chmod", "-R", "u+w", scratch], check=True)
    result_row.print_row(f"disc image of {megabytes:.0f} MB, read back", own, "xorriso", others, ">= 0.5", " MB/s")


def write_objects(folder, number):
    """Small images: 100 of a series, 10 series of a study."""
    for at in range(number):
        series, study = at // 100, at // 1000
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID, meta.TransferSyntaxUID = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1"
        meta.MediaStorageSOPInstanceUID = f"1.2.3.{at + 1}"
        made = FileDataset("", Dataset(), file_meta=meta, preamble=b"\0" * 128)
        made.is_little_endian, made.is_implicit_VR = True, False
        made.SOPClassUID, made.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
        made.PatientName, made.PatientID, made.StudyDate, made.StudyTime = "Doe^Jane", f"P{study}", "20260101", "101500"
        made.StudyInstanceUID, made.SeriesInstanceUID = f"1.2.4.{study + 1}", f"1.2.5.{series + 1}"
        made.StudyID, made.AccessionNumber, made.StudyDescription = str(study + 1), "A", "Chest"
        made.Modality, made.SeriesNumber, made.InstanceNumber = "CT", str(series + 1), str(at % 100 + 1)
        made.ImageType = ["ORIGINAL", "PRIMARY"]
        path = folder / "DICOM" / f"ST{study:06}" / f"SE{series:06}" / f"IM{at:06}"
        path.parent.mkdir(parents=True, exist_ok=True)
        made.save_as(path, write_like_original=False)


def peak_megabytes(*command, **more):
    """Of a program that is run for it."""
    child = os.fork()
    if child == 0:
        os.chdir(more.get("cwd", "."))
        with open(os.devnull, "w") as nothing:
            os.dup2(nothing.fileno(), 1)
        os.execv(command[0], [str(word) for word in command])
    _, status, usage = os.wait4(child, 0)
    assert status == 0, command
    return usage.ru_maxrss / 1024


def directory_of_dcmmkdir(folder):
    (folder / "DICOMDIR").unlink(missing_ok=True)
    return seconds_of("dcmmkdir", "-a", "-nb", "+D", "DICOMDIR", "+r", "+id", ".", "-Pgp", "DICOM", cwd=folder)


def measure_directories(objects, rounds):
    with tempfile.TemporaryDirectory() as scratch:
        folder, small = pathlib.Path(scratch) / "many", pathlib.Path(scratch) / "few"
        write_objects(folder, objects)
        write_objects(small, objects // 10)
        own, others = [], []
        for _ in range(rounds):
            own.append(seconds_of(PROGRAM, folder))
            others.append(directory_of_dcmmkdir(folder))
        result_row.print_row(f"DICOMDIR of {objects} objects", own, "dcmmkdir", others, "<= 1", " s")
        result_row.print_row("peak memory of that, beside a tenth of the objects", peak_megabytes(str(PROGRAM), folder), "a tenth",
                             peak_megabytes(str(PROGRAM), small), "<= 1.1", " MB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    short = parser.parse_args().short
    for tool in ("xorriso", "dcmmkdir"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is wanted")
    measure_images(20 if short else 1240, 1 if short else ROUNDS)
    measure_directories(1000 if short else 10_000, 1 if short else ROUNDS)


if __name__ == "__main__":
    main()
