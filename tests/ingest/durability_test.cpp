// When the bytes of an arrival reach the disk, seen at the system calls themselves: this program's own fsync and
// fdatasync stand before the C library's, for our code and for SQLite's library alike.

#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <mutex>
#include <thread>

#include "base/error.hpp"
#include "support/test_site.hpp"

namespace {

// Called with the path of each file or folder that is synced, before it is. @return whether the disk is to fail.
std::mutex watcher_mutex;
std::function<bool(const std::string&)> watcher;

bool must_fail(int descriptor) {
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    std::string path(4096, '\0');
    const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
    path.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
    const std::lock_guard lock{watcher_mutex};
    return watcher && watcher(path);
}

int fail() {
    errno = EIO;
    return -1;
}

}  // namespace

extern "C" int fsync(int descriptor) {
    return must_fail(descriptor) ? fail() : static_cast<int>(::syscall(SYS_fsync, descriptor));
}
extern "C" int fdatasync(int descriptor) {
    return must_fail(descriptor) ? fail() : static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

namespace kinote::ingest {
namespace {

using database::Engine;
using database::Statement;
using testing::Each;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::size_t large = 200'000;
constexpr Statement open_transactions_sql{R"(
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL)"};

struct Sync {
    std::string path;
    bool is_in_transaction = false;
};

class DurabilityTest : public test::SiteTest {
protected:
    DurabilityTest() {
        (void)intake();
        probe_.emplace(database().connection());
        const std::lock_guard lock{watcher_mutex};
        watcher = [this](const std::string& path) {
            syncs_.push_back({path, is_transaction_open(path)});
            return !failing_.empty() && path.starts_with(failing_);
        };
    }
    ~DurabilityTest() override {
        const std::lock_guard lock{watcher_mutex};
        watcher = nullptr;
    }

    /// Those below the cache folder, in their order.
    std::vector<Sync> cache_syncs() {
        const std::lock_guard lock{watcher_mutex};
        std::vector<Sync> found;
        for (const Sync& sync : syncs_) {
            if (sync.path.starts_with((folder() / "cache").string())) found.push_back(sync);
        }
        return found;
    }
    /// From here on what lies there cannot be synced.
    void fail_below(const std::filesystem::path& folder) { failing_ = folder.string(); }
    std::size_t database_syncs() { return syncs_.size() - cache_syncs().size(); }
    void forget() {
        const std::lock_guard lock{watcher_mutex};
        syncs_.clear();
    }

private:
    // Whether any session has a transaction open that writes. A commit's own sync needs no look.
    bool is_transaction_open(const std::string& synced) {
        if (!synced.starts_with((folder() / "cache").string())) return true;
        if (GetParam() == Engine::postgresql) {
            database::Rows rows = (*probe_)->query(open_transactions_sql);
            return rows.next() && rows.integer(0) > 0;
        }
        sqlite3* other = nullptr;
        sqlite3_open((folder() / "kinote.sqlite").c_str(), &other);
        const bool is_open = sqlite3_exec(other, "BEGIN IMMEDIATE; ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_BUSY;
        sqlite3_close(other);
        return is_open;
    }

    std::optional<database::PooledConnection> probe_;
    std::vector<Sync> syncs_;
    std::string failing_;
};

auto is_in_transaction(bool expected) { return testing::Field(&Sync::is_in_transaction, expected); }

TEST_P(DurabilityTest, the_probe_sees_an_open_transaction) {
    database::Transaction transaction{connection()};
    transaction.change(Statement{"UPDATE queue SET changed_ms = 1"});
    base::sync_folder(folder() / "cache");
    EXPECT_THAT(cache_syncs(), testing::AllOf(SizeIs(1), Each(is_in_transaction(true))));
}

TEST_P(DurabilityTest, a_large_object_and_its_folders_are_on_the_disk_before_the_transaction_opens) {
    accept_staged(test::part10(test::with_pixels(test::image_of_study(test::ct_1_uid), large)));
    const std::vector<Sync> syncs = cache_syncs();
    EXPECT_THAT(syncs, Each(is_in_transaction(false)));
    // The file as it was staged, then the folder that it was renamed into, and those above that are new.
    ASSERT_GE(syncs.size(), 2U);
    EXPECT_TRUE(syncs.front().path.starts_with((folder() / "cache" / "staging").string())) << syncs.front().path;
    const std::filesystem::path kept = folder() / "cache" / cache_files().at(0);
    EXPECT_EQ(syncs.back().path, kept.parent_path().string());
}

TEST_P(DurabilityTest, a_small_object_costs_no_sync_but_that_of_its_commit) {
    accept(test::image_of_study(test::ct_1_uid));  // study and series are there from here on
    forget();
    accept(test::kos_called(test::kos_uid));
    EXPECT_THAT(cache_syncs(), IsEmpty());
    if (GetParam() == Engine::sqlite) {
        EXPECT_EQ(database_syncs(), 1U);
    }
}

TEST_P(DurabilityTest, doors_that_store_at_once_share_the_syncs_of_their_commits) {
    constexpr std::size_t doors = 8;
    constexpr std::size_t each = 25;
    {
        std::vector<std::jthread> threads;
        for (std::size_t door = 1; door <= doors; ++door) {
            threads.emplace_back([this, door] {
                for (std::size_t i = 1; i <= each; ++i) {
                    accept(test::image_of_study("1.2.3.100.1." + std::to_string(door) + "." + std::to_string(i)));
                }
            });
        }
    }
    EXPECT_THAT(cache_syncs(), IsEmpty());
    if (GetParam() == Engine::sqlite) {
        EXPECT_LT(database_syncs(), doors * each);
    }
}

TEST_P(DurabilityTest, what_is_kept_aside_is_synced_outside_of_transactions) {
    accept(test::image_of_study(test::ct_1_uid));
    forget();
    accept(test::image_of_study(test::ct_1_uid, "PID-1", "1.2.3.100.7"));
    EXPECT_THAT(cache_syncs(), testing::AllOf(testing::Not(IsEmpty()), Each(is_in_transaction(false))));
}

TEST_P(DurabilityTest, content_that_was_refused_before_is_not_copied_again) {
    accept(test::image_of_study(test::ct_1_uid));
    const test::BuiltItem other = test::image_of_study(test::ct_1_uid, "PID-1", "1.2.3.100.7");
    EXPECT_EQ(accept(other), Outcome::other_content);
    forget();
    EXPECT_EQ(accept(other), Outcome::other_content);
    EXPECT_THAT(cache_syncs(), IsEmpty());
}

TEST_P(DurabilityTest, a_folder_that_cannot_be_synced_asks_the_sender_to_try_again_and_leaves_nothing) {
    accept_staged(test::part10(test::with_pixels(test::image_of_study(test::ct_2_uid), large)));  // the folder is there
    fail_below(folder() / "cache" / "objects");
    try {
        accept_staged(test::part10(test::with_pixels(test::image_of_study(test::ct_1_uid), large)));
        FAIL() << "it was accepted";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable) << error.what();
    }
    EXPECT_THAT(cache_files(), SizeIs(1));
}

TEST_P(DurabilityTest, a_new_cache_folder_is_on_the_disk_before_it_is_used) {
    const std::filesystem::path site = folder() / "cache" / "new" / "site";
    const image_cache::ImageCache made{{site}, database()};
    std::vector<std::string> synced;
    for (const Sync& sync : cache_syncs()) synced.push_back(sync.path);
    EXPECT_THAT(synced, testing::IsSupersetOf(
                            {(folder() / "cache").string(), (folder() / "cache" / "new").string(), site.string()}));
}

TEST_P(DurabilityTest, an_arrival_that_does_not_commit_leaves_no_file) {
    connection().run_script(
        "DROP TABLE object_bytes; DROP VIEW documented_note; DROP VIEW visible_study; DROP VIEW "
        "visible_study_of_objects; "
        "DROP VIEW visible_instance;");
    connection().run_script("ALTER TABLE instance RENAME TO instance_away;");
    EXPECT_THROW(accept_staged(test::part10(test::with_pixels(test::image_of_study(test::ct_1_uid), large))),
                 base::Error);
    EXPECT_THAT(cache_files(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Engines, DurabilityTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::ingest
