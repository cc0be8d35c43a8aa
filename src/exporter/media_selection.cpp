#include "exporter/media_selection.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "base/error.hpp"
#include "media/disc_plan.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::MediaObject;

// What is on a disc beside objects: pages and their pictures.
constexpr std::uint64_t bytes_of_pages = 4'000'000;
constexpr std::uint64_t bytes_of_picture = 400'000;
constexpr std::uint64_t largest_share_of_pages = 4;  // one in so many of a disc's bytes

constexpr std::uint64_t bytes_of_file_meta = 1'024;

std::int64_t number_in(const std::string& text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

auto by_series(const MediaObject& object) {
    return std::tuple{number_in(object.series_number), std::string_view{object.series_instance_uid},
                      number_in(object.instance_number), object.instance};
}

std::uint64_t bytes_for_objects(const std::vector<MediaObject>& objects, std::uint64_t disc_bytes) {
    const auto pictures = static_cast<std::uint64_t>(std::ranges::count(objects, true, &MediaObject::is_key));
    const std::uint64_t pages = bytes_of_pages + pictures * bytes_of_picture;
    return disc_bytes - std::min(pages, disc_bytes / largest_share_of_pages);
}

}  // namespace

std::vector<MediaObject> select_for_media(database::Connection& connection, std::span<const database::MediaPart> parts,
                                          database::ExportScope scope, std::span<const std::string> omitted) {
    const std::set<std::string_view> left_out{omitted.begin(), omitted.end()};
    std::vector<MediaObject> objects;
    std::set<std::int64_t> taken;
    for (const database::MediaPart& part : parts) {
        for (MediaObject& object : database::list_media_objects(connection, part, scope)) {
            if (left_out.contains(object.sop_instance_uid)) continue;
            if (taken.insert(object.instance).second) objects.push_back(std::move(object));
        }
    }
    if (objects.empty()) {
        throw Error{ErrorKind::refused, "nothing of what is to go on the discs is visible"};
    }
    std::ranges::stable_sort(objects, [](const MediaObject& left, const MediaObject& right) {
        return std::tie(left.patient, left.study_instance_uid) < std::tie(right.patient, right.study_instance_uid);
    });
    return objects;
}

std::vector<std::vector<MediaObject>> plan_media(std::vector<MediaObject> objects, std::uint64_t disc_bytes,
                                                 const SizeOnMedium& size) {
    std::vector<std::vector<MediaObject>> studies;
    const std::uint64_t left_for_objects = bytes_for_objects(objects, disc_bytes);
    for (MediaObject& object : objects) {
        if (studies.empty() || studies.back().front().study_instance_uid != object.study_instance_uid) {
            studies.emplace_back();
        }
        studies.back().push_back(std::move(object));
    }
    std::vector<media::PlannedStudy> planned;
    for (std::vector<MediaObject>& study : studies) {
        std::ranges::sort(study, [](const MediaObject& left, const MediaObject& right) {
            return std::tuple{!left.is_key, by_series(left)} < std::tuple{!right.is_key, by_series(right)};
        });
        media::PlannedStudy& sizes = planned.emplace_back();
        sizes.study_instance_uid = study.front().study_instance_uid;
        for (const MediaObject& object : study) sizes.object_bytes.push_back(size(object) + bytes_of_file_meta);
    }
    std::vector<std::vector<MediaObject>> discs;
    for (const media::PlannedDisc& disc : media::plan_discs(planned, left_for_objects)) {
        std::vector<MediaObject>& on_disc = discs.emplace_back();
        for (const media::PlannedPart& part : disc) {
            const auto begin = studies[part.study].begin() + static_cast<std::ptrdiff_t>(part.first);
            const auto end = begin + static_cast<std::ptrdiff_t>(part.count);
            std::sort(begin, end, [](const MediaObject& left, const MediaObject& right) {
                return by_series(left) < by_series(right);
            });
            on_disc.insert(on_disc.end(), std::make_move_iterator(begin), std::make_move_iterator(end));
        }
    }
    return discs;
}

}  // namespace kinote::exporter
