#include "legacy_migration/note_builder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/digest.hpp"
#include "dicom/uid.hpp"
#include "legacy_migration/legacy_text.hpp"
#include "legacy_migration/source_time.hpp"

namespace kinote::legacy_migration {
namespace {

const std::string& text_of(const SourceValue& value) {
    static const std::string none;
    return value.is_null ? none : value.bytes;
}
const std::string& text_of(const SourceRow& row, NoteColumn column) {
    return text_of(row.values[static_cast<std::size_t>(column)]);
}
const std::string& text_of(const SourceRow& row, ReferenceColumn column) {
    return text_of(row.values[static_cast<std::size_t>(column)]);
}

// Texts one behind the other, each with its length, so that no two lists of texts look alike.
class DigestText {
public:
    void add(std::string_view text) {
        text_ += std::to_string(text.size());
        text_ += ':';
        text_ += text;
    }
    void add(const SourceRow& row, NoteColumn column) { add(text_of(row, column)); }
    [[nodiscard]] std::string digest() const { return base::sha256_hex(text_); }

private:
    std::string text_;
};

std::string digest_of(const SourceRow& row, const BuiltNote& built) {
    const note::KeyImageNote& content = built.content;
    DigestText text;
    text.add(content.title.value);
    for (const note::Code& modifier : content.modifiers) text.add(modifier.value);
    text.add(content.description);
    for (const std::string* part :
         {&content.author, &content.times.made_at, &content.study_instance_uid, &content.patient.id,
          &content.patient.issuer_of_id, &content.patient.name, &content.patient.birth_date, &content.patient.sex,
          &built.study.accession_number, &built.study.study_date, &built.study.description}) {
        text.add(*part);
    }
    for (const NoteColumn column :
         {NoteColumn::author_login, NoteColumn::institution, NoteColumn::changed_at, NoteColumn::version}) {
        text.add(row, column);
    }
    text.add(built.kosd_sop_instance_uid.value_or(""));
    text.add(built.is_deleted ? "deleted" : "");
    for (const BuiltReference& reference : built.references) text.add(reference.sop_instance_uid);
    text.add("references");
    for (const note::NoteReference& reference : content.references) {
        text.add(fmt::format("{}|{}|{}|{}|{}|{}", reference.study_instance_uid, reference.series_instance_uid,
                             reference.sop_instance_uid, reference.sop_class_uid, fmt::join(reference.frames, ","),
                             reference.presentation_state_uid));
        const std::string& series = reference.presentation_state_series_instance_uid;
        const std::string& state_class = reference.presentation_state_class_uid;
        // Apart, so that the digests of a source that does not say it stay what they were.
        if (!series.empty() || !state_class.empty()) text.add(fmt::format("{}|{}", series, state_class));
    }
    return text.digest();
}

void add_loss(BuiltNote& built, std::string_view remark) {
    add_remark(built.remark, remark);
    built.loses = true;
}

// The references in the order of their positions; those without one behind the others, as they were read.
std::vector<const SourceRow*> by_position(const std::vector<SourceRow>& rows) {
    const auto position_of = [](const SourceRow& row) {
        const std::string& text = text_of(row, ReferenceColumn::position);
        double position = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), position);
        return failure == std::errc{} ? position : std::numeric_limits<double>::max();
    };
    std::vector<std::pair<double, const SourceRow*>> placed;
    placed.reserve(rows.size());
    for (const SourceRow& row : rows) placed.emplace_back(position_of(row), &row);
    std::ranges::stable_sort(placed, {}, &std::pair<double, const SourceRow*>::first);
    std::vector<const SourceRow*> ordered;
    ordered.reserve(rows.size());
    for (const auto& [position, row] : placed) ordered.push_back(row);
    return ordered;
}

void take_author(const SourceRow& row, BuiltNote& built) {
    note::Observer observer;
    observer.name = person_name(text_of(row, NoteColumn::author_name));
    observer.login_name = clean_line(text_of(row, NoteColumn::author_login));
    observer.organization = clean_line(text_of(row, NoteColumn::institution));
    if (observer.name.empty()) observer.name = observer.login_name;  // TID 1003 wants a name
    if (observer.name.empty()) {
        if (!observer.organization.empty()) add_loss(built, "the institution has no author: left out");
        return;
    }
    built.content.author = observer.name;
    built.content.observers.push_back(std::move(observer));
}

void take_patient(const SourceRow& row, const TimeZone* zone, BuiltNote& built) {
    note::NotePatient& patient = built.content.patient;
    patient.id = clean_line(text_of(row, NoteColumn::patient_id));
    patient.issuer_of_id = clean_line(text_of(row, NoteColumn::issuer_of_patient_id));
    patient.name = person_name(text_of(row, NoteColumn::patient_name));
    patient.sex = patient_sex(text_of(row, NoteColumn::patient_sex));
    const std::string& birth_date = text_of(row, NoteColumn::patient_birth_date);
    if (!birth_date.empty()) {
        const auto date = read_source_date(birth_date, zone);
        if (!date) add_loss(built, "patient_birth_date is no date: left out");
        patient.birth_date = date.value_or("");
    }
    built.study.accession_number = clean_line(text_of(row, NoteColumn::accession_number));
    built.study.description = clean_line(text_of(row, NoteColumn::study_description));
    const std::string& study_date = text_of(row, NoteColumn::study_date);
    if (!study_date.empty()) {
        const auto date = read_source_date(study_date, zone);
        if (!date) add_loss(built, "study_date is no date: left out");
        built.study.study_date = date.value_or("");
    }
}

void take_flags(const SourceRow& row, BuiltNote& built) {
    const auto is_deleted = flag_from(text_of(row, NoteColumn::deleted));
    if (!is_deleted) built.rejection = "deleted says neither yes nor no";
    built.is_deleted = is_deleted.value_or(false);
}

void reject_without_references(BuiltNote& built) {
    if (!built.rejection.empty() || built.is_deleted || !built.content.references.empty()) return;
    built.rejection = built.references.empty() ? "it has no references" : "all of its references are rejected";
}

// Why a note cannot be taken whatever its columns say; empty when it can.
std::string note_fault(const NoteGroup& group) {
    if (!group.note->fault.empty()) return group.note->fault;
    if (group.source_note_id.empty()) return "it has no source_note_id";
    if (group.is_repeated) return "its source_note_id is that of another note: ids must be unique";
    if (group.excess_references > 0) return fmt::format("it has more than {} references", most_references);
    return {};
}

}  // namespace

void add_remark(std::string& remarks, std::string_view remark) {
    if (remark.empty()) return;
    if (!remarks.empty()) remarks += "; ";
    remarks += remark;
}

NoteBuilder::NoteBuilder(const Mapping& mapping, const UidMapping& uids) : uids_{uids}, titles_{mapping} {
    if (mapping.time_zone) zone_ = TimeZone::find(*mapping.time_zone);
}

BuiltNote NoteBuilder::build(const NoteGroup& group) const {
    BuiltNote built;
    built.is_note = group.note.has_value();
    built.source_note_id = group.source_note_id;
    built.excess_references = group.excess_references;
    if (group.note) {
        const SourceRow& row = *group.note;
        built.rejection = note_fault(group);
        if (built.rejection.empty()) {
            take_flags(row, built);
            take_title(row, built);
            take_author(row, built);
            take_times(row, built);
            take_patient(row, zone_ ? &*zone_ : nullptr, built);
            take_study(row, built);
            take_kosd(row, built);
        }
    }
    take_references(group, built);
    if (!group.note) return built;
    reject_without_references(built);
    built.study.study_instance_uid = built.content.study_instance_uid;
    built.source_digest = digest_of(*group.note, built);
    return built;
}

void NoteBuilder::take_study(const SourceRow& row, BuiltNote& built) const {
    const std::string& given = text_of(row, NoteColumn::study_instance_uid);
    if (given.empty()) return;
    const auto mapped = uids_.map(given);
    if (!mapped) {
        built.rejection = "uid_mapping has two new UIDs for its study_instance_uid";
    } else if (!dicom::is_valid_uid(*mapped)) {
        built.rejection = "its study_instance_uid is no UID";
    } else {
        built.content.study_instance_uid = *mapped;
    }
}

void NoteBuilder::take_title(const SourceRow& row, BuiltNote& built) const {
    MappedTitle title = titles_.map(clean_line(text_of(row, NoteColumn::title_code)),
                                    clean_line(text_of(row, NoteColumn::title_scheme)),
                                    clean_line(text_of(row, NoteColumn::title_text)));
    built.content.title = std::move(title.title);
    built.content.modifiers = std::move(title.modifiers);
    add_remark(built.remark, title.remark);
    built.content.description = std::move(title.kept_words);
    const std::string description = clean_text(text_of(row, NoteColumn::description));
    if (!built.content.description.empty() && !description.empty()) built.content.description += '\n';
    built.content.description += description;
}

void NoteBuilder::take_times(const SourceRow& row, BuiltNote& built) const {
    for (const NoteColumn column : {NoteColumn::created_at, NoteColumn::changed_at}) {
        const std::string& text = text_of(row, column);
        if (text.empty()) continue;
        const std::string_view name = columns_of(ContractTable::notes)[static_cast<std::size_t>(column)].name;
        auto time = read_source_time(text, zone_ ? &*zone_ : nullptr);
        if (!time) {
            add_loss(built, fmt::format("{} is no time: left out", name));
        } else if (built.content.times.made_at.empty()) {
            built.content.times.made_at = std::move(time->date_time);
            built.content.times.made_at_ms = time->utc_ms;
        }
    }
}

void NoteBuilder::take_kosd(const SourceRow& row, BuiltNote& built) const {
    const std::string& given = text_of(row, NoteColumn::kosd_sop_instance_uid);
    if (given.empty()) return;
    const auto mapped = uids_.map(given);
    if (mapped && dicom::is_valid_uid(*mapped)) {
        built.kosd_sop_instance_uid = *mapped;
    } else {
        add_loss(built, "its kosd_sop_instance_uid is no UID: left out");
    }
}

std::string NoteBuilder::optional_uid(const SourceRow& row, ReferenceColumn column, BuiltReference& built) const {
    const std::string& given = text_of(row, column);
    if (given.empty()) return {};
    const auto mapped = uids_.map(given);
    if (mapped && dicom::is_valid_uid(*mapped)) return *mapped;
    const std::string_view name = columns_of(ContractTable::references)[static_cast<std::size_t>(column)].name;
    add_remark(built.reason, fmt::format("its {} is no UID: left out", name));
    built.loses = true;
    return {};
}

BuiltReference NoteBuilder::build_reference(const SourceRow& row, note::NoteReference& reference) const {
    BuiltReference built;
    const std::string& given = text_of(row, ReferenceColumn::sop_instance_uid);
    built.sop_instance_uid = given;
    built.reason = row.fault;
    if (!row.fault.empty()) return built;
    const auto mapped = uids_.map(given);
    if (given.empty()) {
        built.reason = "it has no sop_instance_uid";
    } else if (!mapped) {
        built.reason = "uid_mapping has two new UIDs for its sop_instance_uid";
    } else if (!dicom::is_valid_uid(*mapped)) {
        built.reason = "its sop_instance_uid is no UID";
    }
    if (!built.reason.empty()) return built;
    built.is_taken = true;
    built.sop_instance_uid = *mapped;
    reference.sop_instance_uid = *mapped;
    if (auto frames = frame_numbers(text_of(row, ReferenceColumn::frame_numbers))) {
        reference.frames = std::move(*frames);
    } else {
        add_remark(built.reason, "its frame_numbers are no list of frames: taken for the whole object");
        built.loses = true;
    }
    reference.study_instance_uid = optional_uid(row, ReferenceColumn::study_instance_uid, built);
    reference.series_instance_uid = optional_uid(row, ReferenceColumn::series_instance_uid, built);
    reference.sop_class_uid = optional_uid(row, ReferenceColumn::sop_class_uid, built);
    reference.presentation_state_uid = optional_uid(row, ReferenceColumn::presentation_state_uid, built);
    if (reference.presentation_state_uid.empty()) return built;
    reference.presentation_state_series_instance_uid =
        optional_uid(row, ReferenceColumn::presentation_state_series_instance_uid, built);
    reference.presentation_state_class_uid =
        optional_uid(row, ReferenceColumn::presentation_state_sop_class_uid, built);
    return built;
}

void NoteBuilder::take_references(const NoteGroup& group, BuiltNote& built) const {
    std::set<std::string> selections;
    for (const SourceRow* row : by_position(group.references)) {
        note::NoteReference reference;
        BuiltReference each = build_reference(*row, reference);
        if (each.is_taken) {
            const std::string selection =
                fmt::format("{}|{}|{}", reference.sop_instance_uid, fmt::join(reference.frames, ","),
                            reference.presentation_state_uid);
            if (!selections.insert(selection).second) {
                each.is_taken = false;
                each.reason = "another reference of the note is the same";
            }
        }
        if (each.is_taken && built.rejection.empty()) {
            if (built.content.study_instance_uid.empty()) {
                built.content.study_instance_uid = reference.study_instance_uid;
            }
            built.content.references.push_back(std::move(reference));
        }
        built.references.push_back(std::move(each));
    }
}

}  // namespace kinote::legacy_migration
