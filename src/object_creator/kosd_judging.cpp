#include "object_creator/kosd_judging.hpp"

#include <algorithm>
#include <memory>
#include <string_view>

#include "base/error.hpp"
#include "dicom/byte_source.hpp"
#include "dicom/dataset.hpp"
#include "dicom/tag.hpp"
#include "note/repaired_references.hpp"
#include "object_creator/index_lookup.hpp"

namespace kinote::object_creator {
namespace {

using base::Error;
using base::ErrorKind;
using note::Finding;
using note::RuleId;

// The UIDs that the document names anywhere as referenced: what the reader will ask the index for. A repair asks for
// badly written ones without the zeros that their components begin with, too.
void collect_references(const dicom::Item& item, std::vector<std::string>& uids, unsigned depth) {
    constexpr unsigned deepest = 16;
    for (const dicom::Element& element : item.elements()) {
        if (element.tag() == dicom::tag::ReferencedSOPInstanceUID) {
            uids.push_back(element.text());
            if (auto meant = note::without_leading_zeros(uids.back())) uids.push_back(*std::move(meant));
        }
        if (!element.is_sequence() || depth == deepest) continue;
        for (const dicom::Item& nested : element.items()) collect_references(nested, uids, depth + 1);
    }
}

std::vector<std::string> referenced_uids(const dicom::Dataset& kos) {
    std::vector<std::string> referenced;
    collect_references(kos, referenced, 0);
    std::ranges::sort(referenced);
    const auto repeated = std::ranges::unique(referenced);
    referenced.erase(repeated.begin(), repeated.end());
    return referenced;
}

// A document that cannot even be parsed breaks K01 as a whole.
note::KosReading unreadable(const database::StoredObject& object, const Error& error) {
    note::KosReading reading;
    reading.note.sop_instance_uid = object.sop_instance_uid;
    reading.note.study_instance_uid = object.study_instance_uid;
    reading.findings.push_back({RuleId::K01, note::Severity::error, "", error.what()});
    return reading;
}

// Each reference says for itself whether its object is here: that changes, and what is kept here would not.
void forget_presence(JudgedKosd& judged) {
    const auto is_of_presence = [](const Finding& finding) { return finding.rule == RuleId::K34; };
    std::erase_if(judged.reading.findings, is_of_presence);
    if (!judged.repair) return;
    std::erase_if(judged.repair->reading.findings, is_of_presence);
    std::erase_if(judged.repair->left, [&](const note::LeftFinding& one) { return is_of_presence(one.finding); });
}

}  // namespace

JudgedKosd judge_kosd(const database::ObjectInPlace& kosd, const note::RuleSet& chosen,
                      const RegisterKosdSettings& settings, database::Database& database,
                      const image_cache::ImageCache& image_cache) {
    const std::unique_ptr<dicom::ByteSource> source = image_cache.open(kosd.object);
    dicom::DatasetOptions parsing;
    parsing.fallback_character_set = settings.fallback_character_set;
    try {
        const dicom::Dataset kos = dicom::Dataset::read(*source, parsing);
        const std::vector<std::string> referenced = referenced_uids(kos);
        const std::vector<std::string_view> uids{referenced.begin(), referenced.end()};
        const database::PooledConnection connection = database.connection();
        const IndexLookup index{*connection, kosd, uids};
        note::ReadingOptions options;
        options.is_strict = settings.is_strict;
        options.site_titles = settings.site_titles;
        options.known_objects = &index;
        JudgedKosd judged{note::read_kos(kos, options), std::nullopt};
        if (!chosen.empty()) judged.repair = note::repair_kos(kos, options, chosen);
        forget_presence(judged);
        return judged;
    } catch (const Error& error) {
        // What the bytes are to blame for is a finding; what the disk or the database is to blame for is not.
        if (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::invalid) throw;
        return {unreadable(kosd.object, error), std::nullopt};
    }
}

}  // namespace kinote::object_creator
