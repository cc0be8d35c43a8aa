#pragma once
// A person's import as its audit events tell of it: who, and which studies.

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_set>

#include "database/audit_table.hpp"

namespace kinote::ingest {

/// Any thread. Remembers the UIDs of the studies that it has brought; outlives what it was told of.
class ImportRun {
public:
    explicit ImportRun(database::Actor actor);

    /// The subject of all its events, a UUID.
    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] const database::Actor& actor() const { return actor_; }

    /// To be called in the transaction that takes in an object of the study: writes an event once for each study.
    void add_study(database::Transaction& transaction, const std::string& study_instance_uid, std::int64_t now_ms);

private:
    [[nodiscard]] bool has_told(const std::string& study_instance_uid) const;
    void note_told(const std::string& study_instance_uid);

    std::string id_;
    database::Actor actor_;
    mutable std::mutex mutex_;
    std::unordered_set<std::string> told_;  // of transactions that have committed
};

}  // namespace kinote::ingest
