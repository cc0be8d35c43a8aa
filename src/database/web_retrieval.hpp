#pragma once
// The visible objects that a path of DICOMweb names: a study, one of its series, one object of that.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// The UIDs of the path. What is below the level that is named is empty.
struct WebScope {
    std::string study_instance_uid;
    std::string series_instance_uid;
    std::string sop_instance_uid;
};

struct WebObject {
    std::int64_t instance = 0;
    std::string study_instance_uid;
    std::string series_instance_uid;
    std::string sop_instance_uid;
    std::string sop_class_uid;
    std::string transfer_syntax_uid;
    std::int64_t number_of_frames = 0;  ///< 0: not an image of frames
    std::int64_t rows = 0;              ///< 0: no image
    std::string sha256;
    bool is_nearline = false;  ///< the bytes are in an archive, and not here
};

/// What there is of one transfer syntax.
struct WebExtent {
    std::string transfer_syntax_uid;
    std::int64_t objects = 0;
    std::int64_t nearline = 0;  ///< of those
};
/// None where nothing is visible.
[[nodiscard]] std::vector<WebExtent> measure_web_scope(Connection& connection, const WebScope& scope);

/// A page behind that instance, in the order of arrival.
[[nodiscard]] std::vector<WebObject> next_web_objects(Connection& connection, const WebScope& scope,
                                                      std::int64_t after_instance, std::int64_t limit);

/// Tells the ids and the SHA-256 of all objects of a study or a series, in the order of arrival.
void visit_web_objects(Connection& connection, const WebScope& scope,
                       const std::function<void(std::int64_t instance, std::string_view sha256)>& visit);

}  // namespace kinote::database
