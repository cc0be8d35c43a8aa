#!/usr/bin/env python3
"""The web client's image area beside OHIF, in one Chromium without a graphics card: a study of 500 CT images with a note of three
key images, in one kinote that both ask. From the navigation to the first picture on the screen, and pictures a second while
the wheel goes through the stack.

Usage: client.py [--short]"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import numpy

import peers
import result_row

sys.path.insert(0, str(peers.ROOT / "tests" / "scenarios"))
import objects  # noqa: E402  pylint: disable=wrong-import-position
from ohif_peer import OhifServer  # noqa: E402  pylint: disable=wrong-import-position

SIDE = 512


def ct_stack(study, count):
    """A body with a bright organ that wanders from image to image, and noise as a scanner has it."""
    y, x = numpy.mgrid[0:SIDE, 0:SIDE]
    body = ((x - 256) / 210) ** 2 + ((y - 256) / 160) ** 2 < 1
    noise = numpy.random.default_rng(5).integers(0, 40, (SIDE, SIDE))
    for number in range(1, count + 1):
        pixels = numpy.where(body, 1060 + numpy.roll(noise, number, 0), 24)
        pixels[(x - 150 - number % 200) ** 2 + (y - 250) ** 2 < 2500] = 1224
        made = objects.image(study, InstanceNumber=str(number), RescaleIntercept="-1024", RescaleSlope="1",
                             WindowCenter="50", WindowWidth="400", ImagePositionPatient=[0, 0, number],
                             ImageOrientationPatient=[1, 0, 0, 0, 1, 0], PixelSpacing=[0.7, 0.7])
        made.Rows = made.Columns = SIDE
        made.PixelData = pixels.astype("<u2").tobytes()
        yield made


def measure(options):
    images, rounds = (40, 1) if options.short else (options.images, options.rounds)
    ohif = OhifServer()
    os.environ["KINOTE_HTTP_DICOMWEB_ORIGINS"] = ohif.url
    study = objects.Study("P-1", "Doe^Jane")
    with peers.Kinote() as kinote, tempfile.TemporaryDirectory(prefix="kinote-bench-") as folder:
        stack = []
        for made in ct_stack(study, images):
            made.save_as(pathlib.Path(folder) / f"{made.InstanceNumber}.dcm", write_like_original=False)
            stack.append(str(made.SOPInstanceUID))
        subprocess.run([peers.KINOTE, "import", "--data", kinote.path / "data", folder], check=True, stdout=subprocess.DEVNULL)
        kinote.call("POST", "/api/notes", {
            "study_instance_uid": study.uid, "title": {"value": "113000", "scheme": "DCM"}, "author": "Bench^Anna",
            "references": [{"sop_instance_uid": stack[images * part // 4]} for part in (1, 2, 3)]})
        address = f"http://127.0.0.1:{kinote.http_port}"
        ohif.service = f"{address}/dicom-web"
        looks = []
        command = [shutil.which("node"), pathlib.Path(__file__).with_suffix(".mjs"), address, kinote.token, ohif.url,
                   study.uid, study.series_uid, str(images), str(rounds)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as browser:
            for line in browser.stdout:
                looks.append(json.loads(line))
                if options.verbose:
                    print(line, end="", file=sys.stderr, flush=True)
        if browser.returncode != 0:
            sys.exit(f"client.mjs ended with {browser.returncode}")
    ohif.end()

    def of(viewer, figure):
        return statistics.median(figure(look) for look in looks if look["viewer"] == viewer)

    def first(look):
        return look["first"]

    def rate(look):
        return look["frames"] / look["seconds"]

    result_row.print_row("first key image on the screen", of("kinote", first), "OHIF, first image", of("OHIF", first),
                         "<= 0.5", " ms")
    result_row.print_row(f"scrolling {images} images", of("kinote", rate), "OHIF", of("OHIF", rate), ">= 1", " pictures/s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--images", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--verbose", action="store_true", help="what was measured in each look")
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
