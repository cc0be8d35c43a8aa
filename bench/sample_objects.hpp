#pragma once
// The objects that the benches send, read and register: made here, so that every run measures the same.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kinote::bench {

/// How many images a sample document refers to: 4 kB where documents are sent and stored, 6 kB where one is only read.
inline constexpr int usual_references = 10;
inline constexpr int references_to_read = 20;

inline constexpr int usual_objects_per_study = 4;
inline constexpr std::uint16_t usual_image_side = 512;

/// Where a sample object belongs. The patient follows from the study.
struct SampleIdentity {
    std::string study_instance_uid;
    std::string series_instance_uid;
    std::string sop_instance_uid;
    std::string patient_id;
};

/// The identity of the object of this number, from 0. @param root  of all UIDs, without a dot behind.
[[nodiscard]] SampleIdentity sample_identity(std::string_view root, int number,
                                             int objects_per_study = usual_objects_per_study);

/// A Key Object Selection Document with that many references, as a data set in Explicit VR Little Endian.
[[nodiscard]] std::vector<std::byte> make_kosd(const SampleIdentity& identity, int references = usual_references);

/// A CT image of 512 x 512 pixels of 16 bits, 0.5 MB, as a data set in Explicit VR Little Endian; larger with more
/// frames, smaller with shorter sides.
[[nodiscard]] std::vector<std::byte> make_ct_image(const SampleIdentity& identity, int frames = 1,
                                                   std::uint16_t side = usual_image_side);

/// The data set as a Part 10 object.
[[nodiscard]] std::vector<std::byte> as_part_10(std::string_view sop_class_uid, const SampleIdentity& identity,
                                                const std::vector<std::byte>& data_set);

}  // namespace kinote::bench
