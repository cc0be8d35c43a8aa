#include "ingest/rejection_gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.hpp"
#include "dicom/dataset.hpp"
#include "dicom/uid.hpp"
#include "note/code.hpp"
#include "note/kos_reader.hpp"

namespace kinote::ingest {
namespace {

namespace term = note::term;
using base::Error;
using base::ErrorKind;

// A document beyond that is read by its job alone.
constexpr std::uint64_t largest_note = std::uint64_t{64} << 20U;

std::vector<std::string_view> rejecting_codes(const RejectionSettings& settings) {
    std::vector<std::string_view> codes{
        term::RejectedForQualityReasons.value, term::RejectedForPatientSafetyReasons.value,
        term::IncorrectModalityWorklistEntry.value, term::DataRetentionPolicyExpired.value};
    for (const note::SiteTitle& title : settings.site_titles) {
        if (title.role == note::NoteRole::rejection) codes.emplace_back(title.title.value);
    }
    return codes;
}

std::vector<std::byte> bytes_of(const dicom::ByteSource& object) {
    std::vector<std::byte> bytes(object.size());
    (void)object.read_at(0, bytes);
    return bytes;
}

// Most documents are no rejection notes, and are not parsed to find that out.
bool can_be_rejection(const RejectionSettings& settings, std::span<const std::byte> bytes,
                      std::string_view transfer_syntax_uid) {
    if (transfer_syntax_uid == dicom::uid::DeflatedExplicitVRLittleEndian) return true;
    const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    return std::ranges::any_of(rejecting_codes(settings),
                               [text](std::string_view code) { return text.find(code) != std::string_view::npos; });
}

// One that cannot be read is judged when it is registered, and rejects nothing until a person has seen it.
bool is_rejection(const RejectionSettings& settings, std::span<const std::byte> bytes) {
    try {
        const dicom::Dataset kos = dicom::Dataset::read(dicom::MemorySource{bytes});
        note::ReadingOptions options;
        options.site_titles = settings.site_titles;
        return note::read_kos(kos, options).role == note::NoteRole::rejection;
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::invalid) throw;
        return false;
    }
}

// In words of the door that it came by.
std::string refusal_of(const Arrival& arrival) {
    if (!arrival.calling_ae_title.empty()) {
        return fmt::format("{0} at {1} may not reject objects: rejection.may_reject does not name {0}@{1}",
                           arrival.calling_ae_title, arrival.address);
    }
    return fmt::format(
        "a rejection note that comes by {} has no effect by itself, and this site refuses such ones: take "
        "it in with KINOTE_REJECTION_OTHERS=keep, then let it take effect by kinote rejections accept NOTE",
        arrival.received_from);
}

}  // namespace

RejectionStanding rejection_standing(const RejectionSettings& settings, const Arrival& arrival, bool is_kosd,
                                     std::string_view transfer_syntax_uid) {
    if (!is_kosd || arrival.object.size() > largest_note) return RejectionStanding::none;
    std::vector<std::byte> read;
    std::span<const std::byte> bytes = arrival.object.in_memory();
    if (bytes.empty()) {
        read = bytes_of(arrival.object);
        bytes = read;
    }
    if (!can_be_rejection(settings, bytes, transfer_syntax_uid) || !is_rejection(settings, bytes)) {
        return RejectionStanding::none;
    }
    const Rejector sender{arrival.calling_ae_title, arrival.address};
    if (std::ranges::find(settings.rejectors, sender) != settings.rejectors.end()) return RejectionStanding::may;
    if (!settings.refuses_others) return RejectionStanding::may_not;
    throw Error{ErrorKind::refused, refusal_of(arrival)};
}

RejectedReturn return_of(const RejectionSettings& settings, std::string_view code) {
    if (database::bars_return(code)) return RejectedReturn::refuse;
    if (!database::is_of_retention(code)) return RejectedReturn::hide;
    switch (settings.after_retention) {
        case ReturnAfterRetention::hide: return RejectedReturn::hide;
        case ReturnAfterRetention::accept: return RejectedReturn::show;
        case ReturnAfterRetention::refuse: break;
    }
    return RejectedReturn::refuse;
}

}  // namespace kinote::ingest
