// Any bytes at all must be read, judged and compared, or refused with an Error; never anything else.

#include <boost/json/serialize.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "base/error.hpp"
#include "dicom/data_set_comparison.hpp"
#include "dicom/header.hpp"
#include "dicom/structure.hpp"
#include "note/doctor.hpp"

namespace {

using namespace kinote;

/// Runs what may throw an Error, and nothing but that.
template <typename Action>
void try_to(Action action) {
    try {
        action();
    } catch (const base::Error&) {
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const dicom::MemorySource source{std::as_bytes(std::span{data, size})};
    try_to([&] { (void)dicom::read_header(source); });
    try_to([&] { (void)dicom::check_structure(source); });
    try_to([&] {
        if (!dicom::is_same_data_set(source, source)) std::abort();
    });
    const note::GivenFile file{"input", [data, size] {
                                   return std::make_unique<dicom::MemorySource>(std::as_bytes(std::span{data, size}));
                               }};
    note::DoctorOptions options;
    options.repairs = note::repairable_rules();
    const std::vector<note::Judgement> judgements = note::judge(std::span{&file, 1}, options);
    const auto findings = note::to_json(std::span{judgements.front().findings});
    if (note::findings_from_json(findings) != judgements.front().findings) std::abort();
    (void)boost::json::serialize(note::to_json(judgements.front()));
    return 0;
}
