#pragma once
// The objects that the path of a request names, looked at before and while they are sent.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "database/web_retrieval.hpp"
#include "dicom/byte_source.hpp"
#include "dicomweb/rooms.hpp"

namespace kinote::dicomweb {

/// By the captures `study`, `series` and `instance` of the path. @throws base::Error invalid for what is no UID.
[[nodiscard]] database::WebScope scope_of(const http::Request& request);

/// What is there. @throws base::Error not_found where nothing is visible.
[[nodiscard]] std::vector<database::WebExtent> measure(const DicomWebRooms& rooms, const database::WebScope& scope);

/// Notes that somebody wants the study. @throws base::Error unavailable where something of it is NEARLINE: it comes
/// back meanwhile.
void want_bytes(const DicomWebRooms& rooms, const database::WebScope& scope,
                const std::vector<database::WebExtent>& extents);

/// The one object of a path down to it. @throws base::Error not_found.
[[nodiscard]] database::WebObject find_named_object(const DicomWebRooms& rooms, const database::WebScope& scope);

/// The bytes of an object, by a new look at whether it is still visible; null where it is not.
/// @throws base::Error corrupt where they are gone, unavailable where they are NEARLINE.
[[nodiscard]] std::unique_ptr<dicom::ByteSource> open_visible(const DicomWebRooms& rooms,
                                                              const database::WebObject& object);
/// The same of an object that is asked for alone. @throws base::Error not_found where it is not visible.
[[nodiscard]] std::unique_ptr<dicom::ByteSource> open_named(const DicomWebRooms& rooms,
                                                            const database::WebObject& object);

/// The objects of a scope one after the other, in the order of arrival; in memory is one page. One thread.
class NamedObjects {
public:
    NamedObjects(DicomWebRooms rooms, database::WebScope scope) : rooms_{std::move(rooms)}, scope_{std::move(scope)} {}

    /// Nothing at the end.
    [[nodiscard]] std::optional<database::WebObject> next();

private:
    DicomWebRooms rooms_;
    database::WebScope scope_;
    std::deque<database::WebObject> page_;
    std::int64_t last_ = 0;
};

}  // namespace kinote::dicomweb
