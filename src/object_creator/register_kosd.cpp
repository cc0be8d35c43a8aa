#include "object_creator/register_kosd.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/instance_table.hpp"
#include "database/repair_table.hpp"
#include "object_creator/registration.hpp"

namespace kinote::object_creator {
namespace {

using base::Error;
using base::ErrorKind;
using database::Transaction;

/// What is to be repaired of a KOSD, and whether it has been already.
struct RepairOfKosd {
    note::RuleSet rules;
    bool is_in_force = false;
};

// A repair that a person took back is not made again by rule.
RepairOfKosd repair_of(const std::optional<database::RepairRow>& latest, const note::RuleSet& standing) {
    if (!latest) return {standing, false};
    if (latest->state != "in_force") return {};
    const auto words = boost::json::value_to<std::vector<std::string>>(boost::json::parse(latest->rules));
    return {note::known_rules(words), true};
}

}  // namespace

jobs::Ending RegisterKosdHandler::operator()(const database::ClaimedJob& job, const std::stop_token&) const {
    std::optional<database::ObjectInPlace> kosd;
    RepairOfKosd chosen;
    {
        const database::PooledConnection connection = database_.connection();
        kosd = database::find_object_in_place(*connection, job.subject);
        chosen = repair_of(database::find_repair(*connection, job.subject), settings_.repairs);
    }
    if (!kosd) {
        throw Error{ErrorKind::not_found, fmt::format("the KOSD {} is no longer here", job.subject)};
    }
    if (kosd->is_marked) {
        throw Error{ErrorKind::refused,
                    fmt::format("the KOSD {} is marked for deletion: take that back first", job.subject)};
    }
    JudgedKosd judged = judge_kosd(*kosd, chosen.rules, settings_, database_, image_cache_);
    kosd->object.bytes.reset();
    if (judged.repair && !judged.repair->obstacle.empty() && !chosen.is_in_force) judged.repair.reset();
    const note::KosReading& shown = judged.repair ? judged.repair->reading : judged.reading;
    if (shown.verdict() == note::Verdict::non_compliant) {
        base::log::warn("KOSD quarantined", {{"job", job.id},
                                             {"sop_instance_uid", kosd->object.sop_instance_uid},
                                             {"findings", judged.reading.findings.size()}});
    }
    return [this, kosd = std::move(*kosd), judged = std::move(judged),
            is_in_force = chosen.is_in_force](Transaction& transaction) {
        const ChosenRepair repair{judged.repair ? &*judged.repair : nullptr, is_in_force};
        Registration{transaction, kosd, judged.reading, repair, clock_.now_ms()}.write(settings_.quality);
    };
}

}  // namespace kinote::object_creator
