#pragma once
// The table `availability_notice`: destinations that are to be told what of a study can be had, PS3.4 Annex R. And what
// that is.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct DestinationToTell {
    std::int64_t id = 0;
    std::string name;
    bool is_archive = false;
};
/// Has every destination in use that wants it be told of the study. One that is to be told already is told of this
/// change, too. Whoever tells it of an earlier one waits until this transaction has ended.
/// @param change_uuid  no other change has the same. @return those destinations.
[[nodiscard]] std::vector<DestinationToTell> add_availability_notice(Transaction& transaction,
                                                                     std::string_view study_instance_uid,
                                                                     std::string_view change_uuid);
/// The change that the destination is to be told of; nothing where it has been told.
[[nodiscard]] std::optional<std::string> find_availability_notice(Connection& connection, std::int64_t destination,
                                                                  std::string_view study_instance_uid);
/// The destination has been told. @return false where the study has changed once more.
[[nodiscard]] bool end_availability_notice(Transaction& transaction, std::int64_t destination,
                                           std::string_view study_instance_uid, std::string_view change_uuid);

enum class Availability { online, nearline, unavailable };

struct ObjectAvailability {
    std::string series_instance_uid;
    std::string sop_class_uid;
    std::string sop_instance_uid;
    Availability availability = Availability::online;
};
/// What is visible of a study, and what was: marked, superseded, or named by a rejection note that hides, whether it is
/// here or not. Rejection notes and another patient's objects were never to be seen, and are left out. In the order of
/// series and objects.
[[nodiscard]] std::vector<ObjectAvailability> list_availability(Connection& connection,
                                                                std::string_view study_instance_uid);

}  // namespace kinote::database
