#include "dicomweb/metadata_shelf.hpp"

#include <iterator>

namespace kinote::dicomweb {

std::shared_ptr<const ShelvedMetadata> MetadataShelf::find(const std::string& asked) {
    const std::lock_guard lock{mutex_};
    const auto found = by_question_.find(asked);
    if (found == by_question_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->second;
}

void MetadataShelf::keep(const std::string& asked, std::shared_ptr<const ShelvedMetadata> answer) {
    if (answer->json.size() > largest) return;
    const std::lock_guard lock{mutex_};
    if (const auto found = by_question_.find(asked); found != by_question_.end()) remove(found->second);
    bytes_ += answer->json.size();
    entries_.emplace_front(asked, std::move(answer));
    by_question_.emplace(asked, entries_.begin());
    while (bytes_ > most_bytes) remove(std::prev(entries_.end()));
}

void MetadataShelf::remove(std::list<Entry>::iterator entry) {
    bytes_ -= entry->second->json.size();
    by_question_.erase(entry->first);
    entries_.erase(entry);
}

}  // namespace kinote::dicomweb
