#include "legacy_migration/batch_reader.hpp"

#include <utility>

namespace kinote::legacy_migration {
namespace {

constexpr std::size_t most_ready = 3;  // batches that wait to be written

}  // namespace

BatchReader::BatchReader(std::unique_ptr<GroupReader> groups, const NoteBuilder& builder, BatchSize size,
                         std::stop_source reading)
    : groups_{std::move(groups)}, builder_{builder}, size_{size}, reading_{std::move(reading)} {
    thread_ = std::jthread{[this](const std::stop_token& stop) { read(stop); }};
}

BatchReader::~BatchReader() { reading_.request_stop(); }

void BatchReader::read(const std::stop_token& stop) {
    try {
        for (std::optional<NoteBatch> batch = read_batch(); batch; batch = read_batch()) {
            if (!put(*std::move(batch), stop)) return;
        }
        end(nullptr);
    } catch (...) {
        end(std::current_exception());  // thrown again on the thread that waits for it
    }
}

std::optional<NoteBatch> BatchReader::read_batch() {
    NoteBatch batch;
    std::size_t references = 0;
    while (batch.notes.size() < size_.notes && references < size_.references) {
        const std::optional<NoteGroup> group = groups_->next();
        if (!group) break;
        references += group->references.size();
        batch.notes.push_back(builder_.build(*group));
    }
    if (batch.notes.empty()) return std::nullopt;
    batch.notes_taken = groups_->notes_taken();
    batch.references_taken = groups_->references_taken();
    return batch;
}

bool BatchReader::put(NoteBatch batch, const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    if (!changed_.wait(lock, stop, [this] { return ready_.size() < most_ready; })) return false;
    ready_.push_back(std::move(batch));
    changed_.notify_all();
    return true;
}

void BatchReader::end(std::exception_ptr failure) {
    const std::lock_guard lock{mutex_};
    has_ended_ = true;
    failure_ = std::move(failure);
    changed_.notify_all();
}

std::optional<NoteBatch> BatchReader::next(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    if (!changed_.wait(lock, stop, [this] { return !ready_.empty() || has_ended_; })) return std::nullopt;
    if (ready_.empty()) {
        if (failure_) std::rethrow_exception(failure_);
        return std::nullopt;
    }
    NoteBatch batch = std::move(ready_.front());
    ready_.pop_front();
    changed_.notify_all();
    return batch;
}

}  // namespace kinote::legacy_migration
