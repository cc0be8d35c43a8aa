#include "image_cache/access_times.hpp"

#include "database/cached_study_table.hpp"

namespace kinote::image_cache {
namespace {

constexpr std::int64_t between_writes_ms = 60'000;
constexpr std::size_t most_remembered = 10'000;

}  // namespace

void AccessTimes::note(std::string_view study_instance_uid, std::int64_t now_ms) noexcept {
    try {
        if (!is_due(study_instance_uid, now_ms)) return;
        database_.commit_together(
            [study = std::string{study_instance_uid}, now_ms](database::Transaction& transaction) {
                database::set_last_access(transaction, study, now_ms);
            });
    } catch (...) {  // the database is away, or busy: the next access writes it
    }
}

bool AccessTimes::is_due(std::string_view study_instance_uid, std::int64_t now_ms) {
    const std::scoped_lock lock{mutex_};
    const auto known = written_ms_.find(study_instance_uid);
    if (known != written_ms_.end() && known->second <= now_ms && now_ms - known->second < between_writes_ms) {
        return false;
    }
    if (written_ms_.size() >= most_remembered) written_ms_.clear();
    written_ms_.insert_or_assign(std::string{study_instance_uid}, now_ms);
    return true;
}

}  // namespace kinote::image_cache
