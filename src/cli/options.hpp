#pragma once
// What the command line says, parsed: one struct per command.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "database/autopilot_rule_table.hpp"
#include "database/retry_rule_table.hpp"
#include "server/settings.hpp"

namespace kinote::cli {

/// Exit codes of every command.
enum ExitCode : int {
    done = 0,
    done_in_part = 1,  ///< the rest is named
    usage = 2,
    failed = 3,
};

struct ServeOptions {
    server::GivenOptions given;
};

struct ImportOptions {
    server::GivenOptions given;
    std::vector<std::filesystem::path> paths;
    bool adopts = false;  ///< index an old cache or archive in bulk; its KOSDs are left to the sweep
    bool links = false;   ///< hard links instead of copies, where the file systems are the same
    bool json = false;
    unsigned threads = 4;
};

struct MigrateOptions {
    server::GivenOptions given;
    std::string mapping;  ///< empty: as the configuration says
    std::string odbc;
    std::filesystem::path csv;
    std::optional<std::filesystem::path> report;
    bool dry_run = false;
    bool inspect = false;
    bool json = false;
};

struct StudiesOptions {
    server::GivenOptions given;
    bool has_notes = false;
    std::string search;
    std::int64_t limit = 25;
    std::int64_t offset = 0;
    bool json = false;
};

struct NotesOptions {
    enum class Action { list, create, edit, mark, undo };
    server::GivenOptions given;
    Action action = Action::list;
    std::string study;                    ///< Study Instance UID; empty: all
    std::string note;                     ///< one note by its id
    std::string file;                     ///< the draft as JSON; "-": standard input
    std::string drops;                    ///< instead: the reference that is left out
    std::optional<std::int64_t> version;  ///< the one that the person has seen
    std::string reason;                   ///< of a deletion
    std::int64_t limit = 25;
    std::int64_t offset = 0;
    bool json = false;
};

struct DeletionsOptions {
    enum class Action { mark, undo, list, overdue };
    server::GivenOptions given;
    Action action = Action::mark;
    std::string study;   ///< of a list empty: all
    std::string series;  ///< empty: another level is meant
    std::string object;  ///< the same
    std::string reason;  ///< of a mark
    std::int64_t limit = 25;
    std::int64_t offset = 0;
    bool json = false;
};

struct RejectionsOptions {
    enum class Action { list, show, accept, refuse, undo, sent };
    server::GivenOptions given;
    Action action = Action::list;
    std::string note;   ///< SOP Instance UID
    std::string state;  ///< empty: any
    std::string reason;
    std::int64_t limit = 25;
    std::int64_t offset = 0;
    bool json = false;
};

struct KosdOptions {
    server::GivenOptions given;
    std::vector<std::string> notes;
    bool takes_all = false;  ///< instead of notes: all that have no KOSD
    bool json = false;
};

struct DestinationsOptions {
    enum class Action { list, set, remove };
    server::GivenOptions given;
    Action action = Action::list;
    std::string name;
    std::string ae_title;
    std::string host;
    std::int64_t port = 104;
    std::string calling_ae_title;
    bool key_images_only = false;
    bool storage_commitment = false;
    bool rejection_notes = false;
    bool availability_notifications = false;
    std::int64_t associations = 1;
    std::string retry = "automatic";
    std::int64_t retry_interval_seconds = 30;
    std::int64_t most_attempts = 10;
    std::string allowed_hours;
    bool archive = false;
    std::vector<std::string> returning_ae_titles;
    bool is_dry_run = false;
    bool json = false;
};

struct EchoOptions {
    server::GivenOptions given;
    std::string destination;
    bool json = false;
};

struct SendOptions {
    server::GivenOptions given;
    std::string destination;
    std::vector<std::string> studies;
    std::string scope;  ///< study or key_images; empty: as the destination is set
    bool is_again = false;
    std::optional<std::int64_t> wait_seconds;  ///< until all are over
    bool json = false;
};

struct ArchiveOptions {
    server::GivenOptions given;
    std::string archive;  ///< its name; empty: the only one
    std::vector<std::string> studies;
    std::optional<std::int64_t> wait_seconds;  ///< until all are over
    bool json = false;
};

struct CacheOptions {
    server::GivenOptions given;
    std::vector<std::string> studies;
    bool is_dry_run = false;
    bool json = false;
};

struct RetrieveOptions {
    server::GivenOptions given;
    std::vector<std::string> studies;
    std::string fetched_for;  ///< a study whose priors these are; empty: they are wanted for themselves
    bool json = false;
};

struct ExportsOptions {
    enum class Action { list, show };
    server::GivenOptions given;
    Action action = Action::list;
    std::string study;
    std::int64_t id = 0;
    std::int64_t limit = 100;
    bool json = false;
};

struct MediaOptions {
    enum class Action { order, list, show, remove, verify };
    server::GivenOptions given;
    Action action = Action::list;
    std::vector<std::string> studies;
    std::vector<std::string> notes;
    bool key_images_only = false;
    std::string form = "iso";
    std::string profile = "STD-GEN-CD";
    std::int64_t disc_megabytes = 0;  ///< 0: as the profile has it
    std::string label;
    std::string language = "en";
    bool deidentifies = false;
    bool is_dry_run = false;
    std::vector<std::string> confirmed;
    std::vector<std::string> omitted;
    std::optional<std::int64_t> wait_seconds;  ///< until it is over
    std::string study;                         ///< of which exports are listed; empty: all
    std::int64_t id = 0;
    std::int64_t limit = 100;
    std::filesystem::path path;  ///< of a disc
    bool json = false;
};

struct SheetOptions {
    server::GivenOptions given;
    std::string note;
    std::filesystem::path file;  ///< its extension says what it is: .html, else PDF
    bool is_stored = false;      ///< instead, as an object of the study
    std::string language = "en";
    bool json = false;
};

struct ReconcileOptions {
    server::GivenOptions given;
    std::string destination;
    std::string study;
    std::string since;  ///< as 2026-11-27
    bool fixes = false;
    std::string csv;                           ///< a file; "-": standard output
    std::optional<std::int64_t> wait_seconds;  ///< absent: until it is over
    bool json = false;
};

struct ReconciliationsOptions {
    enum class Action { list, show };
    server::GivenOptions given;
    Action action = Action::list;
    std::int64_t id = 0;
    std::int64_t limit = 100;
    std::string csv;  ///< as ReconcileOptions
    bool json = false;
};

struct JobsOptions {
    enum class Action { list, retry, abandon, suspend, resume };
    server::GivenOptions given;
    Action action = Action::list;
    std::vector<std::int64_t> ids;
    bool takes_all = false;  ///< instead of ids: all jobs that the filters name
    std::string queue;
    std::string state;
    std::string kind;
    std::string subject;
    std::string study;
    std::string cause;
    std::string since;  ///< as 2026-11-27
    std::string until;  ///< the same
    bool is_dry_run = false;
    std::int64_t limit = 100;
    bool json = false;
};

struct QueuesOptions {
    enum class Action { list, halt, start, wait };
    server::GivenOptions given;
    Action action = Action::list;
    std::string name;
    std::int64_t timeout_seconds = 60;
    bool json = false;
};

struct ExceptionsOptions {
    enum class Action { list, acknowledge };
    server::GivenOptions given;
    Action action = Action::list;
    std::vector<std::int64_t> ids;
    bool takes_all = false;  ///< instead of ids: all of the cause
    bool by_cause = false;   ///< one line for each cause
    std::string cause;       ///< empty: any
    std::int64_t limit = 100;
    bool json = false;
};

struct RetriesOptions {
    enum class Action { list, set, remove };
    server::GivenOptions given;
    Action action = Action::list;
    database::RetryRule rule;  ///< but for its times
    std::int64_t interval_seconds = 5;
    std::int64_t longest_interval_seconds = 3'600;
    bool json = false;
};
struct TasksOptions {
    enum class Action { list, show, run, pause, resume, set };
    server::GivenOptions given;
    Action action = Action::list;
    std::string name;
    std::optional<std::string> schedule;       ///< absent: as it is
    std::optional<std::string> allowed_hours;  ///< the same
    bool is_default = false;
    bool json = false;
};

struct AutopilotOptions {
    enum class Action { status, explain, run, verify, list_rules, set_rule, remove_rule };
    server::GivenOptions given;
    Action action = Action::status;
    std::string study;
    database::AutopilotRule rule;
    bool is_dry_run = false;
    bool is_undone = false;
    std::int64_t limit = 100;
    bool json = false;
};

struct NotificationsOptions {
    enum class Action { status, test };
    server::GivenOptions given;
    Action action = Action::status;
    bool json = false;
};

struct AccountOptions {
    enum class Action {
        list,
        create,
        set_role,
        set_password,
        disable,
        enable,
        remove,
        create_token,
        list_tokens,
        revoke_token
    };
    server::GivenOptions given;
    Action action = Action::list;
    std::string name;
    std::string display_name;  ///< empty: the name
    std::string role = "reader";
    std::string purpose;
    std::int64_t token = 0;
    bool is_generated = false;
    bool json = false;
};

struct DoctorOptions {
    server::GivenOptions given;  ///< for KOSDs of a site
    std::vector<std::filesystem::path> paths;
    bool is_strict = false;
    bool repairs = false;
    std::vector<std::string> rules{"all"};  ///< to be repaired
    bool is_dry_run = false;
    bool json = false;
};

struct RepairsOptions {
    enum class Action { list, show, undo };
    server::GivenOptions given;
    Action action = Action::list;
    std::string kosd;   ///< SOP Instance UID
    std::string state;  ///< empty: any
    std::string reason;
    std::int64_t limit = 25;
    std::int64_t offset = 0;
    bool json = false;
};

struct DoorsOptions {
    bool json = false;
};

struct ConfigurationOptions {
    enum class Action { check, list };
    server::GivenOptions given;
    Action action = Action::check;
    bool json = false;
};

using Options =
    std::variant<ServeOptions, ImportOptions, MigrateOptions, StudiesOptions, NotesOptions, DeletionsOptions,
                 RejectionsOptions, KosdOptions, DestinationsOptions, EchoOptions, SendOptions, ArchiveOptions,
                 CacheOptions, RetrieveOptions, ExportsOptions, ReconcileOptions, ReconciliationsOptions, JobsOptions,
                 QueuesOptions, ExceptionsOptions, TasksOptions, AutopilotOptions, NotificationsOptions, DoctorOptions,
                 RepairsOptions, DoorsOptions, RetriesOptions, AccountOptions, ConfigurationOptions, MediaOptions,
                 SheetOptions>;

/// Parses the command line. Where it only asks for help or the version, or is wrong, the words are printed and an exit
/// code is given instead. @throws Error invalid where the configuration file that names the data folder is wrong.
[[nodiscard]] std::variant<Options, int> parse_command_line(int count, const char* const* words);

int run(const ServeOptions& options);
int run(const ImportOptions& options);
int run(const MigrateOptions& options);
int run(const StudiesOptions& options);
int run(const NotesOptions& options);
/// create, edit, delete and undo of `kinote notes`.
int run_authoring(const NotesOptions& options);
int run(const DeletionsOptions& options);
int run(const RejectionsOptions& options);
int run(const KosdOptions& options);
int run(const DestinationsOptions& options);
int run(const EchoOptions& options);
int run(const SendOptions& options);
int run(const ArchiveOptions& options);
int run(const CacheOptions& options);
int run(const RetrieveOptions& options);
int run(const ExportsOptions& options);
int run(const MediaOptions& options);
int run(const SheetOptions& options);
int run(const ReconcileOptions& options);
int run(const ReconciliationsOptions& options);
int run(const JobsOptions& options);
int run(const QueuesOptions& options);
int run(const ExceptionsOptions& options);
int run(const TasksOptions& options);
int run(const AutopilotOptions& options);
int run(const NotificationsOptions& options);
int run(const RetriesOptions& options);
int run(const AccountOptions& options);
int run(const DoctorOptions& options);
int run(const DoorsOptions& options);
int run(const RepairsOptions& options);
int run(const ConfigurationOptions& options);

}  // namespace kinote::cli
