"""Makes the study that the viewer is looked at with: `make_study.py FOLDER` writes its files and prints its UIDs as JSON.

A stack with geometry, one series for each way to compress, a cine loop in color, an image that cannot be decoded, and a
presentation state with window, shutter, graphics, area and rotation. pydicom, numpy and DCMTK's tools make them.
"""

import json
import pathlib
import subprocess
import sys

import numpy
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import MPEG4HP41, ExplicitVRLittleEndian, JPEGBaseline8Bit, generate_uid

CT = "1.2.840.10008.5.1.4.1.1.2"
SECONDARY = "1.2.840.10008.5.1.4.1.1.7"
ULTRASOUND = "1.2.840.10008.5.1.4.1.1.3.1"
GRAYSCALE_STATE = "1.2.840.10008.5.1.4.1.1.11.1"
SIZE = 256
SLICES = 40

study_uid = generate_uid(prefix=None)
frame_of_reference = generate_uid(prefix=None)


def new_object(sop_class, modality, series_uid, number, instance, description):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = sop_class, generate_uid(prefix=None)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.is_little_endian, made.is_implicit_VR = True, False
    made.SpecificCharacterSet = "ISO_IR 192"
    made.SOPClassUID, made.SOPInstanceUID = sop_class, meta.MediaStorageSOPInstanceUID
    made.StudyInstanceUID, made.SeriesInstanceUID = study_uid, series_uid
    made.PatientID, made.PatientName, made.PatientBirthDate, made.PatientSex = "VIEW-1", "Viewer^Vera", "19610412", "F"
    made.StudyDate, made.StudyTime, made.AccessionNumber, made.StudyID = "20260315", "101500", "A2026-0815", "1"
    made.StudyDescription, made.ReferringPhysicianName = "CT abdomen", "Sato^Kenichi"
    made.SeriesDescription, made.Modality, made.SeriesNumber, made.InstanceNumber = description, modality, number, instance
    return made


def phantom(slice_number):
    """An abdomen as a child would draw it: air, body, spine, and a lesion whose size changes from slice to slice."""
    y, x = numpy.mgrid[0:SIZE, 0:SIZE]
    pixels = numpy.full((SIZE, SIZE), -1000, dtype=numpy.int16)
    body = ((x - 128) / 105) ** 2 + ((y - 128) / 80) ** 2 < 1
    pixels[body] = 40 + ((x * 7 + y * 13 + slice_number * 3) % 17)[body]
    pixels[((x - 128) / 18) ** 2 + ((y - 175) / 16) ** 2 < 1] = 700
    radius = 6 + 20 * numpy.sin(numpy.pi * slice_number / SLICES)
    pixels[(x - 85) ** 2 + (y - 110) ** 2 < radius ** 2] = 110
    return pixels


def ct_image(series_uid, number, instance, description):
    made = new_object(CT, "CT", series_uid, number, instance, description)
    made.FrameOfReferenceUID, made.PositionReferenceIndicator = frame_of_reference, ""
    made.ImagePositionPatient = [-128, -128, instance * 3]
    made.ImageOrientationPatient, made.PixelSpacing, made.SliceThickness = [1, 0, 0, 0, 1, 0], [1, 1], 3
    made.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.Rows = made.Columns = SIZE
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 16, 15, 0
    made.RescaleIntercept, made.RescaleSlope, made.RescaleType = -1024, 1, "HU"
    made.WindowCenter, made.WindowWidth = 50, 400
    made.PixelData = (phantom(instance).astype(numpy.int32) + 1024).astype("<u2").tobytes()
    made["PixelData"].VR = "OW"
    return made


def cine_loop(frames=12):
    made = new_object(ULTRASOUND, "US", generate_uid(prefix=None), 8, 1, "Cine in color")
    y, x = numpy.mgrid[0:120, 0:160]
    pixels = numpy.zeros((frames, 120, 160, 3), dtype=numpy.uint8)
    for frame in range(frames):
        sector = (x - 80) ** 2 + y ** 2 < 110 ** 2
        pixels[frame][sector] = (70, 70, 78)
        pixels[frame][(x - 60 - 3 * frame) ** 2 + (y - 60) ** 2 < 15 ** 2] = (200, 60, 40)
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PlanarConfiguration = 3, "RGB", 0
    made.Rows, made.Columns, made.NumberOfFrames = 120, 160, frames
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 8, 8, 7, 0
    made.FrameIncrementPointer, made.FrameTime = 0x00181063, 80
    made.PixelData = pixels.tobytes()
    made["PixelData"].VR = "OW"
    return made


def broken_image():
    made = new_object(SECONDARY, "OT", generate_uid(prefix=None), 9, 1, "Broken")
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.Rows = made.Columns = 64
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 8, 8, 7, 0
    made.ConversionType, made.LossyImageCompression = "WSD", "01"
    made.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    made.PixelData = encapsulate([b"\xff\xd8\xff\xe0this is no picture" + bytes(40)])
    made["PixelData"].VR, made["PixelData"].is_undefined_length = "OB", True
    return made


def table(entries, first, bits=8):
    made = Dataset()
    made.LUTDescriptor, made.LUTData = [len(entries), first, bits], [int(each) for each in entries]
    made["LUTDescriptor"].VR, made["LUTData"].VR = "SS" if first < 0 else "US", "US"
    return made


def images_with_tables():
    """In a study of their own: one with a VOI LUT that turns light to dark, one with a window, one with a Modality LUT."""
    study, series, made = generate_uid(prefix=None), generate_uid(prefix=None), []
    ramp = numpy.arange(4096)
    for number in (1, 2, 3):
        image = ct_image(series, 1, number, "Tables")
        image.StudyInstanceUID, image.StudyDescription, image.AccessionNumber = study, "Tables of values", "A2026-0816"
        image.BitsStored, image.HighBit = 12, 11
        made.append(image)
    for image in (made[0], made[2]):
        del image.WindowCenter, image.WindowWidth
    made[0].VOILUTSequence = Sequence([table(255 - ramp // 16, -1024)])
    del made[2].RescaleIntercept, made[2].RescaleSlope, made[2].RescaleType
    modality = table(4095 - ramp, 0, 12)
    modality.ModalityLUTType = "US"
    made[2].ModalityLUTSequence = Sequence([modality])
    made[2].WindowCenter, made[2].WindowWidth = 2048, 4096
    return study, made


def images_with_curves(study):
    """Two more, whose presentation states have a curve, and no scale where the image has one; and those states."""
    series, states, made = generate_uid(prefix=None), generate_uid(prefix=None), []
    for number in (1, 2):
        image = ct_image(series, 2, number, "Curves")
        state = presentation_state(image)
        state.SeriesInstanceUID, state.InstanceNumber, state.ContentLabel = states, number, "CURVE"
        for keyword in ("GraphicAnnotationSequence", "GraphicLayerSequence", "ShutterShape", "ShutterPresentationValue",
                        "DisplayedAreaSelectionSequence"):
            del state[keyword]
        state.ImageRotation = 0
        made += [image, state]
    made[1].SoftcopyVOILUTSequence[0].WindowWidth, made[1].SoftcopyVOILUTSequence[0].VOILUTFunction = 300, "SIGMOID"
    del made[3].RescaleIntercept, made[3].RescaleSlope, made[3].RescaleType
    made[3].SoftcopyVOILUTSequence[0].WindowCenter, made[3].SoftcopyVOILUTSequence[0].WindowWidth = 800, 1600
    for each in made:
        each.StudyInstanceUID, each.StudyDescription, each.AccessionNumber = study, "Tables of values", "A2026-0816"
    return made


def film(study, series):
    """What no profile of discs takes, in a study of its own."""
    made = broken_image()
    made.StudyInstanceUID, made.SeriesInstanceUID, made.SeriesDescription = study, series, "Film"
    made.file_meta.TransferSyntaxUID = MPEG4HP41
    made.PixelData = encapsulate([b"\0\0\1\xb3" + bytes(40)])
    made["PixelData"].VR, made["PixelData"].is_undefined_length = "OB", True
    return made


def jpeg_2000_image(name, number, description):
    """A picture that pydicom brings: nothing in Debian's Python writes JPEG 2000 of 16 bits."""
    given = dcmread(get_testdata_file(name))
    made = new_object(given.SOPClassUID, given.Modality, generate_uid(prefix=None), number, 1, description)
    made.file_meta.TransferSyntaxUID = given.file_meta.TransferSyntaxUID
    for keyword in ("SamplesPerPixel", "PhotometricInterpretation", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit",
                    "PixelRepresentation", "PixelSpacing", "PixelData", "WindowCenter", "WindowWidth", "RescaleIntercept",
                    "RescaleSlope"):
        if keyword in given:
            made[keyword] = given[keyword]
    made["PixelData"].is_undefined_length = True
    return made


def graphic(kind, points, filled="N"):
    item = Dataset()
    item.GraphicAnnotationUnits, item.GraphicDimensions, item.NumberOfGraphicPoints = "PIXEL", 2, len(points) // 2
    item.GraphicData, item.GraphicType, item.GraphicFilled = points, kind, filled
    return item


def presentation_state(image):
    made = new_object(GRAYSCALE_STATE, "PR", generate_uid(prefix=None), 20, 1, "Lesion")
    made.ContentLabel, made.ContentDescription, made.ContentCreatorName = "LESION", "Lesion in segment VI", "Sato^Kenichi"
    made.PresentationCreationDate, made.PresentationCreationTime, made.PresentationLUTShape = "20260315", "110000", "IDENTITY"
    referenced = Dataset()
    referenced.ReferencedSOPClassUID, referenced.ReferencedSOPInstanceUID = image.SOPClassUID, image.SOPInstanceUID
    of_series = Dataset()
    of_series.SeriesInstanceUID, of_series.ReferencedImageSequence = image.SeriesInstanceUID, Sequence([referenced])
    made.ReferencedSeriesSequence = Sequence([of_series])
    made.RescaleIntercept, made.RescaleSlope, made.RescaleType = -1024, 1, "HU"
    window = Dataset()
    window.WindowCenter, window.WindowWidth = 80, 150
    made.SoftcopyVOILUTSequence = Sequence([window])
    area = Dataset()
    area.DisplayedAreaTopLeftHandCorner, area.DisplayedAreaBottomRightHandCorner = [21, 31], [200, 200]
    area.PresentationSizeMode, area.PresentationPixelAspectRatio = "SCALE TO FIT", [1, 1]
    made.DisplayedAreaSelectionSequence = Sequence([area])
    made.ShutterShape, made.CenterOfCircularShutter, made.RadiusOfCircularShutter = "CIRCULAR", [115, 110], 85
    made.ShutterPresentationValue = 0
    made.ImageRotation, made.ImageHorizontalFlip = 90, "N"
    layer = Dataset()
    layer.GraphicLayer, layer.GraphicLayerOrder = "FINDING", 1
    layer.GraphicLayerRecommendedDisplayGrayscaleValue = 65535
    made.GraphicLayerSequence = Sequence([layer])
    text = Dataset()
    text.UnformattedTextValue, text.AnchorPointAnnotationUnits = "Lesion", "PIXEL"
    text.AnchorPoint, text.AnchorPointVisibility = [85, 110], "Y"
    text.BoundingBoxAnnotationUnits = "PIXEL"
    text.BoundingBoxTopLeftHandCorner, text.BoundingBoxBottomRightHandCorner = [120, 60], [170, 80]
    text.BoundingBoxTextHorizontalJustification = "LEFT"
    annotation = Dataset()
    annotation.GraphicLayer, annotation.TextObjectSequence = "FINDING", Sequence([text])
    annotation.GraphicObjectSequence = Sequence([graphic("CIRCLE", [85, 110, 113, 110]), graphic("POLYLINE", [40, 60, 60, 60, 60, 80])])
    made.GraphicAnnotationSequence = Sequence([annotation])
    return made


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)

    def save(made, name):
        made.save_as(folder / f"{name}.dcm", write_like_original=False)
        return made

    stack = generate_uid(prefix=None)
    slices = [save(ct_image(stack, 1, number, "Abdomen 3 mm"), f"slice-{number:03}") for number in range(1, SLICES + 1)]
    for number, name, command in ((2, "JPEG lossless", ("dcmcjpeg", "+e1")), (3, "JPEG-LS", ("dcmcjpls",)), (4, "RLE", ("dcmcrle",)),
                                  (5, "JPEG extended", ("dcmcjpeg", "+ee", "+q", "95"))):
        series = generate_uid(prefix=None)
        for instance in (10, 20, 30):
            made = ct_image(series, number, instance, name)
            if name == "JPEG extended":  # lossy JPEG holds 12 bits
                made.BitsStored, made.HighBit = 12, 11
            path = folder / f"compressed-{number}-{instance}.dcm"
            made.save_as(path, write_like_original=False)
            subprocess.run([*command, path, path], check=True)
    save(jpeg_2000_image("MR_small_jp2klossless.dcm", 6, "JPEG 2000"), "jpeg-2000")
    # Its stream calls unsigned what the object calls signed.
    save(jpeg_2000_image("J2K_pixelrep_mismatch.dcm", 7, "J2K mismatch"), "jpeg-2000-signed")
    loop = save(cine_loop(), "cine")
    subprocess.run(["dcmcjpeg", "+eb", "+q", "90", "+un", folder / "cine.dcm", folder / "cine.dcm"], check=True)
    broken = save(broken_image(), "broken")
    state = save(presentation_state(slices[19]), "state")
    tables, with_tables = images_with_tables()
    for number, image in enumerate(with_tables):
        save(image, f"table-{number}")
    curves = [save(made, f"curve-{number}") for number, made in enumerate(images_with_curves(tables))]
    films = {"study": generate_uid(prefix=None), "series": generate_uid(prefix=None)}
    beside = ct_image(films["series"], 1, 1, "Beside the film")
    beside.StudyInstanceUID = films["study"]
    save(beside, "beside-the-film")
    films["film"] = str(save(film(films["study"], films["series"]), "film").SOPInstanceUID)
    print(json.dumps({"films": films, "tables": tables, "curves": [str(made.SOPInstanceUID) for made in curves[1::2]], "study": study_uid, "series": stack,
                      "slices": [str(each.SOPInstanceUID) for each in slices],
                      "cine": str(loop.SOPInstanceUID), "broken": str(broken.SOPInstanceUID), "state": str(state.SOPInstanceUID)}))


main()
