#pragma once
// Answers with the attributes of many objects, kept in memory for whoever asks for the same again.

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace kinote::dicomweb {

struct ShelvedMetadata {
    std::string objects;  ///< the checksum of ObjectsChecksum over those that it tells of
    std::string json;
};

/// Holds up to 32 MiB; what was not asked for longest leaves. Any thread.
class MetadataShelf {
public:
    /// The largest answer that is kept, in bytes.
    static constexpr std::size_t largest = std::size_t{4} * 1024 * 1024;

    /// Null where there is none. Whether it tells of what is visible now is for the caller to see.
    [[nodiscard]] std::shared_ptr<const ShelvedMetadata> find(const std::string& asked);
    /// In the place of another answer to the same.
    void keep(const std::string& asked, std::shared_ptr<const ShelvedMetadata> answer);

private:
    static constexpr std::size_t most_bytes = std::size_t{32} * 1024 * 1024;
    using Entry = std::pair<std::string, std::shared_ptr<const ShelvedMetadata>>;

    void remove(std::list<Entry>::iterator entry);

    std::mutex mutex_;
    std::list<Entry> entries_;  ///< the one asked for last at the front
    std::unordered_map<std::string, std::list<Entry>::iterator> by_question_;
    std::size_t bytes_ = 0;
};

}  // namespace kinote::dicomweb
