#pragma once
// RETRIEVE: an archive sends back what of a study is no longer in the cache, by C-MOVE to ourselves (PS3.4 C.4.2). The
// objects come in by the door of all arrivals, from whichever AE title of the archive sends them.

#include <cstdint>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "database/nearline_table.hpp"
#include "dicom/ae_title.hpp"
#include "dimse/move_scu.hpp"
#include "exporter/association_keeper.hpp"
#include "jobs/worker_pool.hpp"

namespace kinote::exporter {

/// Any thread.
class RetrieveHandler {
public:
    /// @param own_ae_title  where the archive sends to, unless the archive knows us by another: calling_ae_title.
    /// @param associations  those to the archive that lie idle are given up before it is called.
    RetrieveHandler(dicom::AeTitle own_ae_title, database::Database& database, AssociationKeeper& associations)
        : own_ae_title_{std::move(own_ae_title)}, database_{database}, associations_{associations} {}

    /// Done when nothing that the archive holds of the study is NEARLINE any more. Asks for the study as a whole, and
    /// for its visible objects by name where something of it is hidden here; what did not come with the others is asked
    /// for by name once more, as there are archives that stop at the first object that is not taken.
    /// @throws Error unavailable where the rest may come later, refused where the archive does not send to us or sent
    ///         what cannot be taken, not_found where it is no archive any more.
    [[nodiscard]] jobs::Ending operator()(const database::ClaimedJob& job, const std::stop_token& stop) const;

private:
    using Wanted = std::vector<database::WantedObject>;

    [[nodiscard]] database::Destination find_archive(const std::string& name) const;
    /// What is still missing, and which of it came and was refused.
    struct Outstanding {
        Wanted missing;
        std::set<std::string, std::less<>> refused;
    };
    [[nodiscard]] Outstanding look(const database::Destination& archive, const std::string& study_instance_uid) const;
    [[nodiscard]] dimse::Answer ask(const database::Destination& archive, const std::string& study_instance_uid,
                                    const Wanted& wanted, const std::stop_token& stop) const;
    [[nodiscard]] dimse::Answer ask_by_name(const database::Destination& archive, const std::string& study_instance_uid,
                                            const Wanted& wanted, const std::stop_token& stop) const;
    void judge(const database::Destination& archive, const std::string& study_instance_uid, std::size_t wanted,
               const Outstanding& outstanding, const dimse::Answer& answer) const;

    dicom::AeTitle own_ae_title_;
    database::Database& database_;
    AssociationKeeper& associations_;
};

}  // namespace kinote::exporter
