#include "query/find.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/series_query.hpp"
#include "dicom/leading_elements.hpp"
#include "dicom/sop_class.hpp"
#include "query/found.hpp"
#include "query/match_writer.hpp"
#include "query/study_pages.hpp"

namespace kinote::query {
namespace {

namespace tag = dicom::tag;
using database::QueriedInstance;
using database::QueriedPatient;
using database::QueriedSeries;
using database::QueriedStudy;

constexpr std::int64_t found_page_size = 100;
constexpr std::int64_t skipped_page_size = 1'000;
constexpr std::int64_t page_of_instances = 500;

std::vector<std::int64_t> ids_of_series(const std::vector<Found>& found) {
    std::vector<std::int64_t> ids;
    ids.reserve(found.size());
    for (const Found& one : found) ids.push_back(one.series->id);
    return ids;
}

template <typename Row>
std::vector<std::int64_t> ids_of(const std::vector<Row>& rows) {
    std::vector<std::int64_t> ids;
    ids.reserve(rows.size());
    for (const Row& row : rows) ids.push_back(row.id);
    return ids;
}

// Whether the rows of studies alone say which of them match.
bool is_decided_by_index(const Identifier& identifier) {
    return identifier.level == QueryLevel::study && !identifier.notes.are_asked_for() &&
           std::ranges::none_of(identifier.keys, [](const Key& key) {
               return key.rule != nullptr && key.rule->source == KeySource::kinds && is_narrowing(key);
           });
}

/// One query on its way down the levels. Each step returns false where no more matches are wanted.
class Search {
public:
    Search(database::Database& database, const ObjectOpener& open_object, const Identifier& identifier,
           const MatchSink& sink, const MatchRange& range)
        : database_{database},
          open_object_{open_object},
          identifier_{identifier},
          sink_{sink},
          still_skipped_{range.skipped},
          wanted_{range.wanted},
          is_decided_by_index_{is_decided_by_index(identifier)},
          finds_all_{is_decided_by_index_ && std::ranges::none_of(identifier.keys, is_narrowing)},
          may_recall_{identifier.names_one_study()} {}

    [[nodiscard]] FindOutcome outcome() && { return std::move(outcome_); }

    bool patients(Found found) {
        const database::PatientSearch search = patient_search(identifier_);
        QueriedPatient last;
        for (;;) {
            const auto page = database::next_patients(*database_.connection(), search, last, found_page_size);
            if (page.empty()) return true;
            gather_of_patients(ids_of(page));
            found.gathered = &gathered_;
            for (const QueriedPatient& patient : page) {
                found.patient = &patient;
                if (fits(found, QueryLevel::patient) && !send(found)) return false;
            }
            last = page.back();
        }
    }

    bool studies(Found found) {
        StudyPages pages{database_, identifier_};
        found.gathered = &gathered_;
        if (finds_all_ && pages.skip(still_skipped_)) still_skipped_ = 0;
        for (auto page = pages.next(study_page_size()); !page.empty(); page = pages.next(study_page_size())) {
            std::erase_if(page, [&](const QueriedStudy& study) { return !fits_study(found, study); });
            if (is_decided_by_index_) keep_wanted(page);
            gather_of_studies(page);
            std::erase_if(page,
                          [&](const QueriedStudy& study) { return !fits_kinds(found, study) || !fits_notes(study); });
            if (page.empty()) continue;
            if (identifier_.level == QueryLevel::study) {
                for (const QueriedStudy& study : page) {
                    if (!send(of_study(found, study))) return false;
                }
            } else if (!series(found, page)) {
                return false;
            }
        }
        return true;
    }

private:
    static Found of_study(Found found, const QueriedStudy& study) {
        found.patient = &study.patient;
        found.study = &study;
        return found;
    }
    [[nodiscard]] bool fits(const Found& found, QueryLevel level) const {
        return matches(identifier_, found, level, KeySource::index) &&
               matches(identifier_, found, level, KeySource::constant);
    }
    [[nodiscard]] bool fits_study(const Found& found, const QueriedStudy& study) const {
        const Found in_study = of_study(found, study);
        return fits(in_study, QueryLevel::patient) && fits(in_study, QueryLevel::study);
    }
    [[nodiscard]] bool fits_kinds(const Found& found, const QueriedStudy& study) const {
        return matches(identifier_, of_study(found, study), QueryLevel::study, KeySource::kinds);
    }

    [[nodiscard]] bool fits_notes(const QueriedStudy& study) {
        return !identifier_.notes.are_asked_for() || matches_notes(identifier_.notes, gathered_.note_titles[study.id]);
    }

    [[nodiscard]] std::int64_t study_page_size() const {
        if (!is_decided_by_index_) return found_page_size;
        if (still_skipped_ > 0) return skipped_page_size;
        return std::min(wanted_.value_or(found_page_size), found_page_size);
    }
    // Of studies that all match: nothing need be gathered of those that are not sent.
    void keep_wanted(std::vector<QueriedStudy>& page) {
        const auto skipped = std::min(still_skipped_, std::ssize(page));
        page.erase(page.begin(), page.begin() + skipped);
        still_skipped_ -= skipped;
        if (wanted_ && std::ssize(page) > *wanted_) page.resize(static_cast<std::size_t>(*wanted_));
    }

    bool series(Found found, const std::vector<QueriedStudy>& studies) {
        const std::vector<std::int64_t> ids = ids_of(studies);
        QueriedSeries last;
        for (;;) {
            auto page = database::next_series(*database_.connection(), ids, last, found_page_size);
            if (page.empty()) return true;
            last = page.back();
            const auto study_of = [&](const QueriedSeries& one) {
                return of_study(found, *std::ranges::find(studies, one.study, &QueriedStudy::id));
            };
            std::erase_if(page, [&](const QueriedSeries& one) {
                Found in_series = study_of(one);
                in_series.series = &one;
                return !fits(in_series, QueryLevel::series);
            });
            if (page.empty()) continue;
            std::vector<Found> fitting;
            fitting.reserve(page.size());
            for (const QueriedSeries& one : page) {
                fitting.push_back(study_of(one));
                fitting.back().series = &one;
            }
            if (!go_on_with(fitting)) return false;
        }
    }

    // The series of a page that match by the index.
    bool go_on_with(std::vector<Found>& series) {
        std::map<std::int64_t, dicom::Dataset> objects;
        read_of_series(series, objects);
        std::erase_if(series, [&](const Found& found) {
            return !matches(identifier_, found, QueryLevel::series, KeySource::of_object);
        });
        if (series.empty()) return true;
        const std::vector<std::int64_t> ids = ids_of_series(series);
        if (identifier_.asks_for(KeySource::counted, QueryLevel::series)) {
            gathered_.of_series = database::count_of_series(*database_.connection(), ids);
        }
        if (identifier_.level == QueryLevel::image) return instances(series, ids);
        return std::ranges::all_of(series, [&](const Found& found) { return send(found); });
    }

    bool instances(const std::vector<Found>& series, const std::vector<std::int64_t>& ids) {
        if (const ValueMatch* uids = identifier_.narrowing(tag::SOPInstanceUID)) {
            const std::vector<std::string_view> wanted{uids->uids().begin(), uids->uids().end()};
            return send_instances(series, database::find_queried_instances(*database_.connection(), wanted));
        }
        QueriedInstance last;
        for (;;) {
            const auto page = database::next_instances(*database_.connection(), ids, last, page_of_instances);
            if (page.empty()) return true;
            if (!send_instances(series, page)) return false;
            last = page.back();
        }
    }

    bool send_instances(const std::vector<Found>& series, const std::vector<QueriedInstance>& page) {
        for (const QueriedInstance& instance : page) {
            const auto in_series =
                std::ranges::find(series, instance.series, [](const Found& found) { return found.series->id; });
            if (in_series == series.end()) continue;
            Found found = *in_series;
            found.instance = &instance;
            if (!fits(found, QueryLevel::image)) continue;
            std::optional<dicom::Dataset> object;
            if (asks_for_object_of(instance)) {
                found.lacks_object = found.lacks_object || instance.is_nearline;
                object = read_object(*found.study, instance);
            }
            found.object = object ? &*object : nullptr;
            if (!matches(identifier_, found, QueryLevel::image, KeySource::of_object)) continue;
            if (!send(found)) return false;
        }
        return true;
    }

    [[nodiscard]] bool asks_for_object_of(const QueriedInstance& instance) const {
        const bool is_report = dicom::is_structured_report(instance.sop_class_uid);
        return std::ranges::any_of(identifier_.keys, [&](const Key& key) {
            const bool is_asked =
                key.rule != nullptr && key.rule->source == KeySource::of_object && key.rule->level == QueryLevel::image;
            return is_asked && (is_report || !key.rule->is_of_reports);
        });
    }

    void read_of_series(std::vector<Found>& series, std::map<std::int64_t, dicom::Dataset>& objects) {
        if (!identifier_.asks_for(KeySource::of_object, QueryLevel::series)) return;
        const std::vector<std::int64_t> ids = ids_of_series(series);
        for (const QueriedInstance& first : database::first_instances(*database_.connection(), ids)) {
            const auto found = std::ranges::find(series, first.series, [](const Found& one) { return one.series->id; });
            if (found == series.end()) continue;
            found->lacks_object = first.is_nearline;
            auto object = read_object(*found->study, first);
            if (!object) continue;
            found->object_of_series = &objects.emplace(first.series, std::move(*object)).first->second;
        }
    }

    // Nothing where it cannot be read: what is broken must not hide what is whole.
    [[nodiscard]] std::optional<dicom::Dataset> read_object(const QueriedStudy& study,
                                                            const QueriedInstance& instance) {
        if (instance.is_nearline) {
            want_back(study);
            return std::nullopt;
        }
        try {
            const auto source = open_object_({instance.id, instance.sop_instance_uid, instance.sop_class_uid,
                                              study.study_instance_uid, instance.size, instance.sha256, instance.path});
            return dicom::read_up_to(*source, tag::ContentSequence);
        } catch (const base::Error& error) {
            if (error.kind() == base::ErrorKind::unavailable) throw;
            base::log::warn("an object that a query asks about cannot be read",
                            {{"sop_instance_uid", instance.sop_instance_uid}, {"reason", error.what()}});
            return std::nullopt;
        }
    }

    void gather_of_patients(std::vector<std::int64_t> patients) {
        gathered_.nearline.patients = database::nearline_rows_of_patients(*database_.connection(), patients).patients;
        count_patients(std::move(patients));
    }

    void count_patients(std::vector<std::int64_t> patients) {
        if (!identifier_.asks_for(KeySource::counted, QueryLevel::patient)) return;
        std::ranges::sort(patients);
        patients.erase(std::ranges::unique(patients).begin(), patients.end());
        gathered_.of_patients = database::count_of_patients(*database_.connection(), patients);
    }

    void gather_of_studies(const std::vector<QueriedStudy>& page) {
        if (page.empty()) return;
        const std::vector<std::int64_t> studies = ids_of(page);
        std::vector<std::int64_t> patients;
        patients.reserve(page.size());
        for (const QueriedStudy& study : page) patients.push_back(study.patient.id);
        count_patients(std::move(patients));
        const database::PooledConnection connection = database_.connection();
        gathered_.nearline = database::nearline_rows_of_studies(*connection, studies);
        if (identifier_.asks_for(KeySource::counted, QueryLevel::study)) {
            gathered_.of_studies = database::count_of_studies(*connection, studies);
        }
        if (identifier_.find(tag::ModalitiesInStudy) != nullptr) {
            gathered_.modalities = database::modalities_of_studies(*connection, studies);
        }
        if (identifier_.find(tag::SOPClassesInStudy) != nullptr) {
            gathered_.sop_classes = database::sop_classes_of_studies(*connection, studies);
        }
        if (identifier_.notes.are_asked_for()) {
            gathered_.note_titles = database::note_titles_of_studies(*connection, studies);
        }
    }

    void want_back(const QueriedStudy& study) {
        if (may_recall_ && !outcome_.study_to_recall) outcome_.study_to_recall = study.study_instance_uid;
    }

    [[nodiscard]] bool send(const Found& found) {
        if (still_skipped_ > 0) {
            --still_skipped_;
            return true;
        }
        const bool is_away = found.study != nullptr && gathered_.nearline.studies.contains(found.study->id);
        if (is_away && identifier_.asks_for_availability) want_back(*found.study);
        const std::vector<std::byte> match = write_match(identifier_, found);
        const bool has_titles = found.study != nullptr && identifier_.notes.are_asked_for();
        return sink_({match, identifier_.has_unsupported_keys || found.lacks_object,
                      has_titles ? &gathered_.note_titles[found.study->id] : nullptr});
    }

    database::Database& database_;
    const ObjectOpener& open_object_;
    const Identifier& identifier_;
    const MatchSink& sink_;
    std::int64_t still_skipped_;
    std::optional<std::int64_t> wanted_;
    bool is_decided_by_index_;
    bool finds_all_;
    bool may_recall_;
    FindOutcome outcome_;
    Gathered gathered_;
};

}  // namespace

FindOutcome Finder::find(const Identifier& identifier, const MatchSink& sink, const MatchRange& range) const {
    Found found;
    found.retrieve_ae_title = &retrieve_ae_title_;
    Search search{database_, open_object_, identifier, sink, range};
    if (identifier.level == QueryLevel::patient) {
        (void)search.patients(found);
    } else {
        (void)search.studies(found);
    }
    return std::move(search).outcome();
}

}  // namespace kinote::query
