"""Prints what a presentation state says, as pydicom reads it, as one line of JSON: `read_state.py FILE`."""

import json
import sys

from pydicom import dcmread

state = dcmread(sys.argv[1])
window, = state.SoftcopyVOILUTSequence
area, = state.DisplayedAreaSelectionSequence
annotations = state.get("GraphicAnnotationSequence", [])
print(json.dumps({
    "patient": [str(state.PatientName), state.PatientID, state.PatientBirthDate, state.PatientSex],
    "study": [state.StudyInstanceUID, state.StudyID, state.AccessionNumber, state.StudyDate],
    "modality": state.Modality,
    "images": [[image.ReferencedSOPInstanceUID, series.SeriesInstanceUID]
               for series in state.ReferencedSeriesSequence for image in series.ReferencedImageSequence],
    "window": [float(window.WindowCenter), float(window.WindowWidth)],
    "rescale": [float(state.RescaleIntercept), float(state.RescaleSlope), state.RescaleType],
    "shape": state.PresentationLUTShape,
    "turned": [state.ImageRotation, state.ImageHorizontalFlip],
    "area": [list(area.DisplayedAreaTopLeftHandCorner), list(area.DisplayedAreaBottomRightHandCorner)],
    "size_mode": area.PresentationSizeMode,
    "spacing": [float(value) for value in area.PresentationPixelSpacing],
    "creator": str(state.ContentCreatorName),
    "texts": [text.UnformattedTextValue for each in annotations for text in each.get("TextObjectSequence", [])],
    "graphics": [{"type": graphic.GraphicType, "data": [float(value) for value in graphic.GraphicData]}
                 for each in annotations for graphic in each.get("GraphicObjectSequence", [])],
}))
