"""The real objects that Debian's python3-pydicom brings along for its tests."""
import warnings
from pathlib import Path

import pydicom
from pydicom import data

folder = Path(data.__file__).parent / "test_files"

# Imported as they are: CT, MR, NM, segmentation, waveform, report and colour, in eight transfer syntaxes.
imported_as_they_are = (
    "CT_small.dcm",
    "MR_small_jpeg_ls_lossless.dcm",
    "JPGExtended.dcm",
    "J2K_pixelrep_mismatch.dcm",
    "693_J2KI.dcm",
    "GDCMJ2K_TextGBR.dcm",
    "SC_rgb_rle.dcm",
    "image_dfl.dcm",
    "ExplVR_BigEnd.dcm",
    "liver_1frame.dcm",
    "waveform_ecg.dcm",
    "test-SR.dcm",
    "rtplan.dcm",
)

# A file-set with two patients, as it lies on a disc.
file_set = "dicomdirtests/DICOMDIR"


def path_of(name):
    return folder / name


def read(name):
    """The object as it is. What pydicom has to say about its own test files is not for the reader of the output."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pydicom.dcmread(path_of(name))
