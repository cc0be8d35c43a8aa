"""Key Object Selection Documents as an old system wrote them (PS3.3 A.35.4, PS3.16 TID 2010)."""
from dataclasses import dataclass

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

from identifiers import code_sequence, uid
from objects import Made, classes, identify, with_meta

titles = {
    "113000": "Of Interest",
    "113001": "Rejected for Quality Reasons",
    "113002": "For Referring Provider",
    "113003": "For Surgery",
    "113004": "For Teaching",
    "113005": "For Conference",
    "113008": "For Peer Review",
    "113010": "Quality Issue",
    "113013": "Best In Set",
    "113020": "For Report Attachment",
    "113030": "Manifest",
    "113032": "Complete Study Content",
}


@dataclass
class Reference:
    """One chosen object; no frames means all of it."""
    made: Made
    frames: tuple = ()
    state: Made = None


def key_object(study, number, title, references, text=None, author=None, device=None, modifier=None, of_patient=None, at=None):
    """A KOSD of the study. Modifier: (value, scheme, meaning) of CID 7011 or 7012. of_patient: named in place of the study's. at: time of day."""
    dataset = identify(Dataset(), study, "KO", 99, number)
    dataset.ContentTime = at or study.time
    dataset.TimezoneOffsetFromUTC = "+0200" if "0401" <= study.date[4:] < "1026" else "+0100"
    if of_patient:
        dataset.PatientName, dataset.PatientID = of_patient.name, of_patient.id
        dataset.PatientBirthDate, dataset.PatientSex = of_patient.birth_date, of_patient.sex
        dataset.SpecificCharacterSet = of_patient.character_set
    dataset.SeriesDescription = "Key Object Selection"
    dataset.ReferencedPerformedProcedureStepSequence = Sequence([])
    dataset.ValueType = "CONTAINER"
    dataset.ConceptNameCodeSequence = code_sequence(title, "DCM", titles[title])
    dataset.ContinuityOfContent = "SEPARATE"
    template = Dataset()
    template.MappingResource, template.TemplateIdentifier = "DCMR", "2010"
    dataset.ContentTemplateSequence = Sequence([template])
    content = []
    if modifier:
        content.append(_code("HAS CONCEPT MOD", ("113011", "DCM", "Document Title Modifier"), modifier))
    if author:
        content.append(_code("HAS OBS CONTEXT", ("121005", "DCM", "Observer Type"), ("121006", "DCM", "Person")))
        content.append(_item("HAS OBS CONTEXT", "PNAME", ("121008", "DCM", "Person Observer Name"), PersonName=author))
    if device:
        content.append(_code("HAS OBS CONTEXT", ("121005", "DCM", "Observer Type"), ("121007", "DCM", "Device")))
        content.append(_item("HAS OBS CONTEXT", "UIDREF", ("121012", "DCM", "Device Observer UID"), UID=uid("device", device)))
        content.append(_item("HAS OBS CONTEXT", "TEXT", ("121013", "DCM", "Device Observer Name"), TextValue=device))
    if text:
        content.append(_item("CONTAINS", "TEXT", ("113012", "DCM", "Key Object Description"), TextValue=text))
    content += [_referenced(reference) for reference in references]
    dataset.ContentSequence = Sequence(content)
    if references:
        dataset.CurrentRequestedProcedureEvidenceSequence = _evidence(references)
    return Made(study, with_meta(dataset, ExplicitVRLittleEndian))


def _item(relationship, value_type, concept, **values):
    item = Dataset()
    item.RelationshipType, item.ValueType = relationship, value_type
    if concept:
        item.ConceptNameCodeSequence = code_sequence(*concept)
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return item


def _code(relationship, concept, value):
    return _item(relationship, "CODE", concept, ConceptCodeSequence=code_sequence(*value))


def _referenced(reference):
    target = _pointer(reference.made)
    if reference.frames:
        target.ReferencedFrameNumber = list(reference.frames)
    if reference.state:
        target.ReferencedSOPSequence = Sequence([_pointer(reference.state)])
    value_type = {classes["ECG"]: "WAVEFORM", classes["SR"]: "COMPOSITE"}.get(reference.made.sop_class, "IMAGE")
    return _item("CONTAINS", value_type, None, ReferencedSOPSequence=Sequence([target]))


def _pointer(made):
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = made.sop_class, made.uid
    return item


def _evidence(references):
    """Every object that the content names, by study and series (PS3.3 C.17.2.3)."""
    by_study = {}
    for reference in references:
        for made in (reference.made, reference.state):
            if made:
                by_study.setdefault(made.study.uid, {}).setdefault(made.series, {})[made.uid] = made
    studies = []
    for study_uid, by_series in by_study.items():
        study = Dataset()
        study.StudyInstanceUID = study_uid
        study.ReferencedSeriesSequence = Sequence([])
        for series_uid, by_object in by_series.items():
            series = Dataset()
            series.SeriesInstanceUID = series_uid
            series.ReferencedSOPSequence = Sequence([_pointer(made) for made in by_object.values()])
            study.ReferencedSeriesSequence.append(series)
        studies.append(study)
    return Sequence(studies)
