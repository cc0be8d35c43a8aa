#include "exporter/transmission.hpp"

#include <fmt/format.h>

#include <memory>

#include "base/log.hpp"
#include "database/instance_table.hpp"
#include "dimse/status.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::ObjectToSend;

constexpr std::int64_t page_size = 1'000;
constexpr std::size_t most_results = 64;         // in memory
constexpr std::int64_t longest_in_memory = 500;  // milliseconds
constexpr int most_failures_in_a_row = 3;

bool is_of(const ContextNeeds& needs, const ObjectToSend& object) {
    return needs.contains({object.sop_class_uid, object.transfer_syntax_uid});
}

// What a page needs, in as many parts as associations must be asked for.
std::vector<ContextNeeds> needs_of(const std::vector<ObjectToSend>& page) {
    ContextNeeds all;
    for (const ObjectToSend& object : page) all.emplace(object.sop_class_uid, object.transfer_syntax_uid);
    std::vector<ContextNeeds> parts(1);
    for (const ContextNeed& need : all) {
        if (parts.back().size() == most_contexts) parts.emplace_back();
        parts.back().insert(need);
    }
    return parts;
}

}  // namespace

// What changed meanwhile is found by a pass that finds nothing else.
void Transmission::run() {
    flushed_ms_ = clock_.now_ms();
    for (bool has_sent = true; has_sent && !passing_;) {
        has_sent = false;
        std::int64_t after = 0;
        for (Objects page = next_page(after); !page.empty() && !passing_; page = next_page(after)) {
            send_page(page);
            after = page.back().instance;
            has_sent = true;
        }
    }
    if (passing_) throw Error{*passing_};
}

Transmission::Objects Transmission::next_page(std::int64_t after_instance) {
    const database::PooledConnection connection = database_.connection();
    return database::find_objects_to_send(*connection, request_, after_instance, page_size);
}

// Whatever ends a page, what was answered until then stands in the ledger.
void Transmission::send_page(const Objects& page) {
    try {
        for (const ContextNeeds& needs : needs_of(page)) {
            if (!passing_) send_over_one(page, needs);
        }
    } catch (...) {
        const Error error = base::current_error();
        flush();
        throw Error{error};
    }
    flush();
}

void Transmission::send_over_one(const Objects& objects, const ContextNeeds& needs) {
    KeptAssociation kept = associations_.take(destination_, needs, stop_);
    {
        dimse::StoreScu scu{*kept.association};
        for (const ObjectToSend& object : objects) {
            if (failures_in_a_row_ == most_failures_in_a_row) break;
            if (is_of(needs, object)) send(scu, object);
            flush_if_due();
        }
    }
    associations_.give_back(std::move(kept));
}

void Transmission::send(dimse::StoreScu& scu, const ObjectToSend& object) {
    std::optional<database::StoredObject> visible;
    {
        const database::PooledConnection connection = database_.connection();
        visible = database::find_visible_object(*connection, object.sop_instance_uid);
    }
    if (!visible) return;  // hidden since the page was read
    try {
        const std::unique_ptr<dicom::ByteSource> bytes = image_cache_.open(*visible);
        const dimse::Answer answer = scu.store(dimse::outgoing_object(*bytes));
        take_answer(object, visible->sha256, answer);
    } catch (const Error& error) {
        const bool is_of_the_object = error.kind() == ErrorKind::corrupt || error.kind() == ErrorKind::refused ||
                                      error.kind() == ErrorKind::not_found;
        if (!is_of_the_object) throw;
        refuse(object, error.what());
    }
}

void Transmission::take_answer(const ObjectToSend& object, const std::string& sha256, const dimse::Answer& answer) {
    const bool is_stored = dimse::is_stored(answer.status);
    const auto status = static_cast<std::int64_t>(answer.status);
    if (!is_stored && dimse::can_pass(answer.status)) {
        ++failures_in_a_row_;
        passing_.emplace(ErrorKind::unavailable,
                         fmt::format("{} answered {:04X} to {}{}{}", destination_.name, status, object.sop_instance_uid,
                                     answer.error_comment.empty() ? "" : ": ", answer.error_comment));
        return;
    }
    failures_in_a_row_ = 0;
    results_.push_back({object.sop_instance_uid, object.sop_class_uid, sha256, is_stored, status, answer.error_comment,
                        clock_.now_ms()});
}

void Transmission::refuse(const ObjectToSend& object, const std::string& comment) {
    base::log::warn("an object cannot be sent",
                    {{"export", request_.id}, {"sop_instance_uid", object.sop_instance_uid}, {"error", comment}});
    results_.push_back(
        {object.sop_instance_uid, object.sop_class_uid, object.sha256, false, std::nullopt, comment, clock_.now_ms()});
}

void Transmission::flush_if_due() {
    if (results_.size() >= most_results || clock_.now_ms() - flushed_ms_ >= longest_in_memory) flush();
}

void Transmission::flush() {
    flushed_ms_ = clock_.now_ms();
    if (results_.empty()) return;
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    database::add_deliveries(transaction, request_, results_);
    transaction.commit();
    results_.clear();
}

}  // namespace kinote::exporter
