#pragma once
// Who may reject objects by a rejection note (IHE RAD 4.66), and what becomes of an object that was rejected and comes
// again.

#include <string>
#include <string_view>
#include <vector>

#include "database/rejection_table.hpp"
#include "ingest/arrival.hpp"
#include "note/document_title.hpp"

namespace kinote::ingest {

/// A peer whose rejection notes take effect.
struct Rejector {
    std::string ae_title;
    std::string address;  ///< numeric

    friend bool operator==(const Rejector&, const Rejector&) = default;
};

/// What comes of an object that was rejected by the title 113039 and comes again.
enum class ReturnAfterRetention { hide, accept, refuse };

struct RejectionSettings {
    std::vector<Rejector> rejectors;  ///< nobody else's rejection notes take effect by themselves
    bool refuses_others = false;      ///< else their rejection notes are kept for a person to decide
    database::QualityRejection quality = database::QualityRejection::hide;
    ReturnAfterRetention after_retention = ReturnAfterRetention::hide;
    std::vector<note::SiteTitle> site_titles;
};

/// What a rejection note may do when it arrives.
enum class RejectionStanding {
    none,     ///< it is no rejection note
    may,      ///< it takes effect
    may_not,  ///< it is kept without effect, until a person decides
};

/// @param is_kosd  whether the arrival is a Key Object Selection Document.
/// @throws Error refused for a rejection note of somebody who may not reject, where the site refuses those (PS3.7:
/// 0124).
[[nodiscard]] RejectionStanding rejection_standing(const RejectionSettings& settings, const Arrival& arrival,
                                                   bool is_kosd, std::string_view transfer_syntax_uid);

/// What an arrival that was rejected, and was here before, meets.
enum class RejectedReturn {
    refuse,  ///< A771, HTTP 409
    hide,    ///< it is taken, and stays hidden
    show,    ///< it is taken, and its rejection holds no more
};
/// @param code  of the strongest rejection in force.
[[nodiscard]] RejectedReturn return_of(const RejectionSettings& settings, std::string_view code);

}  // namespace kinote::ingest
