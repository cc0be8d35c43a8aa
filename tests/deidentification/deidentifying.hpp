#pragma once
// De-identifies what the tests build, and reads what came out.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "deidentification/deidentified_object.hpp"
#include "dicom/data_set_builder.hpp"
#include "dicom/dataset.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/owned_source.hpp"

namespace kinote::deidentification {

using Bytes = std::vector<std::byte>;

using test::OwnedSource;

inline UidMapping test_mapping(std::string_view key = "a secret of the export") {
    return UidMapping{std::as_bytes(std::span{key})};
}

inline Deidentification test_deidentification() {
    return {.mapping = test_mapping(), .patient_name = "ANON-1", .patient_id = "ANON-1"};
}

inline std::string data_set_of(const test::BuiltItem& item, bool has_undefined_lengths = false) {
    return test::Encoder{{{}, has_undefined_lengths}}.encode(item);
}

inline std::unique_ptr<dicom::ByteSource> source_of(std::string_view data_set) {
    return std::make_unique<OwnedSource>(test::to_bytes(data_set));
}

inline Bytes all_of(const dicom::ByteSource& source) {
    Bytes bytes(source.size());
    EXPECT_EQ(source.read_at(0, bytes), bytes.size());
    std::byte more{};
    EXPECT_EQ(source.read_at(bytes.size(), std::span{&more, 1}), 0U);
    return bytes;
}

inline Bytes deidentified(std::string_view data_set, const Deidentification& how = test_deidentification()) {
    return all_of(DeidentifiedObject{source_of(data_set), how});
}

inline dicom::Dataset parsed(const Bytes& data_set,
                             std::string_view transfer_syntax = dicom::uid::ExplicitVRLittleEndian) {
    Bytes part10 = test::to_bytes(test::file_meta(transfer_syntax));
    part10.insert(part10.end(), data_set.begin(), data_set.end());
    return dicom::Dataset::parse(std::move(part10));
}

inline dicom::Dataset deidentified(const test::BuiltItem& item, const Deidentification& how = test_deidentification()) {
    return parsed(deidentified(data_set_of(item), how));
}

inline bool holds(const Bytes& bytes, std::string_view text) {
    return std::string_view{reinterpret_cast<const char*>(bytes.data()), bytes.size()}.find(text) !=
           std::string_view::npos;
}

/// As "invalid: message"; empty where nothing was thrown.
template <typename Call>
std::string error_of(const Call& call) {
    try {
        call();
        return {};
    } catch (const base::Error& error) {
        return std::string{to_string(error.kind())} + ": " + error.what();
    }
}

}  // namespace kinote::deidentification
