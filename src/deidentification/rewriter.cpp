#include "deidentification/rewriter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "deidentification/attribute_decision.hpp"
#include "deidentification/attributes.hpp"
#include "deidentification/value_reading.hpp"
#include "dicom/dictionary.hpp"
#include "dicom/text_value.hpp"
#include "dicom/uid.hpp"

namespace kinote::deidentification {

using base::Error;
using base::ErrorKind;
using dicom::Tag;
using dicom::Vr;
using dicom::WalkEvent;

namespace {

constexpr std::uint64_t longest_in_memory = 4096;  ///< of a value that is kept
constexpr dicom::Encoding explicit_little_endian{};

constexpr note::Term removed_person{"ANON", "99ANON", "Anonymous"};
constexpr std::string_view private_meaning = "Private code";

// PS3.16 TID 1007: what of a subject is a code or a number.
constexpr note::Term subject_sex{"121032", "DCM", "Subject Sex"};
constexpr note::Term undetermined_sex{"121103", "DCM", "Undetermined sex"};
constexpr note::Term subject_age{"121033", "DCM", "Subject Age"};

constexpr bool is_pixels(Tag tag) {
    return tag == dicom::tag::PixelData || tag == dicom::tag::FloatPixelData || tag == dicom::tag::DoubleFloatPixelData;
}

Vr known_vr(Tag tag, Vr written) {
    const Vr known = dicom::dictionary_vr(tag);
    return known == Vr::UN ? written : known;
}

}  // namespace

Rewriter::Rewriter(const dicom::ByteSource& data_set, const Deidentification& how)
    : how_{how},
      comments_{data_set},
      walker_{data_set, 0, data_set.size(), explicit_little_endian},
      out_{how.memory_limit} {}

Rewritten Rewriter::run() {
    Item data_set;
    for (WalkEvent event = walker_.next(); event != WalkEvent::end; event = walker_.next()) {
        const Tag tag = walker_.head().tag;
        const RewrittenBytes::Mark begin = out_.mark();
        rewrite(event, data_set);
        add_chunk(tag, begin);
    }
    if (sop_class_uid_.empty() || sop_instance_uid_.empty()) {
        throw Error{ErrorKind::corrupt, "the object has no SOP Class UID or no SOP Instance UID"};
    }
    add_own_attributes();

    Rewritten made;
    std::ranges::stable_sort(chunks_, {}, &Chunk::tag);
    const auto doubles = std::ranges::unique(chunks_, {}, &Chunk::tag);
    chunks_.erase(doubles.begin(), doubles.end());
    for (const Chunk& chunk : chunks_) out_.add_segments(chunk.begin, chunk.end, made.segments);
    std::uint64_t position = 0;
    for (Segment& segment : made.segments) {
        segment.position = position;
        position += segment.length;
    }
    made.bytes = out_.take();
    made.zeroed = comments_.found();
    made.sop_class_uid = sop_class_uid_;
    made.sop_instance_uid = sop_instance_uid_;
    return made;
}

void Rewriter::add_chunk(Tag tag, RewrittenBytes::Mark begin) { chunks_.push_back({tag, begin, out_.mark()}); }

/// PS3.15 E.1.1: what the object says of its de-identification. Stands in the place of what it said before.
void Rewriter::add_own_attributes() {
    const std::size_t first = chunks_.size();
    const auto add_text = [&](Tag tag, Vr vr, std::string_view value) {
        const RewrittenBytes::Mark begin = out_.mark();
        out_.text(tag, vr, value);
        add_chunk(tag, begin);
    };
    add_text(dicom::tag::PatientName, Vr::PN, how_.patient_name);
    add_text(dicom::tag::PatientID, Vr::LO, how_.patient_id);
    add_text(dicom::tag::PatientIdentityRemoved, Vr::CS, "YES");
    add_text(dicom::tag::DeidentificationMethod, Vr::LO, "kinote, PS3.15 E.1 Basic Profile, Clean Structured Content");
    const RewrittenBytes::Mark begin = out_.mark();
    out_.begin_sequence(dicom::tag::DeidentificationMethodCodeSequence);
    write_code(term::BasicApplicationConfidentialityProfile);
    if (has_graphics_) write_code(term::CleanGraphicsOption);
    write_code(term::CleanStructuredContentOption);
    out_.end_sequence();
    add_chunk(dicom::tag::DeidentificationMethodCodeSequence, begin);
    add_text(tag::LongitudinalTemporalInformationModified, Vr::CS, "REMOVED");
    if (how_.is_confirmed && has_pixels_) add_text(tag::BurnedInAnnotation, Vr::CS, "NO");
    // Of equal tags the first one stays.
    std::ranges::rotate(chunks_, chunks_.begin() + static_cast<std::ptrdiff_t>(first));
}

void Rewriter::write_code(const note::Term& code) {
    out_.begin_item();
    out_.text(dicom::tag::CodeValue, Vr::SH, code.value);
    out_.text(dicom::tag::CodingSchemeDesignator, Vr::SH, code.scheme);
    out_.text(dicom::tag::CodeMeaning, Vr::LO, code.meaning);
    out_.end_item();
}

void Rewriter::rewrite(WalkEvent event, Item& item) {
    switch (event) {
        case WalkEvent::fragments_begin: rewrite_fragments(); break;
        case WalkEvent::sequence_begin: rewrite_sequence(item); break;
        default: rewrite_value(item); break;
    }
}

/// Those of the object's own pixel data are copied, without what compressors wrote beside the picture; others, as of an
/// icon that is compressed, are left out.
void Rewriter::rewrite_fragments() {
    const dicom::ElementHead head = walker_.head();
    const std::uint64_t begin = walker_.position();
    const bool is_copied = head.tag == dicom::tag::PixelData && head.depth == 0;
    bool is_table = true;  // PS3.5 A.4: the first item is the Basic Offset Table
    while (walker_.next() != WalkEvent::fragments_end) {
        if (is_copied && !is_table) comments_.look_through({walker_.head().value_offset, walker_.head().length});
        is_table = false;
    }
    if (!is_copied) return;
    has_pixels_ = true;
    out_.copied_fragments(head.tag, head.vr == Vr::UN ? Vr::OB : head.vr, begin, walker_.position() - begin);
}

Action Rewriter::action_here() const {
    const Tag tag = walker_.head().tag;
    if (tag == dicom::tag::EncapsulatedDocument && how_.is_confirmed) return Action::keep;
    // PS3.3 C.7.2.1: not to be empty there. Within a request (PS3.3 Table C.17-3c) it is, and has to be present.
    if (tag == dicom::tag::ReferencedStudySequence && walker_.head().depth == 0) return Action::remove;
    return action_for(tag);
}

void Rewriter::skip_sequence() {
    const dicom::ElementHead head = walker_.head();
    if (!head.has_undefined_length) return walker_.skip_sequence();
    while (walker_.next() != WalkEvent::sequence_end || walker_.head().depth != head.depth) {
    }
}

void Rewriter::rewrite_sequence(Item& parent) {
    const Tag tag = walker_.head().tag;
    const Action action = action_here();
    if (action == Action::remove || dicom::dictionary_vr(tag) != Vr::SQ) return skip_sequence();
    if (action != Action::keep || write_instead_of_sequence(tag, parent)) {
        if (action != Action::keep) {
            out_.begin_sequence(tag);
            if (action == Action::replace) write_code(removed_person);
            out_.end_sequence();
        }
        return skip_sequence();
    }
    rewrite_items(tag, parent);
}

/// PS3.16 TID 1007: the age and the sex of the subject. @return false where the items are to be rewritten.
bool Rewriter::write_instead_of_sequence(Tag tag, const Item& parent) {
    const bool is_age = tag == dicom::tag::MeasuredValueSequence && parent.concept_name == subject_age;
    const bool is_sex = tag == dicom::tag::ConceptCodeSequence && parent.concept_name == subject_sex;
    if (!is_age && !is_sex) return false;
    out_.begin_sequence(tag);
    if (is_sex) write_code(undetermined_sex);
    out_.end_sequence();
    return true;
}

void Rewriter::rewrite_items(Tag sequence, Item& parent) {
    const RewrittenBytes::Mark before = out_.mark();
    std::size_t kept = 0;
    std::size_t dropped = 0;
    out_.begin_sequence(sequence);
    while (walker_.next() == WalkEvent::item_begin) {
        Item item;
        item.sequence = sequence;
        const RewrittenBytes::Mark begin = out_.mark();
        out_.begin_item();
        for (WalkEvent event = walker_.next(); event != WalkEvent::item_end; event = walker_.next())
            rewrite(event, item);
        out_.end_item();
        if (sequence == dicom::tag::ConceptNameCodeSequence && parent.concept_name.is_empty())
            parent.concept_name = item.code;
        const bool is_gone = is_dropped(item);
        if (is_gone) out_.go_back(begin);
        ++(is_gone ? dropped : kept);
    }
    out_.end_sequence();
    if (dropped != 0 && kept == 0) return out_.go_back(before);
    if (sequence == tag::GraphicAnnotationSequence) has_graphics_ = true;
    if (sequence == tag::GraphicObjectSequence || sequence == tag::CompoundGraphicSequence) parent.has_graphics = true;
}

/// PS3.16 TID 2010 row 7 and the text of TID 1002 to 1004 may be absent; an annotation without graphics says nothing.
bool Rewriter::is_dropped(const Item& item) const {
    if (item.sequence == dicom::tag::ContentSequence) return is_key_object_ && item.value_type == "TEXT";
    return item.sequence == tag::GraphicAnnotationSequence && !item.has_graphics;
}

void Rewriter::rewrite_value(Item& item) {
    const dicom::ElementHead head = walker_.head();
    const Action action = action_here();
    const Vr known = known_vr(head.tag, head.vr);
    const bool can_be_kept = is_of_its_kind(head.tag, head.vr) && known != Vr::SQ;
    notice(head, item);
    if (action == Action::remove) return;
    if (known == Vr::SQ) {
        if (head.length != 0 && action == Action::keep) return;  // no items that anybody could read
        out_.begin_sequence(head.tag);
        return out_.end_sequence();
    }
    if (head.length == 0) return out_.text(head.tag, known, {});
    switch (action) {
        case Action::empty: out_.text(head.tag, known, {}); break;
        case Action::replace: replace_value(); break;
        case Action::map: map_uids(); break;
        case Action::patient_name: out_.text(head.tag, known, how_.patient_name); break;
        case Action::patient_id: out_.text(head.tag, known, how_.patient_id); break;
        case Action::relabel:
            out_.text(head.tag, known, how_.mapping.label(first_value_of(walker_, known, 256)));
            break;
        default:
            if (can_be_kept) keep_value(item);
            break;
    }
}

void Rewriter::notice(const dicom::ElementHead& head, Item& item) {
    const auto value = [&] { return first_value_of(walker_, known_vr(head.tag, head.vr), 256); };
    if (head.tag == dicom::tag::ValueType) {
        item.value_type = value();
    } else if (head.tag == dicom::tag::CodeValue) {
        item.code.value = value();
    } else if (head.tag == dicom::tag::CodingSchemeDesignator) {
        item.code.scheme = value();
    } else if (head.depth == 0 && head.tag == dicom::tag::SOPClassUID && sop_class_uid_.empty()) {
        sop_class_uid_ = value();
        is_key_object_ = sop_class_uid_ == dicom::uid::KeyObjectSelectionDocumentStorage;
    } else if (head.depth == 0 && head.tag == dicom::tag::SOPInstanceUID && sop_instance_uid_.empty()) {
        sop_instance_uid_ = how_.mapping.map(value());
    } else if (head.depth == 0 && is_pixels(head.tag)) {
        has_pixels_ = true;
    }
}

void Rewriter::keep_value(const Item& item) {
    const dicom::ElementHead head = walker_.head();
    const Vr known = known_vr(head.tag, head.vr);
    if (!is_text_allowed(item)) return out_.text(head.tag, known, private_meaning);
    const Vr vr = head.vr == Vr::UN ? known : head.vr;
    if (!holds_what_it_may(walker_, known == Vr::CS ? known : vr)) return replace_value();
    if (head.length > longest_in_memory) return out_.copied_value(head.tag, vr, head.value_offset, head.length);
    out_.text(head.tag, vr, whole_value_of(walker_));
}

/// The meaning of a code that a site or a maker made up can be anything that somebody typed.
bool Rewriter::is_text_allowed(const Item& item) const {
    const Tag tag = walker_.head().tag;
    if (tag != dicom::tag::CodeMeaning && tag != tag::ExtendedCodeMeaning) return true;
    return is_published_coding_scheme(item.code.scheme);
}

void Rewriter::replace_value() {
    const dicom::ElementHead head = walker_.head();
    const Vr known = known_vr(head.tag, head.vr);
    if (known == Vr::UI) return map_uids();
    out_.text(head.tag, known, replacement_value(known));
}

void Rewriter::map_uids() {
    const dicom::ElementHead head = walker_.head();
    if (head.length > how_.memory_limit) {
        throw Error{ErrorKind::invalid, fmt::format("{} holds {} bytes of UIDs", to_string(head.tag), head.length)};
    }
    std::string mapped;
    for (const std::string& uid : dicom::split_values(whole_value_of(walker_), Vr::UI)) {
        mapped += how_.mapping.map(uid) + '\\';
    }
    mapped.pop_back();
    out_.text(head.tag, Vr::UI, mapped);
}

}  // namespace kinote::deidentification
