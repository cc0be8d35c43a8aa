"""DICOM objects made for the scenarios, and what can be read from the bytes of any."""

import io
import struct

from pydicom import dcmread
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import (ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian,
                         MediaStorageDirectoryStorage, generate_uid)

CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
ENHANCED_CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2.1"
KOSD = "1.2.840.10008.5.1.4.1.1.88.59"
PRESENTATION_STATE = "1.2.840.10008.5.1.4.1.1.11.1"

OF_INTEREST = ("113000", "DCM", "Of Interest")
KEY_OBJECT_DESCRIPTION = ("113012", "DCM", "Key Object Description")


def new_uid():
    return generate_uid(prefix=None)


class Study:
    """What all objects of a study share."""

    def __init__(self, patient_id="P-1", patient_name="Doe^Jane", **attributes):
        self.uid = new_uid()
        self.series_uid = new_uid()
        self.attributes = {"PatientID": patient_id, "PatientName": patient_name, "PatientBirthDate": "19700102",
                           "PatientSex": "F", "StudyDate": "20240131", "StudyTime": "101500", "AccessionNumber": "A1",
                           "StudyID": "1", "ReferringPhysicianName": "", "StudyDescription": "Chest", **attributes}


def code(value, scheme, meaning):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def _object(sop_class_uid, study, transfer_syntax=ExplicitVRLittleEndian):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class_uid
    meta.MediaStorageSOPInstanceUID = new_uid()
    meta.TransferSyntaxUID = transfer_syntax
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.is_little_endian = transfer_syntax != ExplicitVRBigEndian
    made.is_implicit_VR = transfer_syntax == ImplicitVRLittleEndian
    made.SpecificCharacterSet = "ISO_IR 192"
    made.SOPClassUID, made.SOPInstanceUID = sop_class_uid, meta.MediaStorageSOPInstanceUID
    made.StudyInstanceUID = study.uid
    for keyword, value in study.attributes.items():
        setattr(made, keyword, value)
    return made


def image(study, size=16, frames=None, transfer_syntax=ExplicitVRLittleEndian, **attributes):
    """A CT image of size x size pixels of 16 bits; with `frames`, an enhanced one."""
    made = _object(ENHANCED_CT_IMAGE if frames else CT_IMAGE, study, transfer_syntax)
    made.Modality, made.SeriesInstanceUID, made.SeriesNumber = "CT", study.series_uid, "1"
    made.InstanceNumber = "1"
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.Rows = made.Columns = size
    made.BitsAllocated = made.BitsStored = 16
    made.HighBit, made.PixelRepresentation = 15, 0
    if frames:
        made.NumberOfFrames = str(frames)
    order = ">" if transfer_syntax == ExplicitVRBigEndian else "<"
    pixels = [(row * 256 + column) % 4096 for row in range(size) for column in range(size)]
    made.PixelData = struct.pack(f"{order}{size * size}H", *pixels) * (frames or 1)
    made["PixelData"].VR = "OW"
    for keyword, value in attributes.items():
        setattr(made, keyword, value)
    return made


def reference(referenced, frames=None, presentation_state=None):
    """An IMAGE item of the content tree."""
    item = Dataset()
    item.RelationshipType, item.ValueType = "CONTAINS", "IMAGE"
    target = Dataset()
    target.ReferencedSOPClassUID, target.ReferencedSOPInstanceUID = referenced.SOPClassUID, referenced.SOPInstanceUID
    if frames:
        target.ReferencedFrameNumber = frames
    if presentation_state is not None:
        state = Dataset()
        state.ReferencedSOPClassUID = presentation_state.SOPClassUID
        state.ReferencedSOPInstanceUID = presentation_state.SOPInstanceUID
        target.ReferencedSOPSequence = Sequence([state])
    item.ReferencedSOPSequence = Sequence([target])
    return item


def text(value):
    item = Dataset()
    item.RelationshipType, item.ValueType, item.TextValue = "CONTAINS", "TEXT", value
    item.ConceptNameCodeSequence = Sequence([code(*KEY_OBJECT_DESCRIPTION)])
    return item


def observer(name):
    item = Dataset()
    item.RelationshipType, item.ValueType, item.PersonName = "HAS OBS CONTEXT", "PNAME", name
    item.ConceptNameCodeSequence = Sequence([code("121008", "DCM", "Person Observer Name")])
    return item


def evidence(objects):
    """The Current Requested Procedure Evidence Sequence over these objects."""
    studies = {}
    for one in objects:
        studies.setdefault(one.StudyInstanceUID, {}).setdefault(one.SeriesInstanceUID, []).append(one)
    items = []
    for study_uid, of_study in studies.items():
        study_item = Dataset()
        study_item.StudyInstanceUID, study_item.ReferencedSeriesSequence = study_uid, Sequence()
        for series_uid, of_series in of_study.items():
            series_item = Dataset()
            series_item.SeriesInstanceUID, series_item.ReferencedSOPSequence = series_uid, Sequence()
            for one in of_series:
                target = Dataset()
                target.ReferencedSOPClassUID, target.ReferencedSOPInstanceUID = one.SOPClassUID, one.SOPInstanceUID
                series_item.ReferencedSOPSequence.append(target)
            study_item.ReferencedSeriesSequence.append(series_item)
        items.append(study_item)
    return Sequence(items)


def kosd(study, objects, description=None, title=OF_INTEREST, author=None, items=None, evidence_of=None,
         transfer_syntax=ExplicitVRLittleEndian, **attributes):
    """A Key Object Selection Document over the objects; `items` stand for the references where given."""
    made = _object(KOSD, study, transfer_syntax)
    made.Modality, made.SeriesInstanceUID, made.SeriesNumber = "KO", new_uid(), "99"
    made.InstanceNumber, made.ContentDate, made.ContentTime = "1", "20240131", "111213"
    made.Manufacturer = "Scenarios"
    made.ReferencedPerformedProcedureStepSequence = Sequence()
    made.ValueType, made.ContinuityOfContent = "CONTAINER", "SEPARATE"
    made.ConceptNameCodeSequence = Sequence([code(*title)])
    template = Dataset()
    template.MappingResource, template.TemplateIdentifier = "DCMR", "2010"
    made.ContentTemplateSequence = Sequence([template])
    content = [observer(author)] if author else []
    content += [text(description)] if description else []
    content += items if items is not None else [reference(one) for one in objects]
    made.ContentSequence = Sequence(content)
    made.CurrentRequestedProcedureEvidenceSequence = evidence(evidence_of if evidence_of is not None else objects)
    for keyword, value in attributes.items():
        if value is None:
            delattr(made, keyword)
        else:
            setattr(made, keyword, value)
    return made


def presentation_state(study, referenced, center, width):
    """A grayscale presentation state with this window for the image."""
    made = _object(PRESENTATION_STATE, study)
    made.Modality, made.SeriesInstanceUID, made.SeriesNumber = "PR", new_uid(), "98"
    made.InstanceNumber, made.ContentLabel, made.ContentDescription = "1", "WINDOW", ""
    made.PresentationCreationDate, made.PresentationCreationTime, made.ContentCreatorName = "20240131", "111213", ""
    target = Dataset()
    target.ReferencedSOPClassUID, target.ReferencedSOPInstanceUID = referenced.SOPClassUID, referenced.SOPInstanceUID
    series = Dataset()
    series.SeriesInstanceUID, series.ReferencedImageSequence = referenced.SeriesInstanceUID, Sequence([target])
    made.ReferencedSeriesSequence = Sequence([series])
    window = Dataset()
    window.WindowCenter, window.WindowWidth = str(center), str(width)
    made.SoftcopyVOILUTSequence = Sequence([window])
    area = Dataset()
    area.DisplayedAreaTopLeftHandCorner = [1, 1]
    area.DisplayedAreaBottomRightHandCorner = [referenced.Columns, referenced.Rows]
    area.PresentationSizeMode, area.PresentationPixelAspectRatio = "SCALE TO FIT", [1, 1]
    made.DisplayedAreaSelectionSequence = Sequence([area])
    made.PresentationLUTShape = "IDENTITY"
    return made


def encapsulated(made, fragments, transfer_syntax):
    """The image with these frames as compressed pixel data."""
    made.file_meta.TransferSyntaxUID = transfer_syntax
    made.PixelData = encapsulate(fragments)
    made["PixelData"].is_undefined_length = True
    made["PixelData"].VR = "OB"
    return made


def file_set_directory(*file_ids):
    """A DICOMDIR, as bytes, with a record for each File ID, given as its components."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    meta.MediaStorageSOPInstanceUID = new_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    directory = FileDataset(None, {}, preamble=b"\0" * 128, file_meta=meta)
    directory.is_little_endian, directory.is_implicit_VR = True, False
    directory.DirectoryRecordSequence = Sequence()
    for components in file_ids:
        record = Dataset()
        record.ReferencedFileID = components
        directory.DirectoryRecordSequence.append(record)
    return part10(directory)


def part10(made):
    """The object as bytes of a file."""
    buffer = io.BytesIO()
    made.save_as(buffer, write_like_original=False)
    return buffer.getvalue()


def write(folder, *objects):
    """Writes each object into a file of the folder; gives the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, one in enumerate(objects, start=len(list(folder.iterdir()))):
        path = folder / f"object{number:06d}.dcm"
        path.write_bytes(one if isinstance(one, bytes) else part10(one))
        paths.append(path)
    return paths


def data_set_offset(content):
    """Where the data set begins in a Part 10 object: behind the elements of group 0002."""
    assert content[128:132] == b"DICM"
    place = 132
    while content[place:place + 2] == b"\x02\x00":
        if content[place + 4:place + 6] in (b"OB", b"OW", b"UN", b"SQ", b"UT"):
            place += 12 + struct.unpack_from("<I", content, place + 8)[0]
        else:
            place += 8 + struct.unpack_from("<H", content, place + 6)[0]
    return place


def data_set_bytes(content):
    """The data set of a Part 10 object, as it stands there."""
    return content[data_set_offset(content):]


def header(content):
    """The elements before the pixel data."""
    return dcmread(io.BytesIO(content), stop_before_pixels=True, force=True)
