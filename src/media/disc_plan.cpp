#include "media/disc_plan.hpp"

#include <fmt/format.h>

#include <numeric>

#include "base/error.hpp"
#include "media/iso_volume.hpp"

namespace kinote::media {
namespace {

// Its names in two trees, its record with those above it, and its line of checksum; more for documents with long titles
// than for images.
constexpr std::uint64_t bytes_beside_object = 2'048;

}  // namespace

std::uint64_t bytes_on_disc(std::uint64_t object_bytes) {
    return (object_bytes + iso_sector_size - 1) / iso_sector_size * iso_sector_size + bytes_beside_object;
}

std::vector<PlannedDisc> plan_discs(const std::vector<PlannedStudy>& studies, std::uint64_t disc_bytes) {
    std::vector<PlannedDisc> discs(1);
    std::uint64_t used = 0;
    const auto begin_disc = [&] {
        discs.emplace_back();
        used = 0;
    };
    for (std::size_t study = 0; study < studies.size(); ++study) {
        const std::vector<std::uint64_t>& objects = studies[study].object_bytes;
        const std::uint64_t all =
            std::accumulate(objects.begin(), objects.end(), std::uint64_t{0},
                            [](std::uint64_t sum, std::uint64_t bytes) { return sum + bytes_on_disc(bytes); });
        if (used > 0 && used + all > disc_bytes) begin_disc();
        PlannedPart part{study, 0, 0};
        for (std::size_t object = 0; object < objects.size(); ++object) {
            const std::uint64_t bytes = bytes_on_disc(objects[object]);
            if (bytes > disc_bytes) {
                throw base::Error{
                    base::ErrorKind::refused,
                    fmt::format("object {} of study {} has {} bytes, more than one disc of {} can hold: "
                                "ask for larger discs",
                                object + 1, studies[study].study_instance_uid, objects[object], disc_bytes)};
            }
            if (used + bytes > disc_bytes) {
                discs.back().push_back(part);
                part = {study, object, 0};
                begin_disc();
            }
            ++part.count;
            used += bytes;
        }
        if (part.count > 0) discs.back().push_back(part);
    }
    return discs;
}

}  // namespace kinote::media
