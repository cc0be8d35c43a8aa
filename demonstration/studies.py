"""The studies of the demonstration with their objects, and where each object is found at first.

import     files that are imported
old cache  files of the old system's cache, which are adopted
late       files that are not here yet: the reader of the output imports them and sees references resolve
"""
from dataclasses import dataclass, field

import objects
import people
from key_objects import Reference, key_object
from objects import Study, derived


@dataclass
class Library:
    """All objects by where they are found at first; images by study for those who write notes about them."""
    imported: list = field(default_factory=list)
    old_cache: list = field(default_factory=list)
    late: list = field(default_factory=list)
    images: dict = field(default_factory=dict)

    def add(self, place, *made):
        place.extend(made)
        for each in made:
            if each.dataset.Modality not in ("PR", "KO"):
                self.images.setdefault(each.study.accession, []).append(each)

    def of(self, study):
        return self.images[study.accession]


ct_abdomen = Study(people.weber, "20250616", "101523", "A2025-04711", "CT Abdomen with contrast")
ct_before = Study(people.weber, "20231108", "084210", "A2023-09114", "CT Abdomen with contrast")
ct_head = Study(people.yamada, "20250612", "162240", "A2025-04633", "頭部CT")
chest = Study(people.mueller, "20250611", "091005", "A2025-04598", "Röntgen Thorax p.a.")
mammography = Study(people.suzuki, "20250606", "143000", "A2025-04420", "マンモグラフィ")
mr_brain = Study(people.lefevre, "20250605", "111800", "A2025-04391", "IRM cérébrale avec gadolinium")
bone_scan = Study(people.obrien, "20250603", "133545", "A2025-04310", "NM Bone scan, whole body")
spine = Study(people.papadopoulou, "20250602", "075530", "A2025-04277", "CT Thoracic spine")
angiography = Study(people.schaefer, "20250528", "123120", "A2025-04102", "Koronarangiographie")
echo = Study(people.bergstroem, "20250526", "150010", "A2025-04033", "Echocardiography, transthoracic")
shoulder = Study(people.kowalski, "20250521", "170445", "A2025-03921", "MR Shoulder left")


def makers():
    """(what is made, a function that makes it and puts it into a library) in the order in which to make them."""
    return (
        ("CT abdomen of Anna Weber, with presentation states", _abdomen),
        ("CT head of Tarou Yamada (real JPEG 2000 pixel data)", _head),
        ("chest radiograph of Jürgen Müller", _chest),
        ("mammogram of Hanako Suzuki, in the old cache", _mammogram),
        ("MR brain of Hélène Lefèvre", _brain),
        ("bone scan of Patrick O'Brien (real JPEG pixel data, two frames)", _bone_scan),
        ("CT spine and ECG of Eleni Papadopoulou (real data)", _spine),
        ("coronary angiography of Karl-Heinz Schäfer, 18 frames", _angiography),
        ("echocardiogram of Ingrid Bergström, 12 frames in colour", _echo),
        ("MR shoulder of Jan Kowalski (real data in five transfer syntaxes)", _shoulder),
        ("Key Object Selection Documents of the old cache", _key_objects),
    )


def _abdomen(library):
    slices = objects.abdomen(ct_abdomen, 10)
    library.add(library.imported, *slices)
    library.add(library.old_cache, *objects.abdomen(ct_before, 4, first=0.25))
    report = derived("test-SR.dcm", ct_abdomen, "SR", 80, 1, SeriesDescription="Report")
    library.add(library.imported, report)
    lesion = slices[4]
    library.add(library.imported, objects.presentation_state(
        lesion, 1, "LESION", (70, 190), [("CIRCLE", ((136, 244), (163, 244)))], [(172, 222, 330, 244, "S VI: 14 mm")],
        area=(16, 76, 368, 428)))
    library.add(library.imported, objects.presentation_state(
        slices[6], 2, "BONE", (450, 1500), [], [(12, 12, 200, 34, "Bone window")]))


def _head(library):
    library.add(library.imported, derived("J2K_pixelrep_mismatch.dcm", ct_head, "CT", 2, 1, SeriesDescription="Head 5.0 J30s"))
    library.add(library.imported, derived("693_J2KI.dcm", ct_head, "CT", 2, 2, SeriesDescription="Head 5.0 J30s"))


def _chest(library):
    image = objects.chest(chest)
    library.add(library.imported, image)
    library.add(library.imported, objects.presentation_state(
        image, 1, "NODULE", (1500, 1800), [("CIRCLE", ((128, 168), (150, 168)))], [(154, 150, 260, 164, "Rundherd 22 mm")]))


def _mammogram(library):
    library.add(library.old_cache, objects.mammogram(mammography))


def _brain(library):
    slices = objects.brain(mr_brain, 12)
    library.add(library.imported, *slices[:8])
    library.add(library.late, *slices[8:])


def _bone_scan(library):
    library.add(library.imported, objects.bone_scan(bone_scan))


def _spine(library):
    library.add(library.imported, derived("CT_small.dcm", spine, "CT", 2, 1, SeriesDescription="Spine 3.0 B70s"))
    library.add(library.imported, derived("waveform_ecg.dcm", spine, "ECG", 3, 1, SeriesDescription="12 lead at rest"))


def _angiography(library):
    library.add(library.imported, objects.coronary_angiography(angiography, 18))


def _echo(library):
    library.add(library.imported, objects.echocardiogram(echo, 12))


def _shoulder(library):
    names = ("MR_small_RLE", "MR_small_jpeg_ls_lossless", "MR_small_jp2klossless", "MR_small_implicit", "MR_small_bigendian")
    for number, name in enumerate(names, 1):
        library.add(library.imported, derived(f"{name}.dcm", shoulder, "MR", 2, number, SeriesDescription="PD FS coronal"))


def _key_objects(library):
    library.add(library.old_cache, *notes_of_the_old_cache(library), *selections_of_the_old_cache(library),
                *unusable_key_objects(library))


def notes_of_the_old_cache(library):
    abdomen, before, brain = library.of(ct_abdomen), library.of(ct_before), library.of(mr_brain)
    frames = library.of(echo)[0]
    nodule = library.of(chest)[0]
    return (
        key_object(ct_abdomen, 1, "113000", [Reference(abdomen[4], state=abdomen[4].states[0]), Reference(abdomen[3]), Reference(abdomen[-1])],
                   "Hypodense lesion in segment VI, 14 mm, new since the last examination.\nMRI of the liver advised.",
                   author="Lindner^Petra^^Dr.", at="184500"),
        key_object(ct_abdomen, 2, "113005", [Reference(abdomen[4]), Reference(before[0])],
                   "Tumour board of Thursday: comparison with 2023.", author="Stöhr^Ulrike^^Prof. Dr."),
        key_object(ct_head, 1, "113002", [Reference(each) for each in library.of(ct_head)],
                   "急性期出血なし。\n右前頭葉の低吸収域は前回と同様です。", author="Sato^Kenichi=佐藤^健一=さとう^けんいち"),
        key_object(mr_brain, 1, "113003", [Reference(brain[5]), Reference(brain[6]), Reference(brain[8])],
                   "Prise de contraste annulaire frontale gauche, 18 mm. Repérage avant l'intervention.",
                   author="Rousseau^Amélie^^Dr."),
        key_object(echo, 1, "113020", [Reference(frames, frames=(1, 4, 7))],
                   "End-diastolic, mid-systolic and end-systolic frame.", author="Whitfield^James^^Dr."),
        key_object(mammography, 1, "113013", [Reference(library.of(mammography)[0])], "左乳房 MLO", device="MAMMO-2",
                   modifier=("113015", "DCM", "Series")),
        key_object(chest, 1, "113010", [Reference(nodule)], "Rechte Schulter nicht ausgedreht.", author="Brandt^Thomas^^Dr.",
                   modifier=("111209", "DCM", "Positioning")),
        _evidence_alone(key_object(angiography, 1, "113004", [Reference(library.of(angiography)[0], frames=(12,))],
                                   "LCA with a proximal LAD lesion, for the students.", author="Brandt^Thomas^^Dr.")),
    )


def selections_of_the_old_cache(library):
    return (
        key_object(ct_abdomen, 3, "113030", [Reference(each) for each in library.of(ct_abdomen)], device="XDS-I SOURCE"),
        key_object(bone_scan, 1, "113032", [Reference(each) for each in library.of(bone_scan)], device="ARCHIVE"),
        key_object(shoulder, 1, "113001", [Reference(library.of(shoulder)[4])], "Motion, repeated.", author="Brandt^Thomas^^Dr.",
                   modifier=("111210", "DCM", "Motion blur")),
    )


def unusable_key_objects(library):
    return (
        key_object(spine, 1, "113000", [], "Compression fracture of T8?", author="Whitfield^James^^Dr."),
        key_object(bone_scan, 2, "113002", [Reference(library.of(bone_scan)[0])], "Please compare with the CT.",
                   author="Whitfield^James^^Dr.", of_patient=people.hartmann),
    )


def _evidence_alone(made):
    """As some workstations write it: the images stand in the evidence and not in the content."""
    made.dataset.ContentSequence = [item for item in made.dataset.ContentSequence if item.ValueType != "IMAGE"]
    return made
