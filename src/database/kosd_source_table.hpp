#pragma once
// The table `kosd_source`: what the KOSDs that are made here are written from, frozen.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct FrozenKosd {
    std::int64_t note_version = 0;
    std::string study_instance_uid;
    std::string sop_instance_uid;
    std::string series_instance_uid;
    std::int64_t instance_number = 0;
    std::string source;   ///< JSON, note::to_json(KosdSource)
    std::string omitted;  ///< JSON, an array of SOP Instance UIDs
    std::string sha256;   ///< of the Part 10 object
};

/// Those of a note version, in the order of their studies.
[[nodiscard]] std::vector<FrozenKosd> find_kosd_sources(Connection& connection, std::int64_t note_version);
/// The KOSDs of a study's current notes that were made without references that were hidden: note uuid and JSON array.
struct OmittingKosd {
    std::string note;
    std::string omitted;
};
[[nodiscard]] std::vector<OmittingKosd> find_omitting_kosds(Connection& connection,
                                                            std::string_view study_instance_uid);
/// To be called by one that holds the study's row. @throws Error internal where the version has one for the study.
void add_kosd_source(Transaction& transaction, const FrozenKosd& frozen, std::int64_t now_ms);
/// From 1. To be called by one that holds the row of the series' study.
[[nodiscard]] std::int64_t next_kosd_instance_number(Transaction& transaction, std::string_view series_instance_uid);
/// Hides the KOSDs, ours and received ones, that carry earlier versions of the same note than the latest one whose KOSD
/// is here; where that is a person's work, also those of notes that are shown as it.
/// @return the studies that they lie in: Study Instance UIDs.
[[nodiscard]] std::vector<std::string> withhold_superseded_kosds(Transaction& transaction, std::int64_t note_version);

}  // namespace kinote::database
