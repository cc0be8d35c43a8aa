#pragma once
// The attributes of the objects of a request, one object after the other.

#include <deque>
#include <optional>
#include <string>

#include "database/web_retrieval.hpp"
#include "dicomweb/metadata_maker.hpp"
#include "dicomweb/named_objects.hpp"
#include "dicomweb/rooms.hpp"

namespace kinote::dicomweb {

/// Those that are visible when their turn has come. In memory are the attributes of a few objects. One thread.
class MetadataObjects {
public:
    /// @param service  our address, for what is told of by reference.
    MetadataObjects(const DicomWebRooms& rooms, database::WebScope scope, std::string service);

    /// The next one as JSON, nothing at the end. What cannot be read is left out with a line in the log: what is broken
    /// must not hide what is whole. @throws base::Error corrupt or invalid where it is the only one that was asked for.
    [[nodiscard]] std::optional<std::string> next();
    /// Of those that were given.
    [[nodiscard]] std::string checksum() const { return checksum_.hex(); }

private:
    void take_batch();
    [[nodiscard]] std::optional<std::string> read(const database::WebObject& object);

    bool is_of_one_;
    NamedObjects objects_;
    MetadataMaker maker_;
    std::string service_;
    std::deque<database::WebObject> batch_;
    ObjectsChecksum checksum_;
};

}  // namespace kinote::dicomweb
