#pragma once
// Objects to a destination, one after the other, over as many associations as their kinds need.

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "database/export_table.hpp"
#include "database/instance_table.hpp"
#include "dicom/byte_source.hpp"
#include "dimse/store_scu.hpp"
#include "exporter/association_keeper.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::exporter {

struct SendResult {
    enum class Kind {
        answered,    ///< by the destination, whatever it said
        hidden,      ///< no longer visible: not sent
        away,        ///< NEARLINE: not sent
        impossible,  ///< its bytes cannot be read, or the destination takes nothing of its kind
        lost,        ///< the association ended over it, without an answer
    };
    Kind kind = Kind::answered;
    dimse::Answer answer{};  ///< of an answered one
    std::string sha256;      ///< of what was sent
    std::string comment;     ///< why it is impossible or lost; of an answered one what the destination said, and how it
                             ///< was recoded
};

/// One thread.
class ObjectSender {
public:
    /// The destination outlives this.
    ObjectSender(database::Database& database, const image_cache::ImageCache& image_cache,
                 AssociationKeeper& associations, const database::Destination& destination, const base::Clock& clock,
                 std::stop_token stop)
        : database_{database},
          image_cache_{image_cache},
          associations_{associations},
          destination_{destination},
          clock_{clock},
          stop_{std::move(stop)} {}
    /// Keeps the association for the next one.
    ~ObjectSender();
    ObjectSender(const ObjectSender&) = delete;
    ObjectSender& operator=(const ObjectSender&) = delete;

    /// The objects of the next page, in an order in which no association is asked for twice.
    [[nodiscard]] std::vector<database::ObjectToSend> begin_page(std::vector<database::ObjectToSend> page);

    /// Asks the rule of what is visible, and sends the object, which is of the page. One that is not as it came is
    /// impossible, and an exception damaged_here tells people. An object over which the
    /// association ends is lost, and the next one gets another association, so that one which a destination cannot bear
    /// does not keep the others back. @throws Error as dimse::RequestedAssociation where there is none.
    [[nodiscard]] SendResult send(const database::ObjectToSend& object,
                                  const std::optional<dimse::MoveOriginator>& originator = {});

    /// Whether send() threw while the last one was on its way: it may be there.
    [[nodiscard]] bool is_unanswered() const { return is_unanswered_; }

    /// How many were lost since the last that was answered: from most_losses_in_a_row on the destination is rather to
    /// blame than the objects.
    [[nodiscard]] std::size_t losses_in_a_row() const { return losses_in_a_row_; }
    static constexpr std::size_t most_losses_in_a_row = 3;

private:
    void take_association_for(const database::ObjectToSend& object);
    void leave_association();
    [[nodiscard]] std::unique_ptr<dicom::ByteSource> open(const database::StoredObject& visible) const;
    [[nodiscard]] SendResult send_visible(const database::ObjectToSend& object, const database::StoredObject& visible,
                                          const std::optional<dimse::MoveOriginator>& originator);

    database::Database& database_;
    const image_cache::ImageCache& image_cache_;
    AssociationKeeper& associations_;
    const database::Destination& destination_;
    const base::Clock& clock_;
    std::stop_token stop_;
    std::vector<ContextNeeds> parts_{};  ///< of the page
    std::set<ContextNeeds> refused_{};   ///< of which the destination takes nothing
    std::size_t losses_in_a_row_ = 0;
    bool is_unanswered_ = false;
    std::optional<KeptAssociation> kept_{};
    std::optional<dimse::StoreScu> scu_{};
};

}  // namespace kinote::exporter
