#pragma once
// References of notes that wait for their object: their study is not known until it arrives.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// An object that is here although a reference still waits for it.
struct AwaitedObject {
    std::string sop_instance_uid;
    std::string sop_class_uid;
    std::string study_instance_uid;
    std::string series_instance_uid;
    std::int64_t study = 0;
};

struct AwaitedPage {
    std::vector<AwaitedObject> here;
    std::int64_t looked_at = 0;  ///< objects that are waited for, here or not
    std::string last;            ///< SOP Instance UID of the last one; empty where there was none
};

/// The next objects that references wait for, in the order of their UIDs. @param after  a SOP Instance UID.
[[nodiscard]] AwaitedPage find_awaited_objects(Connection& connection, std::string_view after, std::int64_t limit);

}  // namespace kinote::database
