"""What stands in the old system's tables: a few hundred key image notes, good and bad ones, in four languages.

All choices come from a generator with a fixed seed: every set-up writes the same notes.
"""
import random
from dataclasses import dataclass, field

import people
import pydicom_files
import studies
from identifiers import uid
from objects import classes

# The words of the old system's list of titles; the mapping knows what they mean in PS3.16 CID 7010.
known_titles = (
    "Of Interest", "Of Interest", "For Referring Provider", "For Conference", "For Surgery", "For Teaching",
    "Zur Besprechung", "Für den Zuweiser", "OP-Planung", "Lehrsammlung", "紹介医へ", "教育用", "Pour le chirurgien",
)
# Words that somebody typed once, and that no mapping knows.
unknown_titles = ("Siehe Arztbrief", "Röntgenbesprechung Montag", "要確認", "Frage an Prof. Stöhr", "second look", "Kap. 7 Abb. 3")

texts = {
    "CT": ("Hypodense lesion, unchanged.", "Kein Anhalt für Blutung.", "Rundherd im rechten Unterlappen, 8 mm. Kontrolle in 6 Monaten.",
           "肝S6に低吸収域あり。", "Fracture of the left transverse process.", "Lymphknoten links paraaortal, 11 mm.",
           "Divertikulose ohne Zeichen der Entzündung.", "右肺尖部に小結節。経過観察。"),
    "MR": ("Small area of restricted diffusion.", "Hypersignal T2 périventriculaire, stable.", "Läsion frontal links mit ringförmigem Kontrastmittelsaum.",
           "造影後T1で増強効果あり。", "Partial tear of the supraspinatus tendon.", "Reizerguss, kein Meniskusriss."),
    "DX": ("Rundherd rechts, CT empfohlen.", "Katheterspitze in Projektion auf die obere Hohlvene.", "心拡大なし。", "No pneumothorax."),
    "NM": ("Focal uptake in the left seventh rib.", "Mehranreicherung L4, degenerativ.", "No sign of metastases."),
    "US": ("Leichte Mitralinsuffizienz.", "EF 55 %.", "Verkalkte Aortenklappe."),
    "XA": ("LAD proximal 70 %.", "RCA ohne Stenose.", "Nach Stent: gutes Ergebnis."),
    "MG": ("Gruppierter Mikrokalk, BI-RADS 4.", "左乳房に石灰化。", "No change since 2021."),
}
# What fits a study of the demonstration better than the words for its modality.
texts_of_studies = {
    studies.ct_abdomen.accession: ("肝S6に低吸収域あり。前回なし。", "Lymphknoten links paraaortal, 11 mm.", "Kidneys without obstruction.",
                                   "Divertikulose ohne Zeichen der Entzündung.", "Spleen of normal size."),
    studies.ct_before.accession: ("Leber ohne Herdbefund.", "No enlarged lymph nodes.", "Simple cyst of the left kidney.", "膵に異常なし。"),
    studies.ct_head.accession: ("Kein Anhalt für Blutung.", "右前頭葉に低吸収域。", "Fluid in the left mastoid cells.", "副鼻腔に異常なし。",
                                "Basale Zisternen frei."),
    studies.spine.accession: ("Fracture of the left transverse process.", "Deckplatteneinbruch BWK 8, alt.", "No narrowing of the canal."),
    studies.mr_brain.accession: ("Prise de contraste annulaire frontale gauche.", "Ödem um die Läsion, Mittellinie nicht verlagert.",
                                 "造影後T1で増強効果あり。", "Ventricules non dilatés.", "Small area of restricted diffusion."),
    studies.shoulder.accession: ("Partial tear of the supraspinatus tendon.", "Reizerguss.", "Labrum intakt.", "Acromion type II."),
}
descriptions = {
    "CT": ("CT Thorax", "CT Schädel nativ", "CT Abdomen", "胸部CT", "CT Pulmonary angiogram"),
    "MR": ("MR Knie rechts", "MR Neurocranium", "IRM lombaire", "頭部MRI", "MR Shoulder"),
    "DX": ("Thorax a.p. liegend", "Thorax in zwei Ebenen", "胸部X線", "Hip left"),
    "NM": ("Skelettszintigrafie", "Thyroid scan"),
    "US": ("Echokardiografie", "Abdomen sonography"),
    "XA": ("Koronarangiografie", "DSA Becken und Beine"),
    "MG": ("Mammografie beidseits", "マンモグラフィ"),
}


@dataclass
class LegacyPatient:
    id: str
    issuer: str
    name: str
    birth_date: str
    sex: str


@dataclass
class LegacyStudy:
    uid: str
    patient: LegacyPatient
    date: str
    accession: str
    description: str
    modality: str
    images: list = field(default_factory=list)  # (series UID, object UID, class UID, frames, presentation state or None)


@dataclass
class LegacyNote:
    study: LegacyStudy
    title: str
    text: str
    author: tuple
    created: str
    references: list
    is_deleted: bool = False
    kosd_uid: str = None


def legacy_notes(library):
    """@return: list of LegacyNote, in the order of their numbers."""
    chance = random.Random("kinote demonstration")
    notes = []
    for study in (*_demonstration_studies(library), *_real_studies()):
        notes += _notes_of(study, chance, chance.randint(3, 6))
    for number in range(96):
        study = _study_without_objects(number, chance)
        notes += _notes_of(study, chance, chance.randint(1, 4))
    for number in range(0, len(notes), 17):
        notes[number].is_deleted = True
    notes += _odd_notes(library)
    notes.append(_note_with_kosd(library))
    return notes


def _demonstration_studies(library):
    for images in library.images.values():
        study = images[0].study
        patient = study.patient
        yield LegacyStudy(study.uid, LegacyPatient(patient.id, "DEMONSTRATION", patient.name, patient.birth_date, patient.sex),
                          study.date, study.accession, study.description, images[0].dataset.Modality,
                          [_image_of(made) for made in images])


def _image_of(made):
    return (made.series, made.uid, made.sop_class, made.frames, made.states[0].uid if made.states else None)


def _real_studies():
    """Of the objects of pydicom that are imported as they are, those with an image and a patient."""
    for name in pydicom_files.imported_as_they_are:
        dataset = pydicom_files.read(name)
        if not dataset.get("PatientID") or dataset.get("Modality") not in texts:
            continue
        patient = LegacyPatient(dataset.PatientID, "", str(dataset.PatientName), dataset.get("PatientBirthDate", ""),
                                dataset.get("PatientSex", ""))
        yield LegacyStudy(dataset.StudyInstanceUID, patient, dataset.get("StudyDate", ""), dataset.get("AccessionNumber", ""),
                          dataset.get("StudyDescription", ""), dataset.Modality,
                          [(dataset.SeriesInstanceUID, dataset.SOPInstanceUID, dataset.SOPClassUID,
                            int(dataset.get("NumberOfFrames", 1) or 1), None)])


def _study_without_objects(number, chance):
    if number % 8 == 5:
        name, sex = people.japanese_names[number // 8 % len(people.japanese_names)]
    else:
        given, sex = people.given_names[chance.randrange(len(people.given_names))]
        name = f"{people.family_names[chance.randrange(len(people.family_names))]}^{given}"
    patient = LegacyPatient(f"OLD-{20417 + number * 37}", "DEMONSTRATION", name,
                            f"{chance.randint(1930, 1999)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}", sex)
    modality = chance.choice(sorted(texts))
    year = 2008 + number % 15
    study = LegacyStudy(uid("legacy study", number), patient, f"{year}{chance.randint(1, 12):02}{chance.randint(1, 28):02}",
                        f"A{year}-{10000 + number * 83}", chance.choice(descriptions[modality]), modality)
    study.images = [(uid("legacy series", number), uid("legacy object", number, index), classes[modality], 1, None)
                    for index in range(chance.randint(2, 12))]
    return study


def _notes_of(study, chance, count):
    words = list(texts_of_studies.get(study.accession, texts[study.modality]))
    chance.shuffle(words)
    notes = []
    for number in range(count):
        is_unknown = chance.random() < 0.12
        title = chance.choice(unknown_titles if is_unknown else known_titles)
        chosen = chance.sample(study.images, min(len(study.images), chance.randint(1, 4)))
        references = [_reference(image, study, chance) for image in sorted(chosen, key=study.images.index)]
        if chance.random() < 0.2:  # of an object that got lost on its way, years ago
            references.append((study.uid, uid("lost series", study.uid), uid("lost", study.uid, number), classes[study.modality], None, None))
        day = study.date or "20040119"
        created = f"{day[:4]}-{day[4:6]}-{day[6:]} {chance.randint(7, 18):02}:{chance.randint(0, 59):02}:{chance.randint(0, 59):02}"
        notes.append(LegacyNote(study, title, words[number % len(words)] if chance.random() < 0.9 else None,
                                chance.choice(people.authors), created, references))
    return notes


def _reference(image, study, chance):
    series, sop_instance, sop_class, frames, state = image
    numbers = None
    if frames > 1:
        numbers = ",".join(str(each) for each in sorted(chance.sample(range(1, frames + 1), min(frames, 3))))
    return (study.uid, series, sop_instance, sop_class, numbers, state if chance.random() < 0.6 else None)


def _odd_notes(library):
    """One of each that a migration must have an answer for."""
    spine = library.of(studies.spine)[0]
    hartmann = people.hartmann
    stranger = LegacyPatient(hartmann.id, "DEMONSTRATION", hartmann.name, hartmann.birth_date, hartmann.sex)
    of_other_patient = LegacyStudy(spine.study.uid, stranger, spine.study.date, spine.study.accession, spine.study.description, "CT")
    broken = LegacyStudy("no.uid/at all", stranger, "20110303", "A2011-00001", "CT Abdomen", "CT")
    markup = people.markup
    test = LegacyStudy(uid("legacy study", "test"), LegacyPatient(markup.id, "DEMONSTRATION", markup.name, markup.birth_date, markup.sex),
                       "20050101", "ZZ-1", "<img src=x onerror=alert(2)>", "CT")
    author = people.authors[0]
    here = (spine.study.uid, spine.series, spine.uid, spine.sop_class, None, None)
    lost = (test.uid, uid("lost series", "test"), uid("lost", "test"), classes["CT"], None, None)
    return [
        LegacyNote(of_other_patient, "Of Interest", "Under the wrong patient in the old system.", author, "2025-06-02 09:00:00", [here]),
        LegacyNote(broken, "Of Interest", "A study that has no UID.", author, "2011-03-03 09:00:00", [here]),
        LegacyNote(test, "Of Interest", "<b>bold</b> <script>alert(3)</script> & so on", author, "2005-01-01 12:00:00",
                   [lost, (test.uid, None, "not a uid", None, None, None)]),
    ]


def _note_with_kosd(library):
    """The old system made a KOSD of this note, which lies in its cache: the two are one note."""
    kosd = next(made for made in library.old_cache if made.dataset.Modality == "KO" and made.study is studies.mammography)
    study = next(each for each in _demonstration_studies(library) if each.accession == studies.mammography.accession)
    image = study.images[0]
    return LegacyNote(study, "Best In Set (Series)", "左乳房 MLO", people.authors[3], "2025-06-06 15:10:00",
                      [(study.uid, image[0], image[1], image[2], None, None)], kosd_uid=kosd.uid)
