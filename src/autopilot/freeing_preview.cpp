#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "autopilot/cache_pressure.hpp"
#include "autopilot/freeing_round.hpp"
#include "base/clock.hpp"

namespace kinote::autopilot {
namespace {

using database::CachedPart;
using database::CachedStudy;

std::vector<CachedStudy> in_order_of_access(std::vector<CachedStudy> some, std::vector<CachedStudy> others,
                                            std::int64_t limit) {
    some.insert(some.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
    std::ranges::sort(some, {}, [](const CachedStudy& one) { return std::pair{one.last_access_ms, one.study}; });
    if (std::ssize(some) > limit) some.resize(static_cast<std::size_t>(limit));
    return some;
}

}  // namespace

FreeingPreview CachePressure::preview_of(const CachedStudy& study, CachedPart part, Round& round) const {
    FreeingPreview one{study, "", "", false, 0, 0};
    const std::int64_t now_ms = clock_.now_ms();
    const database::PooledConnection connection = database_.connection();
    const RuleJudgement judgement =
        judge(round.rules, StagingAction::free, facts_of(*connection, study), round.pressure(), now_ms);
    if (!judgement.chosen) {
        one.reason = reason_of(judgement);
        return one;
    }
    image_cache::FreeingScope scope;
    scope.keeps_key_groups = part == CachedPart::plain;
    scope.needs_archive = !judgement.chosen->without_archive;
    const image_cache::FreeingResult look = freeing_.look(study.study_instance_uid, scope);
    const bool is_kept = study.look_ms && *study.look_ms > now_ms;
    one.rule = judgement.chosen->name;
    one.goes = !look.is_refused() && !is_kept;
    if (look.is_refused()) {
        one.reason = reason_of(look);
    } else if (is_kept) {
        one.reason = fmt::format("it was kept, and nothing keeps it any more: it is looked at again from {} on",
                                 base::iso_8601(*study.look_ms));
    }
    one.objects = look.objects;
    one.bytes = look.bytes;
    if (one.goes) round.add(look.objects, look.bytes, part);
    return one;
}

// What a run looks at: what is not kept, and what it would release first. Behind it, where the cache would still not be
// green, what is kept for a while, with its reasons: not what waits for nothing but more pressure.
std::vector<FreeingPreview> CachePressure::preview(std::int64_t limit) const {
    Round round = begin_round();
    const std::int64_t now_ms = clock_.now_ms();
    const database::KeptUntil released{look_from(round.pressure()), now_ms};
    std::vector<FreeingPreview> shown;
    const auto show = [&](CachedPart part, auto find) {
        walk(part, round, {}, find, [&](const CachedStudy& study) {
            shown.push_back(preview_of(study, part, round));
            return std::ssize(shown) < limit;
        });
    };
    constexpr std::array parts{CachedPart::plain, CachedPart::key_groups};
    for (const CachedPart part : parts) {
        if (std::ssize(shown) >= limit) break;
        show(part, [&](database::Connection& connection, CachedPart of, const database::AccessPosition& after) {
            return in_order_of_access(database::find_studies_to_free(connection, of, after, settings_.page),
                                      database::find_kept_studies(connection, of, after, released, settings_.page),
                                      settings_.page);
        });
    }
    for (const CachedPart part : parts) {
        if (std::ssize(shown) >= limit) break;
        show(part, [&](database::Connection& connection, CachedPart of, const database::AccessPosition& after) {
            return database::find_kept_studies(connection, of, after, {now_ms + 1, INT64_MAX}, settings_.page);
        });
    }
    return shown;
}

}  // namespace kinote::autopilot
