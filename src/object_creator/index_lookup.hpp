#pragma once
// The index as the reader of KOSDs asks it: whatever a document references, looked up in one query.

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "database/connection.hpp"
#include "database/instance_table.hpp"
#include "note/known_objects.hpp"

namespace kinote::object_creator {

/// One thread, while the connection is lent.
class IndexLookup final : public note::KnownObjects {
public:
    /// @param kosd  the document that is judged, outlives the look-up.
    /// @param sop_instance_uids  what will be asked for; others are unknown.
    IndexLookup(database::Connection& connection, const database::ObjectInPlace& kosd,
                std::span<const std::string_view> sop_instance_uids);

    [[nodiscard]] std::optional<note::KnownObject> find_object(std::string_view sop_instance_uid) const override;
    [[nodiscard]] bool is_series_of_other_modality(std::string_view series_instance_uid) const override;
    [[nodiscard]] std::optional<note::KnownPatient> patient_of_study(
        std::string_view study_instance_uid) const override;
    [[nodiscard]] bool is_complete() const override { return true; }

private:
    database::Connection& connection_;
    const database::ObjectInPlace& kosd_;
    std::map<std::string, note::KnownObject, std::less<>> objects_;
};

}  // namespace kinote::object_creator
