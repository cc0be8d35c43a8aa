#include "media/page_words.hpp"

#include <fmt/format.h>

#include "media/page_text.hpp"

namespace kinote::media {
namespace {

constexpr PageWords english_words{
    .language = "en",
    .key_images = "Key images",
    .about = "About this disc",
    .skip = "Skip to the content",
    .institution = "Institution",
    .created = "Created",
    .disc = "Disc {} of {}",
    .medium = "Disc",
    .label = "Label",
    .patients = "Patients",
    .patient = "Patient",
    .studies = "Studies",
    .study = "Study",
    .notes = "Notes",
    .note = "Key image note",
    .images = "Images",
    .series = "Series",
    .patient_id = "Patient ID",
    .born = "Born",
    .age = "({} y at the study)",
    .sex = "Sex",
    .male = "male",
    .female = "female",
    .other_sex = "other",
    .study_date = "Study date",
    .modality = "Modality",
    .accession_number = "Accession number",
    .referring_physician = "Referred by",
    .no_name = "No name",
    .no_description = "no description",
    .no_text = "No text",
    .no_date = "no date",
    .untitled = "Untitled",
    .no_notes = "This study has no key image notes. Its images are on the disc for a DICOM viewer.",
    .nothing_here = "There are no studies on this disc.",
    .no_objects = "This note names no objects",
    .open_study = "Open the study",
    .open_note = "Open the note",
    .more_images = "{} more",
    .all_of_disc = "All on this disc",
    .all_of_study = "All notes of this study",
    .previous_study = "Previous study",
    .next_study = "Next study",
    .previous_note = "Previous note",
    .next_note = "Next note",
    .previous_image = "Previous image",
    .next_image = "Next image",
    .to_text = "To the top",
    .place = "{} of {}",
    .image_number = "Image {}",
    .frame_number = "Frame {}",
    .series_number = "Series {}",
    .key_image = "Key image {}",
    .with_state = "shown with its presentation state",
    .full_object = "DICOM file",
    .print = "Print",
    .superseded = "Superseded",
    .withdrawn = "Withdrawn",
    .not_here = "This object was not in the system when the disc was made",
    .on_other_disc = "On disc {}",
    .without_picture = "This object is not an image",
    .picture_failed = "The picture could not be made",
    .left_out = "Left out of this export",
    .no_picture = "No picture",
    .away = "Not here",
    .readme = "How this disc is made up",
    .how_to_look =
        "The pictures on these pages are for orientation. For diagnosis, open the DICOM images on this disc "
        "with a DICOM viewer, or import the disc into a picture archive (PACS): it reads the file DICOMDIR.",
    .disclaimer =
        "This disc holds medical data of the persons named on it and is meant for those persons and for "
        "those who treat them. If it reached you by mistake, please give it back to the institution above. "
        "The institution answers for the images and reports as they are in its own archive; it does not "
        "answer for copies that were changed.",
    .made_with = "Made with {}",
    .sheet = "Key image sheet",
    .page = "Page {} of {}",
    .author = "Author",
};

constexpr PageWords german_words{
    .language = "de",
    .key_images = "Schlüsselbilder",
    .about = "Über diese Disc",
    .skip = "Zum Inhalt springen",
    .institution = "Einrichtung",
    .created = "Erstellt",
    .disc = "Disc {} von {}",
    .medium = "Disc",
    .label = "Bezeichnung",
    .patients = "Patienten",
    .patient = "Patient",
    .studies = "Studien",
    .study = "Studie",
    .notes = "Notizen",
    .note = "Schlüsselbildnotiz",
    .images = "Bilder",
    .series = "Serien",
    .patient_id = "Patienten-ID",
    .born = "Geboren",
    .age = "({} J. bei der Studie)",
    .sex = "Geschlecht",
    .male = "männlich",
    .female = "weiblich",
    .other_sex = "anderes",
    .study_date = "Studiendatum",
    .modality = "Modalität",
    .accession_number = "Auftragsnummer",
    .referring_physician = "Überwiesen von",
    .no_name = "Ohne Namen",
    .no_description = "keine Beschreibung",
    .no_text = "Kein Text",
    .no_date = "kein Datum",
    .untitled = "Ohne Titel",
    .no_notes =
        "Diese Studie hat keine Schlüsselbildnotizen. Ihre Bilder liegen für einen DICOM-Betrachter auf der Disc.",
    .nothing_here = "Auf dieser Disc sind keine Studien.",
    .no_objects = "Diese Notiz nennt keine Objekte",
    .open_study = "Studie öffnen",
    .open_note = "Notiz öffnen",
    .more_images = "{} weitere",
    .all_of_disc = "Alles auf dieser Disc",
    .all_of_study = "Alle Notizen dieser Studie",
    .previous_study = "Vorige Studie",
    .next_study = "Nächste Studie",
    .previous_note = "Vorige Notiz",
    .next_note = "Nächste Notiz",
    .previous_image = "Voriges Bild",
    .next_image = "Nächstes Bild",
    .to_text = "Nach oben",
    .place = "{} von {}",
    .image_number = "Bild {}",
    .frame_number = "Einzelbild {}",
    .series_number = "Serie {}",
    .key_image = "Schlüsselbild {}",
    .with_state = "mit seinem Präsentationszustand gezeigt",
    .full_object = "DICOM-Datei",
    .print = "Drucken",
    .superseded = "Überholt",
    .withdrawn = "Zurückgezogen",
    .not_here = "Dieses Objekt war nicht im System, als die Disc erstellt wurde",
    .on_other_disc = "Auf Disc {}",
    .without_picture = "Dieses Objekt ist kein Bild",
    .picture_failed = "Das Bild konnte nicht erzeugt werden",
    .left_out = "In diesem Export ausgelassen",
    .no_picture = "Kein Bild",
    .away = "Nicht hier",
    .readme = "Wie diese Disc aufgebaut ist",
    .how_to_look =
        "Die Bilder auf diesen Seiten dienen der Übersicht. Für die Befundung öffnen Sie die DICOM-Bilder "
        "dieser Disc mit einem DICOM-Betrachter, oder lesen Sie die Disc in ein Bildarchiv (PACS) ein: Es "
        "liest die Datei DICOMDIR.",
    .disclaimer =
        "Diese Disc enthält medizinische Daten der genannten Personen und ist für sie und ihre Behandelnden "
        "bestimmt. Wenn sie irrtümlich zu Ihnen gekommen ist, geben Sie sie bitte der genannten Einrichtung "
        "zurück. Die Einrichtung steht für die Bilder und Berichte in ihrem eigenen Archiv ein, nicht für "
        "veränderte Kopien.",
    .made_with = "Erstellt mit {}",
    .sheet = "Schlüsselbildblatt",
    .page = "Seite {} von {}",
    .author = "Verfasst von",
};

std::string filled_words(std::string_view words, std::string_view value) {
    return fmt::format(fmt::runtime(words), value);
}

// "Image 12, frame 3, series 4": after the first part English goes on in small letters, German does not.
void add_part(std::string& label, std::string_view words, std::string_view value, PageLanguage language) {
    if (value.empty()) return;
    std::string part = filled_words(words, cleaned(value));
    if (!label.empty()) {
        label += ", ";
        if (language == PageLanguage::english) part[0] = static_cast<char>(part[0] | 0x20);
    }
    label += part;
}

}  // namespace

const PageWords& page_words(PageLanguage language) {
    return language == PageLanguage::german ? german_words : english_words;
}

std::string picture_label(const PagePicture& picture, std::size_t place, PageLanguage language) {
    const PageWords& words = page_words(language);
    std::string label;
    add_part(label, words.image_number, picture.instance_number, language);
    add_part(label, words.frame_number, picture.frame, language);
    add_part(label, words.series_number, picture.series_number, language);
    return label.empty() ? filled_words(words.key_image, std::to_string(place)) : label;
}

std::string absence_words(const PagePicture& picture, PageLanguage language) {
    const PageWords& words = page_words(language);
    switch (picture.absence) {
        case PictureAbsence::not_here: return std::string{words.not_here};
        case PictureAbsence::other_disc: return filled_words(words.on_other_disc, std::to_string(picture.disc));
        case PictureAbsence::without_picture: return std::string{words.without_picture};
        case PictureAbsence::left_out: return std::string{words.left_out};
        case PictureAbsence::failed: break;
        case PictureAbsence::none:
            if (!picture.picture.empty()) return "";
    }
    return std::string{words.picture_failed};
}

std::string absence_name(const PagePicture& picture, PageLanguage language) {
    const PageWords& words = page_words(language);
    switch (picture.absence) {
        case PictureAbsence::not_here:
        case PictureAbsence::left_out: return std::string{words.away};
        case PictureAbsence::other_disc: return absence_words(picture, language);
        case PictureAbsence::without_picture:
        case PictureAbsence::failed:
        case PictureAbsence::none: break;
    }
    return std::string{words.no_picture};
}

std::string missing_words(PagePicture picture, PageLanguage language) {
    picture.picture.clear();
    return absence_words(picture, language);
}

std::string sex_words(std::string_view sex, PageLanguage language) {
    const PageWords& words = page_words(language);
    if (sex == "M") return std::string{words.male};
    if (sex == "F") return std::string{words.female};
    if (sex == "O") return std::string{words.other_sex};
    return cleaned(sex);
}

std::string birth_words(std::string_view birth_date, std::string_view study_date, PageLanguage language) {
    const std::string date = readable_date(birth_date, language);
    const int age = years_between(birth_date, study_date);
    return age < 0 ? date : fmt::format("{} {}", date, filled_words(page_words(language).age, std::to_string(age)));
}

std::string product_words(const PageProduct& product) {
    return cleaned(product.version.empty() ? product.name : fmt::format("{} {}", product.name, product.version));
}

}  // namespace kinote::media
