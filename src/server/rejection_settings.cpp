#include "server/rejection_settings.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "dicom/ae_title.hpp"
#include "server/setting_values.hpp"

namespace kinote::server {
namespace {

using base::ConfigurationKey;
using base::Error;
using base::ErrorKind;
using base::ValueType;
using database::QualityRejection;
using ingest::ReturnAfterRetention;

constexpr std::array rejection_own_keys{
    ConfigurationKey{"rejection.may_reject", ValueType::text_list, "",
                     "whose rejection notes take effect, as AE_TITLE@192.0.2.7; nobody's unless given"},
    ConfigurationKey{"rejection.others", ValueType::text, "keep",
                     "rejection notes of others: keep (without effect, for a person to decide) or refuse (0124)"},
    ConfigurationKey{"rejection.quality", ValueType::text, "hide",
                     "what 113001 does: hide (objects and note), show (both) or ignore (the note is hidden)"},
    ConfigurationKey{"rejection.after_retention", ValueType::text, "hide",
                     "an object rejected by 113039 that comes again: hide, accept (it is shown) or refuse (A771)"},
};

constexpr std::array<std::pair<std::string_view, bool>, 2> others_words{{{"keep", false}, {"refuse", true}}};
constexpr std::array<std::pair<std::string_view, QualityRejection>, 3> quality_words{
    {{"hide", QualityRejection::hide}, {"show", QualityRejection::show}, {"ignore", QualityRejection::ignore}}};
constexpr std::array<std::pair<std::string_view, ReturnAfterRetention>, 3> return_words{
    {{"hide", ReturnAfterRetention::hide},
     {"accept", ReturnAfterRetention::accept},
     {"refuse", ReturnAfterRetention::refuse}}};

ingest::Rejector rejector_from(const std::string& text) {
    const std::size_t at = text.rfind('@');
    if (at != std::string::npos) {
        ingest::Rejector rejector{text.substr(0, at), text.substr(at + 1)};
        if (dicom::AeTitle::from(rejector.ae_title) && is_numeric_address(rejector.address)) return rejector;
    }
    throw Error{
        ErrorKind::invalid,
        fmt::format("rejection.may_reject: '{}' must be an AE title and a numeric address, as NORTH@192.0.2.7", text)};
}

}  // namespace

std::span<const ConfigurationKey> rejection_keys() { return rejection_own_keys; }

void read_rejection(const base::Configuration& configuration, Settings& settings) {
    ingest::RejectionSettings& rejection = settings.intake.rejection;
    for (const std::string& text : configuration.text_list("rejection.may_reject")) {
        rejection.rejectors.push_back(rejector_from(text));
    }
    rejection.refuses_others = choice_of(configuration, "rejection.others", others_words);
    rejection.quality = choice_of(configuration, "rejection.quality", quality_words);
    rejection.after_retention = choice_of(configuration, "rejection.after_retention", return_words);
    rejection.site_titles = settings.register_kosd.site_titles;
    settings.register_kosd.quality = rejection.quality;
}

}  // namespace kinote::server
