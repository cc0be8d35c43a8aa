"""Pictures of real images, held against what DCMTK and pydicom make of the same objects."""

import io
import pathlib
import subprocess

import numpy
import pydicom
import pydicom.data
import pytest
from PIL import Image
from pydicom.dataset import Dataset, FileDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from kinote_site import Site

JPEG_2000 = {"1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"}  # Debian's DCMTK does not decode these
GRAYSCALE_PRESENTATION_STATE = "1.2.840.10008.5.1.4.1.1.11.1"
PYDICOM_FILES = pathlib.Path(pydicom.data.__file__).parent / "test_files"


@pytest.fixture(scope="module")
def gallery(tmp_path_factory, shared_data):
    """A serving site with every image that pydicom ships and, where it lies there, of the shared data."""
    site = Site(tmp_path_factory.mktemp("gallery") / "data")
    site.start()
    # One after the other: some of the files bear the same UID, and the first of them is the one that is looked at.
    site.take_in("--threads", "1", PYDICOM_FILES, *([shared_data / "images"] if shared_data else []), exit_code=None)
    yield site
    site.end()


def stored_images(site, folder):
    """UID, number of frames, file and header of each image that is here."""
    for uid, frames in site.rows.all(
            'SELECT sop_instance_uid, number_of_frames FROM instance WHERE "rows" > 0 ORDER BY id'):
        file = folder / "image.dcm"
        file.write_bytes(site.stored_object(uid))
        yield uid, max(frames, 1), file, pydicom.dcmread(file, stop_before_pixels=True)


def picture(site, uid, **parameters):
    """The pixels of our PNG; None where the image is of a kind that is not rendered, or broken."""
    answer = site.api.rendered(uid, format="png", **parameters)
    if answer.status in (400, 422):
        return None
    assert answer.status == 200, (uid, answer)
    return numpy.asarray(Image.open(io.BytesIO(answer.body)).convert("RGB")).astype(int)


def first_window(header):
    """Center and width; None where there is none that can be used."""
    center, width = (value[0] if isinstance(value, pydicom.multival.MultiValue) else value
                     for value in (header.get("WindowCenter"), header.get("WindowWidth")))
    if center in (None, "") or width in (None, "") or float(width) < 1:
        return None
    return float(center), float(width)


def picture_of_others(file, header, frame):
    """DCMTK's picture; pydicom's of words of 32 bits in big endian, whose halves DCMTK takes for one another."""
    if header.BitsAllocated != 32 or header.file_meta.TransferSyntaxUID != pydicom.uid.ExplicitVRBigEndian:
        return picture_of_dcmtk(file, header, frame)
    pixels = pydicom.dcmread(file).pixel_array
    grey = windowed(pixels[frame - 1] if pixels.ndim == 3 else pixels, header)
    return numpy.repeat(grey[:, :, numpy.newaxis], 3, axis=2)


def picture_of_dcmtk(file, header, frame):
    """The pixels of dcmj2pnm's picture by the same rules; None where it makes none."""
    target = file.with_suffix(".png")
    window = ["+Wi", "1"] if first_window(header) else ["+Wm"] if header.get("SamplesPerPixel") == 1 else []
    done = subprocess.run(["dcmj2pnm", "-O", "+on", "--frame", str(frame), *window, file, target],
                          capture_output=True, check=False)
    if done.returncode != 0:
        return None
    return numpy.asarray(Image.open(target).convert("RGB")).astype(int)


def test_frames_look_as_dcmtk_draws_them(gallery, tmp_path):
    compared, different = 0, []
    for uid, frames, file, header in stored_images(gallery, tmp_path):
        for frame in sorted({1, (frames + 1) // 2, frames}):
            ours, theirs = picture(gallery, uid, frame=frame), picture_of_others(file, header, frame)
            if theirs is None:
                continue
            if ours is None:
                different.append((uid, frame, str(header.file_meta.TransferSyntaxUID), "none"))
                continue
            if ours.shape != theirs.shape:  # ours have square pixels
                continue
            difference = abs(ours - theirs)
            compared += 1
            if difference.mean() > 1 or difference.max() > 2:  # rounding of grey values alone
                different.append((uid, frame, str(header.file_meta.TransferSyntaxUID), difference.mean()))
    assert not different
    assert compared >= 50  # of Debian's real objects alone


def windowed(pixels, header):
    """Stored values as PS3.3 C.11.2.1.2.1 makes grey of them; without a window from the lowest to the highest."""
    values = pixels * float(header.get("RescaleSlope", 1)) + float(header.get("RescaleIntercept", 0))
    window = first_window(header)
    if window is None:
        return (values - values.min()) * 255 / max(values.max() - values.min(), 1)
    center, width = window
    return numpy.clip(((values - (center - 0.5)) / max(width - 1, 1e-9) + 0.5) * 255, 0, 255)


def test_jpeg_2000_looks_as_pydicom_decodes_it(gallery, tmp_path):
    compared = 0
    for uid, frames, file, header in stored_images(gallery, tmp_path):
        if header.file_meta.TransferSyntaxUID not in JPEG_2000 or header.get("PhotometricInterpretation") != "MONOCHROME2":
            continue
        if frames > 1 or "VOILUTSequence" in header or "ModalityLUTSequence" in header:
            continue
        if "PixelPaddingValue" in header and first_window(header) is None:
            continue
        ours = picture(gallery, uid)
        if ours is None:  # one of pydicom's files is broken on purpose
            continue
        expected = windowed(pydicom.dcmread(file).pixel_array.astype(float), header)
        assert ours.shape[:2] == expected.shape, uid
        assert abs(ours[:, :, 0] - expected).max() <= 1.5, uid
        compared += 1
    assert compared >= 1


def presentation_state(image, **attributes):
    """A grayscale softcopy presentation state over one image, PS3.3 A.33.1, as far as rendering reads it."""
    meta = pydicom.dataset.FileMetaDataset()
    meta.MediaStorageSOPClassUID = GRAYSCALE_PRESENTATION_STATE
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    state = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    state.is_little_endian, state.is_implicit_VR = True, False
    state.SOPClassUID, state.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    state.StudyInstanceUID, state.SeriesInstanceUID = image.StudyInstanceUID, generate_uid()
    state.PatientName, state.PatientID = image.PatientName, image.PatientID
    state.PatientBirthDate, state.PatientSex, state.ReferringPhysicianName = "", "", ""
    state.StudyDate, state.StudyTime, state.AccessionNumber, state.StudyID = "20260101", "120000", "", ""
    state.Modality, state.SeriesNumber, state.InstanceNumber, state.Manufacturer = "PR", "1", "1", ""
    state.ContentLabel, state.ContentDescription, state.ContentCreatorName = "STATE", "", ""
    state.PresentationCreationDate, state.PresentationCreationTime = "20260101", "120000"
    reference, series = Dataset(), Dataset()
    reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = image.SOPClassUID, image.SOPInstanceUID
    series.SeriesInstanceUID, series.ReferencedImageSequence = image.SeriesInstanceUID, Sequence([reference])
    state.ReferencedSeriesSequence = Sequence([series])
    area = Dataset()
    area.ReferencedImageSequence = Sequence([reference])
    area.DisplayedAreaTopLeftHandCorner = [1, 1]
    area.DisplayedAreaBottomRightHandCorner = [int(image.Columns), int(image.Rows)]
    area.PresentationSizeMode, area.PresentationPixelAspectRatio = "SCALE TO FIT", ["1", "1"]
    state.DisplayedAreaSelectionSequence = Sequence([area])
    state.PresentationLUTShape = "IDENTITY"
    for keyword in ("RescaleIntercept", "RescaleSlope", "RescaleType"):
        if keyword in image:
            setattr(state, keyword, image[keyword].value)
    if "RescaleSlope" in image and "RescaleType" not in image:
        state.RescaleType = "HU"
    for keyword, value in attributes.items():
        setattr(state, keyword, value)
    return state


def window(center, width):
    voi = Dataset()
    voi.WindowCenter, voi.WindowWidth = center, width
    return {"SoftcopyVOILUTSequence": Sequence([voi])}


STATES = {
    "window": window("40", "400"),
    "narrow window": window("100", "50"),
    "inverse": {**window("40", "400"), "PresentationLUTShape": "INVERSE"},
    "turned": {**window("40", "400"), "ImageRotation": 90, "ImageHorizontalFlip": "N"},
    "turned and flipped": {**window("40", "400"), "ImageRotation": 270, "ImageHorizontalFlip": "Y"},
}


@pytest.mark.parametrize("name", STATES)
def test_presentation_states_look_as_dcmtk_draws_them(gallery, tmp_path, name):
    file = PYDICOM_FILES / "CT_small.dcm"
    image = pydicom.dcmread(file, stop_before_pixels=True)
    state = presentation_state(image, **STATES[name])
    state_file = tmp_path / "state.dcm"
    state.save_as(state_file, write_like_original=False)
    gallery.take_in(state_file)

    target = tmp_path / "theirs.pgm"
    subprocess.run(["dcmp2pgm", "-p", state_file, file, target], check=True, capture_output=True)
    theirs = numpy.asarray(Image.open(target)).astype(int)
    ours = picture(gallery, str(image.SOPInstanceUID), presentationState=str(state.SOPInstanceUID))[:, :, 0]
    assert ours.shape == theirs.shape
    assert abs(ours - theirs).max() <= 2
