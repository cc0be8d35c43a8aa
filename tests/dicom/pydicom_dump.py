"""Prints every element of DICOM files as pydicom reads it: path of tags, VR, SHA-256 of the value, text in hexadecimal.

"-" stands for what pydicom does not keep. One line per element; a line "FILE name" before those of each file, "FAILED" where pydicom cannot read it.
"""

import hashlib
import sys
import warnings

import pydicom
from pydicom.dataelem import RawDataElement

warnings.simplefilter("ignore")
TEXT = {"LO", "LT", "PN", "SH", "ST", "UC", "UT"}


def values_of(element):
    if element.value is None:
        return []
    if element.VM > 1:
        return [str(value) for value in element.value]
    return [str(element.value)]


def walk(data_set, path):
    for tag in list(data_set._dict):
        raw = data_set.get_item(tag)
        raw_value = raw.value if isinstance(raw, RawDataElement) else None
        raw_vr = raw.VR
        here = path + "%08X" % tag
        element = data_set[tag]
        if element.VR == "SQ":
            print(here, "SQ", len(element.value), "-")
            for index, item in enumerate(element.value):
                walk(item, here + "[%d]" % index)
            continue
        if tag == 0x7FE00010 or not (raw_value is None or isinstance(raw_value, bytes)):
            continue
        text = "-"
        if element.VR in TEXT and raw_vr != "UN":
            padding = " \0=" if element.VR == "PN" else " \0"
            text = "\\".join(value.strip(padding) for value in values_of(element)).encode("utf-8", "replace").hex() or "-"
        digest = "-" if raw_value is None else hashlib.sha256(raw_value).hexdigest()
        print(here, element.VR, digest, text)


for name in sys.argv[1:]:
    print("FILE", name)
    try:
        walk(pydicom.dcmread(name, force=True), "")
    except Exception as error:
        print("FAILED", type(error).__name__)
