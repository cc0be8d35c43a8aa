#pragma once
// Reads the source and builds its notes ahead of whoever writes them, on a thread of its own.

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "legacy_migration/legacy_source.hpp"
#include "legacy_migration/note_builder.hpp"

namespace kinote::legacy_migration {

/// Notes that are committed together.
struct NoteBatch {
    std::vector<BuiltNote> notes;
    std::int64_t notes_taken = 0;  ///< rows of the source up to the end of the batch
    std::int64_t references_taken = 0;
};

/// How much is committed together.
struct BatchSize {
    std::size_t notes = 500;
    std::size_t references = 5'000;  ///< a batch ends behind the note with which it has as many
};

/// Two threads: its own, which reads, and the one that owns it.
class BatchReader {
public:
    /// @param groups  where to begin. @param builder  outlives this. @param reading  stops what the groups read from.
    BatchReader(std::unique_ptr<GroupReader> groups, const NoteBuilder& builder, BatchSize size,
                std::stop_source reading);
    /// Ends the reading.
    ~BatchReader();
    BatchReader(const BatchReader&) = delete;
    BatchReader& operator=(const BatchReader&) = delete;

    /// Waits for the next batch; absent behind the last one, or once a stop is requested.
    /// @throws what reading has thrown, behind the batches before it.
    [[nodiscard]] std::optional<NoteBatch> next(const std::stop_token& stop);

private:
    void read(const std::stop_token& stop);
    [[nodiscard]] std::optional<NoteBatch> read_batch();
    bool put(NoteBatch batch, const std::stop_token& stop);
    void end(std::exception_ptr failure);

    std::unique_ptr<GroupReader> groups_;
    const NoteBuilder& builder_;
    BatchSize size_;
    std::stop_source reading_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<NoteBatch> ready_;  // guarded by mutex_
    bool has_ended_ = false;       // guarded by mutex_
    std::exception_ptr failure_;   // guarded by mutex_
    std::jthread thread_;          // last: the others outlive it
};

}  // namespace kinote::legacy_migration
