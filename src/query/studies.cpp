#include "query/studies.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/error.hpp"
#include "dicom/uid.hpp"

namespace kinote::query {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::int64_t largest_page = 1'000;

void check_page(std::int64_t limit, std::int64_t offset) {
    if (limit < 1 || limit > largest_page || offset < 0) {
        throw Error{ErrorKind::invalid,
                    fmt::format("limit must be from 1 to {}, offset must not be negative", largest_page)};
    }
}

void check_uid(std::string_view uid) {
    if (!dicom::is_valid_uid(uid)) {
        throw Error{ErrorKind::invalid, "that is no UID: it must have 1 to 64 digits and dots"};
    }
}

// Objects whose UIDs break only the rules on components are taken in, and so they are found. Where none bears such a
// UID, whoever asks is told what is wrong with it.
void check_unknown_uid(std::string_view uid) {
    if (!dicom::is_well_formed_uid(uid)) {
        throw Error{ErrorKind::invalid,
                    "that is no UID: each number between its dots must be there, without leading zero"};
    }
}

}  // namespace

StudyPage find_studies(database::Database& database, const database::StudyFilter& filter) {
    check_page(filter.limit, filter.offset);
    const database::PooledConnection connection = database.connection();
    database::StudyFilter one_more = filter;
    ++one_more.limit;
    StudyPage page{database::list_studies(*connection, one_more), false, database::count_studies(*connection, filter)};
    page.has_more = std::ssize(page.studies) > filter.limit;
    if (page.has_more) page.studies.pop_back();
    return page;
}

std::optional<database::ListedStudy> find_study(database::Database& database, std::string_view study_instance_uid) {
    check_uid(study_instance_uid);
    const database::PooledConnection connection = database.connection();
    std::optional<database::ListedStudy> study = database::find_listed_study(*connection, study_instance_uid);
    if (!study) check_unknown_uid(study_instance_uid);
    return study;
}

std::vector<database::ListedNote> notes_of_study(database::Database& database, std::string_view study_instance_uid) {
    check_uid(study_instance_uid);
    const database::PooledConnection connection = database.connection();
    std::vector<database::ListedNote> notes = database::list_notes_of_study(*connection, study_instance_uid);
    if (notes.empty() && !database::find_listed_study(*connection, study_instance_uid)) {
        check_unknown_uid(study_instance_uid);
    }
    return notes;
}

std::optional<database::ListedNote> find_note(database::Database& database, std::string_view uuid) {
    const database::PooledConnection connection = database.connection();
    return database::find_note(*connection, uuid);
}

std::vector<database::ListedNote> find_notes(database::Database& database, std::int64_t limit, std::int64_t offset) {
    check_page(limit, offset);
    const database::PooledConnection connection = database.connection();
    return database::list_notes(*connection, limit, offset);
}

KosdPage find_quarantined(database::Database& database, std::int64_t limit, std::int64_t offset) {
    check_page(limit, offset);
    const database::PooledConnection connection = database.connection();
    return {database::list_quarantined(*connection, limit, offset), database::count_quarantined(*connection)};
}

KosdPage find_selections(database::Database& database, std::int64_t limit, std::int64_t offset) {
    check_page(limit, offset);
    const database::PooledConnection connection = database.connection();
    return {database::list_selections(*connection, limit, offset), database::count_selections(*connection)};
}

database::StoredObject find_object(database::Database& database, std::string_view sop_instance_uid) {
    check_uid(sop_instance_uid);
    const database::PooledConnection connection = database.connection();
    std::optional<database::StoredObject> object = database::find_visible_object(*connection, sop_instance_uid);
    if (!object) {
        check_unknown_uid(sop_instance_uid);
        throw Error{ErrorKind::not_found, "no such object is here"};
    }
    return std::move(*object);
}

}  // namespace kinote::query
