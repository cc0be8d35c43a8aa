"""The objects of the demonstration's patients.

Where pydicom has a real object of the modality, its pixel data are taken over unchanged under another patient's name;
the rest is drawn by anatomy.py and says so in its Image Comments.
"""
import array
import functools
from dataclasses import dataclass, field

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import (DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian, RLELossless)

import anatomy
import packbits
import pydicom_files
from identifiers import uid

classes = {
    "CT": "1.2.840.10008.5.1.4.1.1.2",
    "MR": "1.2.840.10008.5.1.4.1.1.4",
    "NM": "1.2.840.10008.5.1.4.1.1.20",
    "DX": "1.2.840.10008.5.1.4.1.1.1.1",
    "MG": "1.2.840.10008.5.1.4.1.1.1.2",
    "XA": "1.2.840.10008.5.1.4.1.1.12.1",
    "US": "1.2.840.10008.5.1.4.1.1.3.1",
    "PR": "1.2.840.10008.5.1.4.1.1.11.1",
    "SR": "1.2.840.10008.5.1.4.1.1.88.33",
    "ECG": "1.2.840.10008.5.1.4.1.1.9.1.1",
    "KO": "1.2.840.10008.5.1.4.1.1.88.59",
}


@dataclass(frozen=True)
class Study:
    patient: object
    date: str
    time: str
    accession: str
    description: str
    referring: str = "Neumann^Claudia^^Dr."

    @property
    def uid(self):
        return uid("study", self.accession)


@dataclass
class Made:
    """An object that was made, as notes refer to it."""
    study: Study
    dataset: Dataset
    frames: int = 1
    states: list = field(default_factory=list)

    @property
    def uid(self):
        return self.dataset.SOPInstanceUID

    @property
    def series(self):
        return self.dataset.SeriesInstanceUID

    @property
    def sop_class(self):
        return self.dataset.SOPClassUID


def identify(dataset, study, modality, series, number, sop_class=None):
    """Gives a dataset its patient, study, series and place in the series."""
    patient = study.patient
    dataset.SpecificCharacterSet = patient.character_set
    dataset.PatientName = patient.name
    dataset.PatientID = patient.id
    dataset.IssuerOfPatientID = "DEMONSTRATION"
    dataset.PatientBirthDate = patient.birth_date
    dataset.PatientSex = patient.sex
    dataset.StudyInstanceUID = study.uid
    dataset.StudyDate = dataset.SeriesDate = dataset.ContentDate = study.date
    dataset.StudyTime = dataset.SeriesTime = dataset.ContentTime = study.time
    dataset.AccessionNumber = study.accession
    dataset.StudyID = study.accession[-4:]
    dataset.StudyDescription = study.description
    dataset.ReferringPhysicianName = study.referring
    dataset.Modality = modality
    dataset.SeriesInstanceUID = uid("series", study.accession, series)
    dataset.SeriesNumber = series
    dataset.InstanceNumber = number
    dataset.SOPInstanceUID = uid("object", study.accession, series, number)
    dataset.SOPClassUID = sop_class or classes[modality]
    dataset.Manufacturer = "kinote demonstration"
    return dataset


def with_meta(dataset, transfer_syntax):
    """The dataset with the file meta information (PS3.10 7.1) that pydicom needs to write it."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = transfer_syntax
    meta.ImplementationClassUID = uid("implementation")
    dataset.file_meta = meta
    dataset.is_little_endian = transfer_syntax.is_little_endian
    dataset.is_implicit_VR = transfer_syntax.is_implicit_VR
    return dataset


def derived(name, study, modality, series, number, **attributes):
    """A real object of pydicom's under another identity, in its own transfer syntax."""
    dataset = pydicom_files.read(name)
    transfer_syntax = dataset.file_meta.TransferSyntaxUID
    dataset.remove_private_tags()
    for keyword in ("StudyDate", "OtherPatientIDs", "PatientAge", "InstitutionName", "ReferencedPerformedProcedureStepSequence",
                    "PerformingPhysicianName", "OperatorsName", "RequestAttributesSequence"):
        if keyword in dataset:
            delattr(dataset, keyword)
    identify(dataset, study, modality, series, number, dataset.SOPClassUID)
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return Made(study, with_meta(dataset, transfer_syntax), int(dataset.get("NumberOfFrames", 1) or 1))


def drawn(canvases, study, modality, series, number, levels, transfer_syntax=ExplicitVRLittleEndian, **attributes):
    """An object with 16 bits a sample. Levels: the lowest value, the highest one and the rescale intercept."""
    lowest, highest, intercept = levels
    dataset = identify(Dataset(), study, modality, series, number)
    dataset.ImageType = ["DERIVED", "SECONDARY"]
    dataset.ImageComments = "Drawn for a demonstration: nobody's body"
    _describe_pixels(dataset, canvases, samples=1, bits=16)
    dataset.BitsStored, dataset.HighBit = 12, 11
    if modality == "CT":
        dataset.RescaleIntercept, dataset.RescaleSlope = intercept, 1
    values = array.array("H")
    for canvas in canvases:
        values.extend(value - intercept for value in canvas.values(lowest, highest))
    dataset.PixelData = values.tobytes()
    dataset["PixelData"].VR = "OW"
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return Made(study, with_meta(dataset, transfer_syntax), len(canvases))


def drawn_in_bytes(canvases, study, modality, series, number, pixels, **attributes):
    """A multi-frame object with 8 bits a sample, RLE compressed. Pixels: the bytes of each frame."""
    dataset = identify(Dataset(), study, modality, series, number)
    dataset.ImageType = ["DERIVED", "SECONDARY"]
    dataset.ImageComments = "Drawn for a demonstration: nobody's body"
    samples = len(pixels[0]) // (canvases[0].width * canvases[0].height)
    _describe_pixels(dataset, canvases, samples, bits=8)
    dataset.NumberOfFrames = len(canvases)
    dataset.FrameTime = "66.6"
    dataset.FrameIncrementPointer = 0x00181063
    dataset.PixelData = packbits.encapsulated(pixels, samples)
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return Made(study, with_meta(dataset, RLELossless), len(canvases))


def _describe_pixels(dataset, canvases, samples, bits):
    dataset.SamplesPerPixel = samples
    dataset.PhotometricInterpretation = "RGB" if samples == 3 else "MONOCHROME2"
    if samples == 3:
        dataset.PlanarConfiguration = 0
    dataset.Rows, dataset.Columns = canvases[0].height, canvases[0].width
    dataset.BitsAllocated = dataset.BitsStored = bits
    dataset.HighBit = bits - 1
    dataset.PixelRepresentation = 0


def abdomen(study, slices, first=0.0):
    made = []
    for number in range(1, slices + 1):
        canvas = anatomy.ct_abdomen(first + (number - 1) / slices)
        made.append(drawn([canvas], study, "CT", 2, number, (-1024, 1200, -1024), DeflatedExplicitVRLittleEndian,
                          WindowCenter=60, WindowWidth=380, SeriesDescription="Portal venous 5.0 mm", BodyPartExamined="ABDOMEN",
                          SliceThickness=5, ImagePositionPatient=[-192, -192, -5 * number], PixelSpacing=[0.75, 0.75]))
    return made


def brain(study, slices):
    made = []
    for number in range(1, slices + 1):
        canvas = anatomy.mr_brain((number - 0.5) / slices)
        made.append(drawn([canvas], study, "MR", 3, number, (0, 4095, 0), ImplicitVRLittleEndian, WindowCenter=1200,
                          WindowWidth=2400, SeriesDescription="T1 TSE axial + Gd", BodyPartExamined="HEAD",
                          ScanningSequence="SE", SequenceVariant="SK", PixelSpacing=[0.9, 0.9]))
    return made


def chest(study):
    return drawn([anatomy.chest_radiograph()], study, "DX", 1, 1, (0, 4095, 0), WindowCenter=1650, WindowWidth=2700,
                 SeriesDescription="Thorax p.a.", BodyPartExamined="CHEST", PresentationIntentType="FOR PRESENTATION",
                 PixelSpacing=[0.9, 0.9])


def mammogram(study):
    return drawn([anatomy.mammogram()], study, "MG", 1, 1, (0, 4095, 0), WindowCenter=2100, WindowWidth=3900,
                 SeriesDescription="L MLO", BodyPartExamined="BREAST", ImageLaterality="L",
                 PresentationIntentType="FOR PRESENTATION")


def coronary_angiography(study, frames):
    canvases = [anatomy.coronary_run(index / (frames - 1)) for index in range(frames)]
    pixels = [bytes(canvas.values(0, 255)) for canvas in canvases]
    return drawn_in_bytes(canvases, study, "XA", 1, 1, pixels, SeriesDescription="LCA RAO 30 CAU 20",
                          PixelIntensityRelationship="LOG", WindowCenter=140, WindowWidth=170)


def echocardiogram(study, frames):
    canvases = [anatomy.heart_ultrasound(index / frames) for index in range(frames)]
    pixels = [_with_flow(canvas, anatomy.flow(index / frames)) for index, canvas in enumerate(canvases)]
    return drawn_in_bytes(canvases, study, "US", 1, 1, pixels, SeriesDescription="Apical four chamber, colour Doppler")


def _with_flow(canvas, flow):
    pixels = bytearray()
    for grays, speeds in zip(canvas.rows, flow.rows):
        for gray, speed in zip(grays, speeds):
            pixels += _color_of(min(255, max(0, int(gray))), int(speed))
    return bytes(pixels)


@functools.lru_cache(maxsize=None)
def _color_of(gray, speed):
    if abs(speed) < 12:
        return bytes((gray, gray, gray))
    strength = min(255, 90 + abs(speed))
    return bytes((strength, strength // 3, 20)) if speed > 0 else bytes((20, strength // 2, strength))


def bone_scan(study):
    """Two real JPEG Extended frames in one object."""
    from pydicom.encaps import decode_data_sequence, encapsulate
    made = derived("JPGExtended.dcm", study, "NM", 1, 1, SOPClassUID=classes["NM"],
                   SeriesDescription="Whole body, anterior and posterior", WindowCenter=36, WindowWidth=72)
    frames = [decode_data_sequence(pydicom_files.read(name).PixelData)[0] for name in ("JPGExtended.dcm", "JPEG-lossy.dcm")]
    made.dataset.PixelData = encapsulate(frames)
    made.dataset["PixelData"].is_undefined_length = True
    made.dataset.NumberOfFrames = made.frames = len(frames)
    with_meta(made.dataset, made.dataset.file_meta.TransferSyntaxUID)
    return made


def presentation_state(image, number, label, window, graphics, captions, area=None):
    """A grayscale softcopy presentation state for one image (PS3.3 A.33.1).

    graphics: (type, points) in pixels; captions: (left, top, right, bottom, text) in pixels.
    """
    dataset = identify(Dataset(), image.study, "PR", 90, number)
    dataset.SeriesDescription = "Presentation states"
    dataset.ContentLabel, dataset.ContentDescription = label, label.title()
    dataset.ContentCreatorName = "Lindner^Petra^^Dr."
    dataset.PresentationCreationDate, dataset.PresentationCreationTime = image.study.date, image.study.time
    shown = Dataset()
    shown.ReferencedSOPClassUID, shown.ReferencedSOPInstanceUID = image.sop_class, image.uid
    series = Dataset()
    series.SeriesInstanceUID, series.ReferencedImageSequence = image.series, Sequence([shown])
    dataset.ReferencedSeriesSequence = Sequence([series])
    displayed = Dataset()
    left, top, right, bottom = area or (1, 1, image.dataset.Columns, image.dataset.Rows)
    displayed.DisplayedAreaTopLeftHandCorner = [left, top]
    displayed.DisplayedAreaBottomRightHandCorner = [right, bottom]
    displayed.PresentationSizeMode = "SCALE TO FIT"
    displayed.PresentationPixelAspectRatio = [1, 1]
    dataset.DisplayedAreaSelectionSequence = Sequence([displayed])
    if "RescaleIntercept" in image.dataset:
        dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = image.dataset.RescaleIntercept, 1, "HU"
    voi = Dataset()
    voi.WindowCenter, voi.WindowWidth = window
    dataset.SoftcopyVOILUTSequence = Sequence([voi])
    dataset.PresentationLUTShape = "IDENTITY"
    layer = Dataset()
    layer.GraphicLayer, layer.GraphicLayerOrder, layer.GraphicLayerRecommendedDisplayGrayscaleValue = "MARKS", 1, 65535
    dataset.GraphicLayerSequence = Sequence([layer])
    dataset.GraphicAnnotationSequence = Sequence([_annotation(graphics, captions)])
    image.states.append(Made(image.study, with_meta(dataset, ExplicitVRLittleEndian)))
    return image.states[-1]


def _annotation(graphics, captions):
    annotation = Dataset()
    annotation.GraphicLayer = "MARKS"
    annotation.GraphicObjectSequence = Sequence([])
    for kind, points in graphics:
        item = Dataset()
        item.GraphicAnnotationUnits, item.GraphicDimensions = "PIXEL", 2
        item.NumberOfGraphicPoints = len(points)
        item.GraphicData = [float(each) for point in points for each in point]
        item.GraphicType, item.GraphicFilled = kind, "N"
        annotation.GraphicObjectSequence.append(item)
    annotation.TextObjectSequence = Sequence([])
    for left, top, right, bottom, text in captions:
        item = Dataset()
        item.BoundingBoxAnnotationUnits = "PIXEL"
        item.UnformattedTextValue = text
        item.BoundingBoxTopLeftHandCorner = [float(left), float(top)]
        item.BoundingBoxBottomRightHandCorner = [float(right), float(bottom)]
        item.BoundingBoxTextHorizontalJustification = "LEFT"
        annotation.TextObjectSequence.append(item)
    return annotation
