#include "note/content_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "dicom/uid.hpp"
#include "note/frame_reader.hpp"
#include "note/observer_reader.hpp"

namespace kinote::note {
namespace {

namespace tag = dicom::tag;

/// The row of TID 2010 that an item belongs to; 0 where to none.
int row_of(Relationship relationship, ValueType type, const Code& concept_name) {
    if (relationship == Relationship::has_concept_modifier && type == ValueType::code) {
        if (concept_name == term::DocumentTitleModifier) return 2;  // rows 2 to 4
        if (concept_name == term::LanguageOfContent) return 5;
        return 0;
    }
    if (relationship == Relationship::has_observation_context) {
        const bool is_context = type == ValueType::text || type == ValueType::code || type == ValueType::person_name ||
                                type == ValueType::uid_reference;
        return is_context ? 6 : 0;
    }
    if (relationship != Relationship::contains) return 0;
    switch (type) {
        case ValueType::text: return concept_name.is_empty() || concept_name == term::KeyObjectDescription ? 7 : 0;
        case ValueType::image: return 8;
        case ValueType::waveform: return 9;
        case ValueType::composite: return 10;
        default: return 0;
    }
}

class TreeReader {
public:
    TreeReader(const Code& title, FindingList& findings)
        : findings_{findings},
          observers_{findings},
          frames_{findings},
          may_nest_{title == term::ManifestWithDescription || title == term::TrialManifestWithDescription} {}

    ContentTree read(const dicom::Item& document) {
        const Place sequence = Place{}.in(tag::ContentSequence);
        std::size_t number = 0;
        for (const dicom::Item item : document.items(tag::ContentSequence)) read_item(item, sequence.item(++number));
        tree_.description = !description_.empty() || has_description_ ? description_ : unnamed_text_;
        tree_.observers = observers_.take();
        return std::move(tree_);
    }

private:
    void read_item(const dicom::Item& item, const Place& place) {
        const std::string value_type = item.text(tag::ValueType);
        if (item.has(tag::ReferencedContentItemIdentifier)) {
            findings_.warning(RuleId::K20, place,
                              "an item by reference is not allowed in this document; it is ignored");
            return;
        }
        const ValueType type = value_type_of(item);
        const Code name = code_in(item, tag::ConceptNameCodeSequence);
        Relationship relationship = relationship_of(item);
        if (relationship == Relationship::absent) {
            findings_.warning(RuleId::K20, place, "the item has no relationship; CONTAINS is assumed");
            relationship = Relationship::contains;
        }
        if (type == ValueType::container && may_nest_) {
            read_library(item, place);
            return;
        }
        const int row = row_of(relationship, type, name);
        if (row == 0) {
            reject(item, value_type, name, place);
            return;
        }
        judge_order(row, place);
        if (!may_nest_ && item.has_value(tag::ContentSequence)) {
            findings_.warning(RuleId::K20, place.in(tag::ContentSequence),
                              "items below an item are not allowed; they are ignored");
        }
        read_row(row, item, type, name, place);
    }

    void read_row(int row, const dicom::Item& item, ValueType type, const Code& name, const Place& place) {
        switch (row) {
            case 2: tree_.modifiers.push_back(code_in(item, tag::ConceptCodeSequence)); break;
            case 5: tree_.language = code_in(item, tag::ConceptCodeSequence).value; break;
            case 6: observers_.add(item, name, place); break;
            case 7: read_text(item, name, place); break;
            default: read_reference(item, type, name, place, false); break;
        }
    }

    void reject(const dicom::Item& item, const std::string& value_type, const Code& name, const Place& place) {
        if (may_nest_) return;  // TID 2010 as IHE MADO has it allows more than this table
        findings_.warning(RuleId::K20, place,
                          fmt::format("{} {} {} has no place in the template; it is ignored",
                                      item.text(tag::RelationshipType), value_type.empty() ? "item" : value_type,
                                      name.is_empty() ? "" : fmt::format("({}, {})", name.value, name.scheme)));
    }

    void judge_order(int row, const Place& place) {
        if (row < last_row_) findings_.information(RuleId::K38, place, "the item stands behind what it should precede");
        last_row_ = std::max(last_row_, row);
    }

    void read_text(const dicom::Item& item, const Code& name, const Place& place) {
        const std::string text = lines_in(item, tag::TextValue);
        if (name.is_empty()) {
            findings_.warning(RuleId::K18, place, "the text has no concept name");
            append_paragraph(unnamed_text_, text);
            return;
        }
        if (has_description_) {
            findings_.warning(RuleId::K17, place,
                              "there is more than one Key Object Description; their texts are joined");
        }
        has_description_ = true;
        append_paragraph(description_, text);
    }

    static void append_paragraph(std::string& whole, const std::string& text) {
        if (!whole.empty() && !text.empty()) whole += '\n';
        whole += text;
    }

    /// TID 1600 of a manifest: the same objects again, with descriptions.
    void read_library(const dicom::Item& container, const Place& place) {
        const Place sequence = place.in(tag::ContentSequence);
        std::size_t number = 0;
        for (const dicom::Item item : container.items(tag::ContentSequence)) {
            const Place here = sequence.item(++number);
            const ValueType type = value_type_of(item);
            // Depth is limited by the Dataset.
            if (type == ValueType::container) read_library(item, here);
            if (is_reference(type)) read_reference(item, type, {}, here, true);
        }
    }

    void read_reference(const dicom::Item& item, ValueType type, const Code& name, const Place& place,
                        bool is_in_library) {
        if (!name.is_empty()) findings_.information(RuleId::K19, place, "the reference has a concept name");
        const Place sequence = place.in(tag::ReferencedSOPSequence);
        const auto referenced = item.items(tag::ReferencedSOPSequence);
        const std::size_t count = referenced.size();
        if (count == 0) findings_.warning(RuleId::K23, sequence, "the reference names no object; it is skipped");
        if (count > 1)
            findings_.warning(RuleId::K23, sequence,
                              fmt::format("one reference names {} objects; all are taken", count));
        std::size_t number = 0;
        for (const dicom::Item object : referenced) read_object(object, type, sequence.item(++number), is_in_library);
    }

    void read_object(const dicom::Item& object, ValueType type, const Place& place, bool is_in_library) {
        NoteReference reference;
        reference.sop_instance_uid = reference_uid_in(object, tag::ReferencedSOPInstanceUID, place, findings_);
        if (reference.sop_instance_uid.empty()) return;
        reference.sop_class_uid = object.text(tag::ReferencedSOPClassUID);
        reference.frames = frames_.read(object, place);
        if (const auto state = object.items(tag::ReferencedSOPSequence).first()) {
            const Place state_place = place.in(tag::ReferencedSOPSequence).item(1);
            reference.presentation_state_uid =
                reference_uid_in(*state, tag::ReferencedSOPInstanceUID, state_place, findings_);
            reference.presentation_state_class_uid = state->text(tag::ReferencedSOPClassUID);
        }
        tree_.references.push_back({std::move(reference), type, is_in_library, place});
    }

    FindingList& findings_;
    ObserverReader observers_;
    FrameReader frames_;
    bool may_nest_;
    ContentTree tree_;
    std::string description_;
    std::string unnamed_text_;
    bool has_description_ = false;
    int last_row_ = 0;
};

}  // namespace

ContentTree read_content_tree(const dicom::Item& document, const Code& title, FindingList& findings) {
    return TreeReader{title, findings}.read(document);
}

std::string reference_uid_in(const dicom::Item& item, dicom::Tag uid, const Place& place, FindingList& findings) {
    std::string text = item.text(uid);
    if (dicom::is_well_formed_uid(text)) return text;
    const bool is_usable = dicom::is_valid_uid(text);
    findings.warning(RuleId::K40, place.in(uid),
                     is_usable ? "the UID has a leading zero or an empty component; it is used as it is"
                               : "the UID is absent or malformed; the reference is skipped");
    return is_usable ? text : std::string{};
}

}  // namespace kinote::note
