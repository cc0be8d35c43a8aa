#include "dicomweb/named_objects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "database/instance_table.hpp"
#include "dicom/uid.hpp"

namespace kinote::dicomweb {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::int64_t named_page_size = 200;

std::string captured(const http::Request& request, std::string_view name) {
    const std::string_view uid = request.captures.find(name).value_or("");
    if (uid.empty() || dicom::is_valid_uid(uid)) return std::string{uid};
    throw Error{ErrorKind::invalid,
                fmt::format("the {} in the path is no UID: it must have 1 to 64 digits and dots", name)};
}

[[noreturn]] void refuse_absent(const database::WebScope& scope) {
    const std::string_view what = !scope.sop_instance_uid.empty()      ? "object"
                                  : !scope.series_instance_uid.empty() ? "series"
                                                                       : "study";
    throw Error{ErrorKind::not_found, fmt::format("no such {} is here", what)};
}

}  // namespace

database::WebScope scope_of(const http::Request& request) {
    return {captured(request, "study"), captured(request, "series"), captured(request, "instance")};
}

std::vector<database::WebExtent> measure(const DicomWebRooms& rooms, const database::WebScope& scope) {
    auto extents = database::measure_web_scope(*rooms.database.connection(), scope);
    if (extents.empty()) refuse_absent(scope);
    return extents;
}

void want_bytes(const DicomWebRooms& rooms, const database::WebScope& scope,
                const std::vector<database::WebExtent>& extents) {
    rooms.image_cache.note_access(scope.study_instance_uid, rooms.clock.now_ms());
    const bool is_away = std::ranges::any_of(extents, [](const auto& extent) { return extent.nearline > 0; });
    if (is_away) rooms.refuse_nearline(scope.study_instance_uid);
}

database::WebObject find_named_object(const DicomWebRooms& rooms, const database::WebScope& scope) {
    auto found = database::next_web_objects(*rooms.database.connection(), scope, 0, 1);
    if (found.empty()) refuse_absent(scope);
    return std::move(found.front());
}

std::unique_ptr<dicom::ByteSource> open_visible(const DicomWebRooms& rooms, const database::WebObject& object) {
    std::optional<database::StoredObject> stored;
    {
        const database::PooledConnection connection = rooms.database.connection();
        stored = database::find_visible_object(*connection, object.sop_instance_uid);
    }
    if (!stored || stored->study_instance_uid != object.study_instance_uid) return nullptr;
    return rooms.image_cache.open(*stored);
}

std::unique_ptr<dicom::ByteSource> open_named(const DicomWebRooms& rooms, const database::WebObject& object) {
    rooms.image_cache.note_access(object.study_instance_uid, rooms.clock.now_ms());
    if (object.is_nearline) rooms.refuse_nearline(object.study_instance_uid);
    auto bytes = open_visible(rooms, object);
    if (!bytes) throw Error{ErrorKind::not_found, "no such object is here"};
    return bytes;
}

std::optional<database::WebObject> NamedObjects::next() {
    if (page_.empty()) {
        auto page = database::next_web_objects(*rooms_.database.connection(), scope_, last_, named_page_size);
        page_.assign(std::make_move_iterator(page.begin()), std::make_move_iterator(page.end()));
    }
    if (page_.empty()) return std::nullopt;
    database::WebObject object = std::move(page_.front());
    page_.pop_front();
    last_ = object.instance;
    return object;
}

}  // namespace kinote::dicomweb
