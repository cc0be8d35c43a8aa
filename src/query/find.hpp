#pragma once
// C-FIND: what an identifier finds, written one after the other as it is found.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "database/database.hpp"
#include "database/instance_table.hpp"
#include "dicom/byte_source.hpp"
#include "note/code.hpp"
#include "query/identifier.hpp"

namespace kinote::query {

/// Opens the bytes of an object. @throws Error corrupt where they are gone.
using ObjectOpener = std::function<std::unique_ptr<dicom::ByteSource>(const database::StoredObject&)>;

struct FoundMatch {
    std::span<const std::byte> identifier;  ///< Explicit VR Little Endian; valid for the call
    bool has_unsupported_keys = false;      ///< or such as only an archive could read now
    /// The titles of the visible notes of its study, each once; null where they are not asked for. Valid for the call.
    const std::vector<note::Code>* note_titles = nullptr;
};

/// What a query came upon beside its matches.
struct FindOutcome {
    /// The one study that it names, where what it asks for is NEARLINE: the availability of the study, or keys of one
    /// of its objects. None of a query that could find several studies.
    std::optional<std::string> study_to_recall;
};

/// Takes a match. @return false where no more are wanted.
using MatchSink = std::function<bool(const FoundMatch&)>;

/// Which of the matches are given.
struct MatchRange {
    std::int64_t skipped = 0;              ///< so many at the beginning are not
    std::optional<std::int64_t> wanted{};  ///< the sink takes no more than so many; absent: any number
};

/// Answers queries from the index and, where keys of objects are asked for, from the objects. Only what is visible is
/// found, and counted: a study or series without a visible object is none. Any thread.
class Finder {
public:
    /// @param database  outlives this. @param retrieve_ae_title  from whom the matches can be had: us.
    Finder(database::Database& database, ObjectOpener open_object, std::string retrieve_ae_title)
        : database_{database}, open_object_{std::move(open_object)}, retrieve_ae_title_{std::move(retrieve_ae_title)} {}

    /// Gives all matches to the sink, in pages: memory does not grow with their number, and no session with the
    /// database is held while the sink has one.
    /// @throws Error unavailable where the database or the cache is away; what the sink throws.
    [[nodiscard]] FindOutcome find(const Identifier& identifier, const MatchSink& sink,
                                   const MatchRange& range = {}) const;

private:
    database::Database& database_;
    ObjectOpener open_object_;
    std::string retrieve_ae_title_;
};

}  // namespace kinote::query
