#pragma once
// CREATE_KOSD: makes the Key Object Selection Documents of a note version, one in each study that it refers to.

#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/job_table.hpp"
#include "database/kosd_source_table.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/intake.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/worker_pool.hpp"
#include "object_creator/kosd_building.hpp"

namespace kinote::object_creator {

/// The site's own identity in UIDs: made at the first call, the same for all nodes on one database.
[[nodiscard]] base::Uuid installation_of(database::Database& database);

struct CreateKosdSettings {
    KosdIdentity identity;
    std::string fallback_character_set = "ISO_IR 100";
};

/// Any thread.
class CreateKosdHandler {
public:
    CreateKosdHandler(CreateKosdSettings settings, database::Database& database,
                      const image_cache::ImageCache& image_cache, ingest::Intake& intake, const base::Clock& clock)
        : settings_{std::move(settings)},
          database_{database},
          image_cache_{image_cache},
          intake_{intake},
          clock_{clock} {}

    /// The ending freezes what the documents are made from, unless that has been done, and stores them. Nothing is made
    /// where the version is no longer the current one, or not visible, or where everything it refers to is hidden.
    /// @throws Error invalid where the note cannot become a document, with what to do.
    [[nodiscard]] jobs::Ending operator()(const database::ClaimedJob& job, const std::stop_token& stop) const;

private:
    using Studies = std::map<std::string, StudyOfCopy>;
    [[nodiscard]] StudyOfCopy read_study(database::Connection& connection, const std::string& study) const;
    [[nodiscard]] Studies read_studies(database::Connection& connection, const Selection& selection) const;
    [[nodiscard]] std::optional<database::CreatableNote> find_note(const jobs::NoteVersion& about) const;
    [[nodiscard]] static std::optional<database::CreatableNote> hold(database::Transaction& transaction,
                                                                     const jobs::NoteVersion& about,
                                                                     const Studies& studies);
    void create(database::Transaction& transaction, const jobs::NoteVersion& about, Studies studies) const;
    [[nodiscard]] std::vector<database::FrozenKosd> freeze(database::Transaction& transaction,
                                                           const database::CreatableNote& note, Studies studies) const;
    void store(database::Transaction& transaction, const database::FrozenKosd& frozen) const;
    void send_after(database::Transaction& transaction, const std::string& note, const std::string& study) const;

    CreateKosdSettings settings_;
    database::Database& database_;
    const image_cache::ImageCache& image_cache_;
    ingest::Intake& intake_;
    const base::Clock& clock_;
};

}  // namespace kinote::object_creator
