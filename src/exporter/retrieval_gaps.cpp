#include "exporter/retrieval_gaps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "database/creatable_note.hpp"
#include "database/job_exception_table.hpp"
#include "database/retrieval_gap_table.hpp"
#include "database/whole_commit.hpp"

namespace kinote::exporter {
namespace {

using database::RetrievalGap;
using database::Transaction;

constexpr std::string_view cause = "retrieved_without_kosd";

// "by C-MOVE to NORTH: 0f8f..., 1a2b...; by C-GET by VIEWER: 0f8f..."
std::string named(const std::vector<RetrievalGap>& gaps) {
    constexpr std::size_t most_named = 20;
    std::string words;
    std::string_view way;
    for (const RetrievalGap& gap : std::span{gaps}.first(std::min(gaps.size(), most_named))) {
        const bool is_another_way = gap.way != way;
        words += is_another_way ? fmt::format("{}{}: ", words.empty() ? "" : "; ", gap.way) : std::string{", "};
        words += gap.note;
        way = gap.way;
    }
    return gaps.size() > most_named ? fmt::format("{} and {} more", words, gaps.size() - most_named) : words;
}

}  // namespace

void RetrievalGaps::add(const std::string& study_instance_uid, const RetrievalWay& way,
                        std::span<const std::int64_t> note_versions) const {
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        for (const std::int64_t version : note_versions) {
            RetrievalGap gap;
            gap.note_version = version;
            gap.way = way.words;
            database::add_retrieval_gap(transaction, study_instance_uid, gap, way.destination, clock_.now_ms());
        }
        tell(transaction, study_instance_uid);
    });
}

void RetrievalGaps::note_fetched(const std::string& study_instance_uid, const RetrievalWay& way,
                                 std::string_view kosd_sop_instance_uid) const {
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        if (!database::remove_retrieval_gap(transaction, study_instance_uid, way.words, kosd_sop_instance_uid)) return;
        tell(transaction, study_instance_uid);
    });
}

void RetrievalGaps::settle(const std::stop_token& stop) const {
    constexpr std::int64_t page_size = 100;
    std::string last;
    while (!stop.stop_requested()) {
        std::vector<std::string> studies;
        {
            const database::PooledConnection connection = database_.connection();
            studies = database::find_studies_with_gaps(*connection, last, page_size);
        }
        if (studies.empty()) return;
        for (const std::string& study : studies) settle_study(study);
        last = studies.back();
    }
}

void RetrievalGaps::settle_study(const std::string& study_instance_uid) const {
    const database::PooledConnection connection = database_.connection();
    const auto wanted = database::find_notes_without_kosd_of_study(*connection, study_instance_uid);
    const auto is_over = [&wanted](const RetrievalGap& gap) {
        const bool is_wanted =
            std::ranges::find(wanted, gap.note_version, &database::NoteWithoutKosd::note_version) != wanted.end();
        return gap.is_void || gap.went || (!gap.has_kosd && !is_wanted);
    };
    Transaction transaction{*connection};
    bool has_changed = false;
    for (const RetrievalGap& gap : database::list_retrieval_gaps(*connection, study_instance_uid)) {
        if (!is_over(gap)) continue;
        database::remove_retrieval_gap(transaction, study_instance_uid, gap);
        has_changed = true;
    }
    if (has_changed) tell(transaction, study_instance_uid);
    transaction.commit();
}

void RetrievalGaps::tell(Transaction& transaction, const std::string& study_instance_uid) const {
    const auto gaps = database::list_retrieval_gaps(transaction.connection(), study_instance_uid);
    if (gaps.empty()) {
        database::close_exceptions_of_study(transaction, cause, study_instance_uid, "done", clock_.now_ms());
        return;
    }
    database::raise_exception(
        transaction,
        {std::nullopt, cause,
         fmt::format("study {} was retrieved without the KOSDs of notes: {}", study_instance_uid, named(gaps)),
         "see kinote jobs list --kind CREATE_KOSD for the reason, mend it, and have the study retrieved again or, to a "
         "destination, sent: this closes by itself once the KOSDs went the same way, or the notes are gone",
         study_instance_uid, ""},
        clock_.now_ms());
}

}  // namespace kinote::exporter
