#pragma once
// The one way in for an object, whatever the door: its bytes, its row and the job that it causes, or nothing.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "database/database.hpp"
#include "database/instance_table.hpp"
#include "dicom/header.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/arrival.hpp"
#include "ingest/duplicates.hpp"
#include "ingest/rejected_arrivals.hpp"
#include "ingest/rejection_gate.hpp"
#include "ingest/returns.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::ingest {

struct Acceptance {
    Outcome outcome = Outcome::stored;
    std::string sop_instance_uid;
    std::string sop_class_uid;
    std::string series_instance_uid;
    std::string study_instance_uid;
    std::string damage;  ///< in words, of an object that is not whole and is kept as it came; no patient data
};

struct IntakeSettings {
    /// Refused objects are kept aside up to this many bytes in all.
    std::int64_t most_refused_bytes = std::int64_t{1} << 30U;
    std::string fallback_character_set = "ISO_IR 100";
    bool records_changes = false;  ///< of studies, for the rules that are asked about them; not what is adopted
    RejectionSettings rejection;
};

/// Any thread.
class Intake {
public:
    Intake(IntakeSettings settings, database::Database& database, image_cache::ImageCache& image_cache,
           jobs::JobQueue& queue, const base::Clock& clock)
        : settings_{std::move(settings)},
          database_{database},
          image_cache_{image_cache},
          queue_{queue},
          clock_{clock},
          duplicates_{settings_.most_refused_bytes, database, image_cache, clock},
          returns_{database, image_cache, clock},
          rejected_{settings_.rejection, database, clock} {}

    /// Returns once the object is durable, or is known to be here already. One that is NEARLINE comes back, see
    /// Returns. One whose UIDs can be read is kept as it came even where it is cut off behind them, and a person is
    /// told.
    /// @throws Error corrupt where it cannot be understood (PS3.4 Table B.2-1: C000), invalid where it is not what the
    ///         command says (A900), unavailable where there is no space or no database (A700), refused for a rejection
    ///         note of somebody who may not reject, where the site wants that (0124). Nothing is kept then.
    Acceptance accept(const Arrival& arrival);

    /// Takes in many small objects in one commit; those that are here already, or would make it fail, each by itself.
    /// @return for each in the order given, what accept() would return or throw.
    [[nodiscard]] std::vector<std::variant<Acceptance, base::Error>> accept_together(std::span<const Arrival> arrivals);

    /// Takes an object that is made here into the caller's transaction: its bytes lie in the database, however many.
    /// Nothing is done where it is here already. @throws Error refused where another object is here under its UID.
    void add_made(database::Transaction& transaction, const Arrival& made);

private:
    /// What is indexed of an arrival, and what is wrong with the object behind that.
    struct Opened {
        dicom::Header header;
        std::string damage;  ///< a length that lies, or an end that is missing, in words; empty where it is whole
        RejectionStanding standing = RejectionStanding::none;
    };
    [[nodiscard]] Opened open(const Arrival& arrival) const;
    [[nodiscard]] Opened open_foreign(const Arrival& arrival) const;
    [[nodiscard]] std::variant<Acceptance, base::Error> accept_or_error(const Arrival& arrival);
    [[nodiscard]] Outcome accept_once(const Arrival& arrival, const Opened& opened,
                                      std::optional<image_cache::KeptFile>& kept);
    [[nodiscard]] database::Whereabouts look(const dicom::Header& header) const;
    [[nodiscard]] Outcome meet_known(const Arrival& arrival, const Opened& opened,
                                     const database::StoredObject& present);
    void tell_of_damage(database::Transaction& transaction, const Arrival& arrival, const Opened& opened) const;
    void tell_of_return(database::Transaction& transaction, const Arrival& arrival, const dicom::Header& header) const;
    void add_rows(database::Transaction& transaction, const Arrival& arrival, const Opened& opened,
                  const database::Whereabouts& whereabouts, const std::optional<std::string>& path);
    void add_kosd(database::Transaction& transaction, const database::NewInstance& kosd, std::int64_t instance,
                  const Opened& opened, const database::Whereabouts& whereabouts, bool enqueues_jobs);

    IntakeSettings settings_;
    database::Database& database_;
    image_cache::ImageCache& image_cache_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
    Duplicates duplicates_;
    Returns returns_;
    RejectedArrivals rejected_;
};

}  // namespace kinote::ingest
