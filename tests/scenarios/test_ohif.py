"""OHIF's built distribution opens a study from kinote, in a browser and from another origin."""

import json
import pathlib
import shutil
import struct
import subprocess

import numpy
import pytest
from PIL import Image

import objects
from ohif_peer import OhifServer

OPEN = pathlib.Path(__file__).resolve().parent / "ohif" / "open.mjs"
SIDE = 128

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ohif():
    server = OhifServer()
    yield server
    server.end()


def half_bright(study, **attributes):
    """Its left half is black, its right half white."""
    made = objects.image(study, size=SIDE, WindowCenter="500", WindowWidth="1000", ImagePositionPatient=[0, 0, 0],
                         ImageOrientationPatient=[1, 0, 0, 0, 1, 0], PixelSpacing=[1, 1], **attributes)
    made.PixelData = struct.pack(f"<{SIDE}H", *[1000 * (column >= SIDE // 2) for column in range(SIDE)]) * SIDE
    return made


def test_ohif_shows_a_study(sqlite_site, ohif, tmp_path):
    study = objects.Study("P-1", "Doe^Jane")
    images = [half_bright(study, InstanceNumber=str(number)) for number in (1, 2, 3)]
    sqlite_site.take_in(*objects.write(tmp_path / "in", *images, objects.kosd(study, images[:1], "look")))
    sqlite_site.start(environment={"KINOTE_HTTP_DICOMWEB_ORIGINS": ohif.url})
    ohif.service = f"http://127.0.0.1:{sqlite_site.api.port}/dicom-web"
    picture = tmp_path / "ohif.png"
    done = subprocess.run([shutil.which("node"), OPEN, ohif.url, ohif.service, sqlite_site.token, study.uid, picture],
                          capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {"CT", "KO", "W:", "1000"} <= set(told["text"].split("\n")) and not told["failed"], told
    assert set(told["answers"].values()) <= {200, 204}, told["answers"]
    assert {"/studies", "/studies/UID/series", "/studies/UID/series/UID/metadata",
            "/studies/UID/series/UID/instances/UID/frames/1"} <= set(told["answers"])
    shown = numpy.asarray(Image.open(picture).convert("L")).astype(int)
    middle = shown[shown.shape[0] // 2 - 20:shown.shape[0] // 2 + 20]
    bright = numpy.flatnonzero(middle.mean(axis=0) > 200)
    assert bright.size > 100, "the right half is shown"
    left_of_it = middle[:, bright[0] - 100:bright[0] - 5]
    assert left_of_it.mean() < 40, "and the left one is black"
