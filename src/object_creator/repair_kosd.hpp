#pragma once
// Repairs that a person asks for: a preview, the repair, and taking it back. Each change and its audit event commit
// together.

#include <string_view>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/repair_table.hpp"
#include "image_cache/image_cache.hpp"
#include "object_creator/kosd_judging.hpp"

namespace kinote::object_creator {

/// Any thread.
class KosdRepairs {
public:
    KosdRepairs(RegisterKosdSettings settings, database::Database& database, const image_cache::ImageCache& image_cache,
                const base::Clock& clock)
        : settings_{std::move(settings)}, database_{database}, image_cache_{image_cache}, clock_{clock} {}

    /// What a repair would make of a KOSD that is here, as it came. Where the repair cannot be made, the obstacle says
    /// why: also where its note is not alone its own, or has been edited, or where it has been repaired already.
    /// @param kosd  SOP Instance UID. @param chosen  rules whose findings are to be repaired.
    /// @throws Error not_found where no such KOSD came, or it is marked; invalid where it cannot be parsed;
    /// unavailable.
    [[nodiscard]] note::Repair preview(std::string_view kosd, const note::RuleSet& chosen) const;

    /// Makes the repaired reading the note that is shown and sent. The KOSD that came stays as it is.
    /// @return the repair as it is in force. @throws as preview(); refused with the obstacle where there is one.
    [[nodiscard]] database::RepairRow repair(std::string_view kosd, const note::RuleSet& chosen,
                                             const database::Actor& actor) const;

    /// The note stands again as its KOSD came, or is quarantined again.
    /// @param reason  why, in the person's words, 1 to 1,000 bytes. @return the repair as it is then.
    /// @throws Error not_found where no repair of the KOSD is known; refused where it is not in force, where the note
    /// has
    ///         been edited since, or is deleted; invalid for the reason.
    [[nodiscard]] database::RepairRow take_back(std::string_view kosd, std::string_view reason,
                                                const database::Actor& actor) const;

private:
    struct Judged {
        database::ObjectInPlace kosd;
        JudgedKosd judged;
    };
    [[nodiscard]] Judged judge(std::string_view kosd, const note::RuleSet& chosen) const;
    [[nodiscard]] database::RepairRow latest(std::string_view kosd) const;

    RegisterKosdSettings settings_;
    database::Database& database_;
    const image_cache::ImageCache& image_cache_;
    const base::Clock& clock_;
};

}  // namespace kinote::object_creator
