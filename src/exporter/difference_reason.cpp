#include "exporter/difference_reason.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kinote::exporter {
namespace {

struct Row {
    std::string_view reason;
    std::string_view place;
    bool is_mended_by_sending;
    std::string_view remedy;  ///< {0} the destination, {1} the study
};

constexpr std::array rows{
    Row{reason::not_sent, "here", true, "kinote send {0} {1}"},
    Row{reason::being_sent, "here", false, "nothing: an export to {0} runs; compare again once it is over"},
    Row{reason::refused, "here", true, "mend at {0} why it was refused, then: kinote send {0} {1}"},
    Row{reason::unknown_there, "here", true, "find out how {0} lost it, then: kinote send {0} {1}"},
    Row{reason::withdrawn_there, "here", false,
        "sending it does not help: have its administrator restore it at {0}, where that is a kinote by kinote "
        "rejections undo with the rejection note; if {0} no longer has it, then: kinote send {0} {1} --again; a note "
        "that is edited here has a new UID, which nothing hides there"},
    Row{reason::hidden_there, "here", false,
        "sending it does not help, as {0} takes it and does not show it: have its administrator look there for a mark "
        "for deletion, a note that was edited there, a quarantine or a filter, and undo it; if {0} has lost it once "
        "more, then: kinote send {0} {1} --again"},
    Row{reason::older_there, "both", true, "kinote send {0} {1}"},
    Row{reason::newer_version, "both", true, "kinote send {0} {1}"},
    Row{reason::hidden_here, "there", false,
        "withdraw it: kinote reconcile {0} --study {1} --fix, where {0} takes rejection notes; else delete it there; "
        "or "
        "take back here what hides it: kinote deletions"},
    Row{reason::superseded, "there", false,
        "withdraw the old version: kinote reconcile {0} --study {1} --fix, where {0} takes rejection notes; else "
        "delete it "
        "there"},
    Row{reason::purged, "there", false,
        "withdraw it: kinote reconcile {0} --study {1} --fix, where {0} takes rejection notes; else delete it there"},
    Row{reason::shown_all_the_same, "there", false,
        "a further rejection note would change nothing: have its administrator delete it at {0}, or take back here "
        "what "
        "hides it: kinote deletions"},
    Row{reason::kept_until_purged, "there", false,
        "nothing: {0} has its only copy, which can be taken back until it is purged; it is withdrawn there then"},
    Row{reason::unknown_here, "there", false, "have {0} send it here, or find out there where it came from"},
    Row{reason::other_study, "there", false, "correct the Study Instance UID on the side where it is wrong"},
    Row{reason::not_compared, "", false, "mend the cause at {0}, then: kinote reconcile {0} --study {1}"},
};

const Row& row_of(std::string_view reason) {
    const auto* const found = std::ranges::find(rows, reason, &Row::reason);
    return found == rows.end() ? rows.back() : *found;
}

}  // namespace

std::string_view place_of(std::string_view reason) { return row_of(reason).place; }

bool is_mended_by_sending(std::string_view reason) { return row_of(reason).is_mended_by_sending; }

std::string remedy_for(std::string_view reason, std::string_view destination, std::string_view study_instance_uid) {
    return fmt::format(fmt::runtime(row_of(reason).remedy), destination, study_instance_uid);
}

}  // namespace kinote::exporter
