#pragma once
// An object that was received, as ingest takes it.

#include <filesystem>
#include <optional>

#include "dicom/received_object.hpp"
#include "ingest/arrival.hpp"

namespace kinote::server {

/// Takes the object's staged file; what ingest does not move away goes with this. One thread.
class ObjectArrival {
public:
    /// @param object  outlives this.
    explicit ObjectArrival(dicom::ReceivedObject& object);
    ~ObjectArrival();
    ObjectArrival(const ObjectArrival&) = delete;
    ObjectArrival& operator=(const ObjectArrival&) = delete;

    /// With object, file, digest and checksum; who sent it is for the caller to say.
    [[nodiscard]] ingest::Arrival& arrival() { return arrival_; }

private:
    struct StagedFile {
        explicit StagedFile(dicom::TakenFile taken) : path{std::move(taken.path)}, source{std::move(taken.file)} {}
        std::filesystem::path path;
        dicom::FileSource source;
    };
    [[nodiscard]] const dicom::ByteSource& source(const dicom::ReceivedObject& object) const;

    std::optional<StagedFile> staged_;
    ingest::Arrival arrival_;
};

}  // namespace kinote::server
