#pragma once
// A site with an archive, VAULT, that has committed what is here.

#include <fstream>

#include "database/commitment_table.hpp"
#include "database/destination_table.hpp"
#include "database/export_table.hpp"
#include "database/instance_table.hpp"
#include "database/nearline_table.hpp"
#include "support/test_site.hpp"

namespace kinote::test {

class ArchivedSiteTest : public SiteTest {
protected:
    static constexpr std::size_t large = 200'000;  // more than what lies in the database

    ArchivedSiteTest() {
        database::Destination vault;
        vault.name = vault.ae_title = "VAULT";
        vault.host = "127.0.0.1";
        vault.port = 1;
        vault.is_archive = vault.wants_commitment = true;
        vault.returning_ae_titles = "VAULT_IN\\VAULT_OUT";
        database::Transaction transaction{connection()};
        database::set_destination(transaction, vault, 0);
        transaction.commit();
        archive_ = database::find_destination(connection(), "VAULT")->id;
    }

    [[nodiscard]] std::int64_t archive() const { return archive_; }

    static BuiltItem image(std::string_view uid, char pixels = '\x11') {
        return with_pixels(image_of_study(uid), large, pixels);
    }
    database::StoredObject stored(std::string_view uid) {
        return database::find_visible_object(connection(), uid).value();
    }
    [[nodiscard]] std::filesystem::path file_of(std::string_view uid) {
        return folder() / "cache" / stored(uid).path.value();
    }
    void change_a_bit(std::string_view uid) {
        std::fstream file{file_of(uid), std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(150'000);
        file.put('\x10');
    }
    /// As if it had been sent to the archive, which has taken responsibility.
    void commit_to_archive(std::string_view uid, bool is_committed = true) {
        const database::StoredObject object = stored(uid);
        database::Delivery delivery{
            object.sop_instance_uid, object.study_instance_uid, object.sop_class_uid, object.sha256, true, 0, "", 7};
        database::Transaction transaction{connection()};
        database::add_deliveries(transaction, archive_, std::nullopt, {&delivery, 1});
        if (is_committed) {
            database::commit_delivery(transaction, archive_,
                                      {object.sop_instance_uid, object.sop_class_uid, object.sha256}, 8);
        }
        transaction.commit();
    }
    /// An arrival over the network.
    ingest::Outcome accept_from(std::string_view calling_ae_title, const BuiltItem& object) {
        const std::string bytes = part10(object);
        const std::vector<std::byte> content = to_bytes(bytes);
        const dicom::MemorySource source{content};
        ingest::Arrival arrival{source};
        arrival.sha256 = base::sha256_hex(bytes);
        arrival.received_from = "test";
        arrival.calling_ae_title = calling_ae_title;
        return intake().accept(arrival).outcome;
    }

private:
    std::int64_t archive_ = 0;
};

}  // namespace kinote::test
