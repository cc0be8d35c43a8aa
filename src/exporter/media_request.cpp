#include "exporter/media_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "base/error.hpp"
#include "base/random.hpp"
#include "database/creatable_note.hpp"
#include "database/job_dependency_table.hpp"
#include "database/whole_commit.hpp"
#include "jobs/creations.hpp"
#include "jobs/job_kinds.hpp"
#include "query/studies.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::MediaPart;
using database::Transaction;

constexpr std::array form_names{std::pair{MediaForm::iso, std::string_view{"iso"}},
                                std::pair{MediaForm::zip, std::string_view{"zip"}},
                                std::pair{MediaForm::folder, std::string_view{"folder"}}};
constexpr std::size_t longest_label = 11;  // with "_01" and more behind it within the 16 of a volume's name
constexpr std::int64_t smallest_disc = 10'000'000;
constexpr std::size_t most_parts = 1'000;
constexpr std::string_view usual_label = "KINOTE";
constexpr std::size_t key_bytes = 32;

void check_label(std::string_view label) {
    const bool is_good = label.size() <= longest_label && std::ranges::all_of(label, [](char one) {
                             return (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') || one == '_';
                         });
    if (is_good) return;
    throw Error{ErrorKind::invalid,
                fmt::format("label: '{}' is no name of a disc: at most {} of A-Z, 0-9 and _", label, longest_label)};
}

void check(const MediaOrder& order) {
    if (order.studies.size() + order.notes.size() > most_parts) {
        throw Error{ErrorKind::invalid, fmt::format("studies: at most {} studies and notes go at once", most_parts)};
    }
    check_label(order.label);
    if (order.language != "en" && order.language != "de") {
        throw Error{ErrorKind::invalid, fmt::format("language: '{}' is neither en nor de", order.language)};
    }
    if (order.disc_bytes != 0 && order.disc_bytes < smallest_disc) {
        throw Error{ErrorKind::invalid, fmt::format("disc_bytes: a disc holds at least {} bytes", smallest_disc)};
    }
    if (!order.confirmed.empty() && !order.is_deidentified) {
        throw Error{ErrorKind::invalid, "confirmed: only a de-identified export leaves objects out"};
    }
    if (order.studies.empty() && order.notes.empty()) {
        throw Error{ErrorKind::invalid, "studies: name a study or a note that is to go on the disc"};
    }
}

std::set<std::string, std::less<>> studies_of(const std::vector<MediaPart>& parts) {
    std::set<std::string, std::less<>> studies;
    for (const MediaPart& part : parts) studies.insert(part.study_instance_uid);
    return studies;
}

std::string details_of(const MediaOrder& order, std::int64_t id, const std::vector<MediaPart>& parts) {
    boost::json::array studies;
    for (const std::string& study : studies_of(parts)) studies.emplace_back(study);
    return boost::json::serialize(boost::json::object{{"media_export", id},
                                                      {"form", to_string(order.form)},
                                                      {"profile", media::row_of(order.profile).name},
                                                      {"scope", to_string(order.scope)},
                                                      {"deidentified", order.is_deidentified},
                                                      {"studies", std::move(studies)}});
}

}  // namespace

std::string_view to_string(MediaForm form) {
    return std::ranges::find(form_names, form, &decltype(form_names)::value_type::first)->second;
}

std::optional<MediaForm> media_form_named(std::string_view name) {
    const auto* const found = std::ranges::find(form_names, name, &decltype(form_names)::value_type::second);
    if (found == form_names.end()) return std::nullopt;
    return found->first;
}

std::vector<MediaPart> parts_of(database::Database& database, const MediaOrder& order) {
    check(order);
    std::vector<MediaPart> parts;
    std::set<std::string, std::less<>> named;
    for (const std::string& study : order.studies) {
        if (!named.insert(study).second) continue;
        if (!query::find_study(database, study)) {
            throw Error{ErrorKind::not_found, fmt::format("nothing of study {} is here", study)};
        }
        parts.push_back({study, {}});
    }
    for (const std::string& uuid : order.notes) {
        if (!named.insert(uuid).second) continue;
        const auto note = query::find_note(database, uuid);
        if (!note) throw Error{ErrorKind::not_found, fmt::format("there is no note {}", uuid)};
        std::set<std::string, std::less<>> studies{note->study_instance_uid};
        for (const database::ListedReference& reference : note->references) {
            if (reference.is_present) studies.insert(reference.study_instance_uid);
        }
        for (const std::string& study : studies) {
            if (!named.contains(study)) parts.push_back({study, uuid});
        }
    }
    return parts;
}

std::int64_t disc_bytes_of(const MediaOrder& order) {
    if (order.disc_bytes != 0) return order.disc_bytes;
    return static_cast<std::int64_t>(media::row_of(order.profile).disc_bytes);
}

OpenedMediaExport MediaRequests::open(const MediaOrder& order, const database::Actor& actor) const {
    const std::vector<MediaPart> parts = parts_of(database_, order);
    const std::string label = order.label.empty() ? std::string{usual_label} : order.label;
    const std::string key = order.is_deidentified ? base::random_hex(key_bytes) : std::string{};
    database::NewMediaExport request;
    request.label = label;
    request.form = to_string(order.form);
    request.profile = media::row_of(order.profile).name;
    request.scope = order.scope;
    request.disc_bytes = disc_bytes_of(order);
    request.language = order.language;
    request.deidentification_key = key;
    request.parts = parts;
    request.confirmed = order.confirmed;
    request.omitted = order.omitted;
    request.requested_by = actor.name;
    OpenedMediaExport opened;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        opened = {};
        std::vector<std::int64_t> before;
        for (const std::string& study : studies_of(parts)) {
            const std::vector<std::int64_t> recalled = recall_.ask(transaction, study);
            const auto notes = database::find_notes_without_kosd_of_study(transaction.connection(), study);
            const auto creations = jobs::ensure_creations(transaction, queue_, notes, recalled);
            before.insert(before.end(), recalled.begin(), recalled.end());
            before.insert(before.end(), creations.begin(), creations.end());
            opened.kosds += static_cast<std::int64_t>(notes.size());
        }
        opened.id = database::add_media_export(transaction, request, clock_.now_ms());
        opened.job =
            queue_.ensure(transaction, jobs::new_job(jobs::CdExport{opened.id, parts.front().study_instance_uid}));
        database::set_media_export_job(transaction, opened.id, opened.job);
        (void)database::wait_for(transaction, opened.job, before);
        for (const std::string& study : studies_of(parts)) {
            database::add_audit_event(transaction,
                                      {actor, "media_requested", label, study, details_of(order, opened.id, parts)},
                                      clock_.now_ms());
        }
    });
    return opened;
}

bool MediaRequests::remove(std::int64_t id, const database::Actor& actor) const {
    bool is_removed = false;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        const auto held = database::hold_media_export(transaction, id);
        if (!held) throw Error{ErrorKind::not_found, fmt::format("there is no export to media {}", id)};
        const std::int64_t now_ms = clock_.now_ms();
        is_removed = database::cancel_media_export(transaction, id, now_ms) ||
                     database::expire_media_export(transaction, id, now_ms);
        if (!is_removed) return;
        const char* const action = held->state == "open" ? "media_cancelled" : "media_removed";
        database::add_audit_event(transaction, {actor, action, fmt::format("{}", id), "", "{}"}, now_ms);
    });
    return is_removed;
}

}  // namespace kinote::exporter
