#pragma once
// One pass over a data set that makes its de-identified form.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "deidentification/deidentification.hpp"
#include "deidentification/profile_table.hpp"
#include "deidentification/rewritten_bytes.hpp"
#include "deidentification/stream_comments.hpp"
#include "dicom/byte_source.hpp"
#include "dicom/element_walker.hpp"
#include "note/code.hpp"

namespace kinote::deidentification {

/// What was made.
struct Rewritten {
    std::vector<std::byte> bytes;   ///< what the segments that are not copied lie in
    std::vector<Segment> segments;  ///< in order
    std::vector<Stretch> zeroed;    ///< of the original, where it is copied: ascending, none overlaps another
    std::string sop_class_uid;
    std::string sop_instance_uid;  ///< the new one
};

/// To be used once. One thread.
class Rewriter {
public:
    /// Both must outlive it. @param data_set  Explicit VR Little Endian, without group 0002.
    Rewriter(const dicom::ByteSource& data_set, const Deidentification& how);

    /// @throws base::Error corrupt where it is no data set or lacks its class or instance UID, invalid where more has
    /// to be written anew than the limit allows.
    [[nodiscard]] Rewritten run();

private:
    /// What has been read of an item so far.
    struct Item {
        dicom::Tag sequence;  ///< that it lies in; none for the data set itself
        std::string value_type;
        note::Code code;          ///< where the item is a code: its value and scheme
        note::Code concept_name;  ///< where it is a content item: its concept name
        bool has_graphics = false;
    };
    /// An element of the data set itself.
    struct Chunk {
        dicom::Tag tag;
        RewrittenBytes::Mark begin;
        RewrittenBytes::Mark end;
    };

    void rewrite(dicom::WalkEvent event, Item& item);
    void rewrite_fragments();
    void rewrite_sequence(Item& parent);
    void rewrite_items(dicom::Tag sequence, Item& parent);
    void skip_sequence();
    bool write_instead_of_sequence(dicom::Tag tag, const Item& parent);
    void rewrite_value(Item& item);
    void notice(const dicom::ElementHead& head, Item& item);
    void keep_value(const Item& item);
    void replace_value();
    void map_uids();
    void write_code(const note::Term& code);
    [[nodiscard]] bool is_dropped(const Item& item) const;
    [[nodiscard]] bool is_text_allowed(const Item& item) const;
    [[nodiscard]] Action action_here() const;
    void add_own_attributes();
    void add_chunk(dicom::Tag tag, RewrittenBytes::Mark begin);

    const Deidentification& how_;
    StreamComments comments_;
    dicom::ElementWalker walker_;
    RewrittenBytes out_;
    std::vector<Chunk> chunks_;
    std::string sop_class_uid_;
    std::string sop_instance_uid_;
    bool is_key_object_ = false;
    bool has_graphics_ = false;
    bool has_pixels_ = false;
};

}  // namespace kinote::deidentification
