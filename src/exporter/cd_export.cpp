#include "exporter/cd_export.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/audit_table.hpp"
#include "database/creatable_note.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::Transaction;

constexpr int most_rewritings = 3;  // in one attempt, as objects are hidden meanwhile
constexpr std::size_t most_asked_together = 1'000;

std::set<std::string, std::less<>> studies_on(const WrittenDiscs& written) {
    std::set<std::string, std::less<>> studies;
    for (const database::MediaLedgerRow& row : written.ledger) studies.insert(row.study_instance_uid);
    return studies;
}

// Notes that go without a KOSD, in words.
void report_missing_kosds(database::Connection& connection, const database::MediaExportRow& request,
                          std::vector<std::string>& report) {
    std::set<std::string, std::less<>> asked;
    for (const database::MediaPart& part : database::list_media_parts(connection, request.id)) {
        if (!asked.insert(part.study_instance_uid).second) continue;
        for (const database::NoteWithoutKosd& note :
             database::find_notes_without_kosd_of_study(connection, part.study_instance_uid)) {
            const auto failed = database::find_failed_creation(connection, note);
            report.push_back(
                failed ? fmt::format("the note {0} is on no disc as a KOSD, which could not be made: {1}: mend that, "
                                     "then kinote jobs retry {2}, and ask for the discs again",
                                     note.uuid, failed->why, failed->job)
                       : fmt::format("the note {} is on no disc as a KOSD: none was made yet, or all that it refers "
                                     "to is hidden",
                                     note.uuid));
        }
    }
}

void throw_where_hidden(database::Connection& connection, const WrittenDiscs& written) {
    std::vector<std::string_view> asked;
    for (std::size_t at = 0; at < written.ledger.size(); ++at) {
        asked.push_back(written.ledger[at].sop_instance_uid);
        if (asked.size() < most_asked_together && at + 1 < written.ledger.size()) continue;
        const auto hidden = database::find_hidden(connection, asked);
        if (!hidden.empty()) {
            throw Error{ErrorKind::unavailable,
                        fmt::format("{} and maybe more was hidden as the discs were finished: they are made anew",
                                    hidden.front())};
        }
        asked.clear();
    }
}

}  // namespace

jobs::Ending CdExportHandler::operator()(const database::ClaimedJob& job, const std::stop_token& stop) const {
    const std::int64_t id = jobs::media_export_of(job);
    std::optional<database::MediaExportRow> request;
    {
        const database::PooledConnection connection = database_.connection();
        request = database::find_media_export(*connection, id);
    }
    if (!request) throw Error{ErrorKind::not_found, fmt::format("there is no export to media {}", id)};
    if (request->state != "open") return [](Transaction&) {};
    recall(*request);
    WrittenDiscs written;
    try {
        written = write(*request, stop);
    } catch (...) {
        folder_.remove(id);
        throw;
    }
    if (written.is_given_up) {
        folder_.remove(id);
        return [](Transaction&) {};
    }
    folder_.publish(id);
    base::log::info("discs are written", {{"media_export", id},
                                          {"discs", static_cast<std::int64_t>(written.discs.size())},
                                          {"objects", static_cast<std::int64_t>(written.ledger.size())}});
    return [this, id, written = std::make_shared<const WrittenDiscs>(std::move(written))](Transaction& transaction) {
        end(transaction, id, *written);
    };
}

WrittenDiscs CdExportHandler::write(const database::MediaExportRow& request, const std::stop_token& stop) const {
    for (int attempt = 0; attempt < most_rewritings; ++attempt) {
        MediaWriting writing{database_, image_cache_, clock_, settings_.identity, request, stop};
        WrittenDiscs written = writing.write(folder_.begin(request.id));
        if (written.hidden.empty() || written.is_given_up) {
            const database::PooledConnection connection = database_.connection();
            report_missing_kosds(*connection, request, written.report);
            return written;
        }
    }
    throw Error{ErrorKind::unavailable, "objects are being hidden while the discs are written: they are made anew"};
}

// What is NEARLINE by now is asked for once more; the attempt that finds it away waits for it.
void CdExportHandler::recall(const database::MediaExportRow& request) const {
    const database::PooledConnection connection = database_.connection();
    Transaction transaction{*connection};
    std::set<std::string, std::less<>> studies;
    for (const database::MediaPart& part : database::list_media_parts(*connection, request.id)) {
        if (studies.insert(part.study_instance_uid).second) (void)recall_.ask(transaction, part.study_instance_uid);
    }
    transaction.commit();
}

void CdExportHandler::end(Transaction& transaction, std::int64_t id, const WrittenDiscs& written) const {
    const auto studies = studies_on(written);
    database::hold_studies(transaction, {studies.begin(), studies.end()});
    const auto held = database::hold_media_export(transaction, id);
    if (!held || held->state != "open") return;  // cancelled meanwhile: the discs go with the next look
    throw_where_hidden(transaction.connection(), written);
    for (const database::MediaDisc& disc : written.discs) database::add_media_disc(transaction, id, disc);
    database::add_media_ledger(transaction, id, written.ledger);
    boost::json::array report;
    for (const std::string& words : written.report) report.emplace_back(words);
    const std::int64_t now_ms = clock_.now_ms();
    const auto objects = static_cast<std::int64_t>(written.ledger.size());
    database::set_media_progress(transaction, id, objects, objects);
    database::end_media_export(transaction, id, boost::json::serialize(report), now_ms, now_ms + settings_.keep_ms);
    for (const std::string& study : studies) {
        database::add_audit_event(
            transaction,
            {{"kinote", fmt::format("media export {}", id)},
             "media_written",
             held->label,
             study,
             fmt::format(R"({{"media_export":{},"requested_by":{},"discs":{}}})", id,
                         boost::json::serialize(boost::json::string{held->requested_by}), written.discs.size())},
            now_ms);
    }
}

}  // namespace kinote::exporter
