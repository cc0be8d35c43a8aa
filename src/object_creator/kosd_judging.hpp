#pragma once
// Reads a stored KOSD against the index, as it came and as a repair has it.

#include <optional>
#include <string>
#include <vector>

#include "database/database.hpp"
#include "database/instance_table.hpp"
#include "database/rejection_table.hpp"
#include "image_cache/image_cache.hpp"
#include "note/document_title.hpp"
#include "note/kos_reader.hpp"
#include "note/repair.hpp"

namespace kinote::object_creator {

struct RegisterKosdSettings {
    std::vector<note::SiteTitle> site_titles;
    std::string fallback_character_set = "ISO_IR 100";
    bool is_strict = false;
    database::QualityRejection quality = database::QualityRejection::hide;  ///< what 113001 does
    note::RuleSet repairs;  ///< the site's standing rule: findings of these are repaired when a KOSD is registered
};

struct JudgedKosd {
    note::KosReading reading;            ///< as the document came
    std::optional<note::Repair> repair;  ///< nothing where no rule was chosen, or it cannot even be parsed
};

/// @param chosen  the rules whose findings are to be repaired; none: no repair.
/// @throws Error unavailable, internal or not_found where the bytes cannot be read now; nothing for what they are.
[[nodiscard]] JudgedKosd judge_kosd(const database::ObjectInPlace& kosd, const note::RuleSet& chosen,
                                    const RegisterKosdSettings& settings, database::Database& database,
                                    const image_cache::ImageCache& image_cache);

}  // namespace kinote::object_creator
