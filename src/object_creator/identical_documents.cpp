#include "object_creator/identical_documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "database/creatable_note.hpp"
#include "dicom/tag.hpp"
#include "note/finding_list.hpp"
#include "note/same_selection.hpp"

namespace kinote::object_creator {

using database::NoteOfDocument;

void hold_studies_of(database::Transaction& transaction, const note::KosReading& reading) {
    std::set<std::string_view> studies{reading.note.study_instance_uid};
    for (const note::NoteReference& reference : reading.note.references) {
        if (!reference.study_instance_uid.empty()) studies.insert(reference.study_instance_uid);
    }
    for (const note::IdenticalDocument& document : reading.identical_documents) {
        studies.insert(document.study_instance_uid);
    }
    if (studies.size() > 1) database::hold_studies(transaction, {studies.begin(), studies.end()});
}

std::vector<std::string_view> named_documents(const note::KosReading& reading) {
    std::vector<std::string_view> named;
    named.reserve(reading.identical_documents.size());
    for (const note::IdenticalDocument& document : reading.identical_documents) {
        named.emplace_back(document.sop_instance_uid);
    }
    return named;
}

IdenticalDocuments find_identical_documents(database::Transaction& transaction, const note::KosReading& reading,
                                            std::int64_t patient, std::int64_t own_note) {
    IdenticalDocuments documents;
    std::vector<NoteOfDocument> same;
    for (NoteOfDocument& document : database::find_notes_of_identical_documents(
             transaction.connection(), reading.note.sop_instance_uid, named_documents(reading))) {
        const bool is_same = document.patient == patient && note::say_the_same(document.content, reading.note);
        if (document.note == own_note) {
            if (is_same) documents.own = std::move(document);
        } else if (!is_same) {
            documents.different.push_back(std::move(document.sop_instance_uid));
        } else if (std::ranges::find(same, document.note, &NoteOfDocument::note) == same.end()) {
            same.push_back(std::move(document));
        }
    }
    if (same.empty()) return documents;
    auto joined = std::ranges::find(same, false, &NoteOfDocument::is_replaceable);
    if (joined == same.end()) joined = same.begin();
    documents.same = std::move(*joined);
    same.erase(joined);
    std::erase_if(same, [](const NoteOfDocument& document) { return !document.is_replaceable; });
    documents.doubled = std::move(same);
    return documents;
}

std::vector<note::Finding> with_different_documents(std::vector<note::Finding> findings,
                                                    const IdenticalDocuments& documents) {
    const note::Place place = note::Place{}.in(dicom::tag::IdenticalDocumentsSequence);
    for (const std::string& uid : documents.different) {
        findings.push_back({note::RuleId::K24, note::Severity::warning, place.text(),
                            fmt::format("the document {} has another title, description, selection or patient: each "
                                        "is a note of its own",
                                        uid)});
    }
    std::ranges::stable_sort(findings, {}, &note::Finding::rule);
    return findings;
}

}  // namespace kinote::object_creator
