#pragma once
// Why two systems differ in an object, and what is to be done about it.

#include <string>
#include <string_view>

namespace kinote::exporter {

namespace reason {
// Here and not there.
inline constexpr std::string_view not_sent = "not_sent";
inline constexpr std::string_view being_sent = "being_sent";        ///< an export that runs has it still to send
inline constexpr std::string_view refused = "refused";              ///< the detail says with which status
inline constexpr std::string_view unknown_there = "unknown_there";  ///< although it was sent
/// A rejection note has withdrawn it there, and it stays hidden there although it was sent again.
inline constexpr std::string_view withdrawn_there = "withdrawn_there";
/// It was missed there, sent again and taken, and still is not shown there: the destination hides it for a reason of
/// its own.
inline constexpr std::string_view hidden_there = "hidden_there";
// On both sides, and not the same.
/// The KOSD of a note that was edited here since, and whose new version has no KOSD yet.
inline constexpr std::string_view newer_version = "newer_version";
inline constexpr std::string_view older_there = "older_there";  ///< other content was sent than is here now
// There, and not to be seen here.
inline constexpr std::string_view hidden_here = "hidden_here";
inline constexpr std::string_view superseded = "superseded";  ///< the KOSD of a note that has a newer version here
inline constexpr std::string_view purged = "purged";          ///< it was sent from here, and is no longer here
/// It is hidden here, and rejection notes have withdrawn it there more than once.
inline constexpr std::string_view shown_all_the_same = "shown_all_the_same";
/// It is marked for deletion here, and that archive has the only copy.
inline constexpr std::string_view kept_until_purged = "kept_until_purged";
inline constexpr std::string_view unknown_here = "unknown_here";
inline constexpr std::string_view other_study = "other_study";  ///< here it belongs to another study
// Of a study as a whole.
inline constexpr std::string_view not_compared = "not_compared";
}  // namespace reason

/// Where the object is: "here", "there", "both", or empty for a study that was not compared.
[[nodiscard]] std::string_view place_of(std::string_view reason);
/// Whether sending what is not there mends it.
[[nodiscard]] bool is_mended_by_sending(std::string_view reason);
/// What a person does about it. @param destination  its name.
[[nodiscard]] std::string remedy_for(std::string_view reason, std::string_view destination,
                                     std::string_view study_instance_uid);

}  // namespace kinote::exporter
