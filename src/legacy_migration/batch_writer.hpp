#pragma once
// Writes a batch of notes with the rows that tell what became of each, in one transaction.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "database/connection.hpp"
#include "database/migration_table.hpp"
#include "legacy_migration/batch_reader.hpp"
#include "legacy_migration/note_judge.hpp"

namespace kinote::legacy_migration {

/// One thread.
class BatchWriter {
public:
    struct Run {
        std::int64_t id = 0;
        std::string source_system;  ///< the mapping's name
        bool is_dry_run = false;    ///< notes and studies are not written, all else is
    };
    explicit BatchWriter(Run run) : run_{std::move(run)} {}

    /// Judges and writes. @param batch  filled in with what the index knows; a second try of the same batch does the
    /// same. @param mark  how far the run had come; @return how far it has with this batch, written too.
    database::MigrationProgressMark write(database::Transaction& transaction, NoteBatch& batch,
                                          const database::MigrationProgressMark& mark, std::int64_t now_ms);

private:
    Run run_;
    StudyMemory memory_;  // of a dry run
};

}  // namespace kinote::legacy_migration
