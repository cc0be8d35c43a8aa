#include "dicom/dictionary.hpp"

#include <dcmtk/dcmdata/dcdicent.h>
#include <dcmtk/dcmdata/dcdict.h>

#include <algorithm>
#include <vector>

#include "dicom/attribute_table.hpp"

namespace kinote::dicom {
namespace {

Vr vr_of(DcmEVR vr) {
    switch (vr) {
        case EVR_xs: return Vr::US;
        case EVR_ox:
        case EVR_px:
        case EVR_lt: return Vr::OW;
        case EVR_na: return Vr::OB;
        default: break;
    }
    const std::string_view name = DcmVR{vr}.getValidVRName();
    return name.size() == 2
               ? static_cast<Vr>(static_cast<unsigned char>(name[0]) << 8 | static_cast<unsigned char>(name[1]))
               : Vr::UN;
}

/// DCMTK marks what PS3.6 has retired; the keyword there is without the mark.
std::string_view without_mark(std::string_view name) {
    for (const std::string_view mark : {"RETIRED_", "ACR_NEMA_"}) {
        if (name.starts_with(mark)) name.remove_prefix(mark.size());
    }
    return name;
}

/// A copy of the dictionary without private attributes, made once. DCMTK's own look-up takes a process-wide lock.
class Dictionary {
public:
    static const Dictionary& instance() {
        static const Dictionary dictionary;
        return dictionary;
    }

    [[nodiscard]] const Attribute* find(Tag tag) const {
        const auto found = std::ranges::lower_bound(attributes_, tag, {}, &Attribute::tag);
        if (found != attributes_.end() && found->tag == tag) return &*found;
        const auto covers = [&](const Repeating& entry) { return entry.covers(tag); };
        const auto repeating = std::ranges::find_if(repeating_, covers);
        return repeating != repeating_.end() ? &repeating->attribute : nullptr;
    }

    [[nodiscard]] const Attribute* find(std::string_view keyword) const {
        const auto of = [](const Attribute* attribute) { return attribute->keyword; };
        const auto found = std::ranges::lower_bound(by_keyword_, keyword, {}, of);
        return found != by_keyword_.end() && (*found)->keyword == keyword ? *found : nullptr;
    }

private:
    /// Such as (60xx,3000) Overlay Data: even numbers of a range.
    struct Repeating {
        Attribute attribute;
        Tag last;

        [[nodiscard]] bool covers(Tag tag) const {
            return tag.group >= attribute.tag.group && tag.group <= last.group &&
                   tag.element >= attribute.tag.element && tag.element <= last.element &&
                   (tag.group - attribute.tag.group) % 2 == 0;
        }
    };

    Dictionary() {
        DcmDataDictionary& source = dcmDataDict.wrlock();
        for (auto entry = source.normalBegin(); entry != source.normalEnd(); ++entry) {
            if ((*entry)->getPrivateCreator() == nullptr) attributes_.push_back(attribute_of(**entry));
        }
        for (auto entry = source.repeatingBegin(); entry != source.repeatingEnd(); ++entry) {
            if ((*entry)->getPrivateCreator() != nullptr) continue;
            const Attribute attribute = attribute_of(**entry);
            if (attribute.tag.is_private()) continue;
            repeating_.push_back({attribute, {(*entry)->getUpperGroup(), (*entry)->getUpperElement()}});
        }
        dcmDataDict.wrunlock();
        const auto newer = newer_attributes();
        attributes_.insert(attributes_.end(), newer.begin(), newer.end());
        std::ranges::stable_sort(attributes_, {}, &Attribute::tag);
        by_keyword_.reserve(attributes_.size());
        for (const Attribute& attribute : attributes_) by_keyword_.push_back(&attribute);
        std::ranges::stable_sort(by_keyword_, {}, [](const Attribute* attribute) { return attribute->keyword; });
    }

    /// The name stays DCMTK's: its dictionary lives as long as the process.
    static Attribute attribute_of(const DcmDictEntry& entry) {
        return {{entry.getGroup(), entry.getElement()}, vr_of(entry.getEVR()), without_mark(entry.getTagName())};
    }

    std::vector<Attribute> attributes_;
    std::vector<const Attribute*> by_keyword_;
    std::vector<Repeating> repeating_;
};

}  // namespace

Vr dictionary_vr(Tag tag) {
    if (tag.is_group_length()) return Vr::UL;
    if (tag.is_private()) return tag.element >= 0x10 && tag.element <= 0xFF ? Vr::LO : Vr::UN;  // PS3.5 7.8.1
    const Attribute* known = Dictionary::instance().find(tag);
    return known != nullptr ? known->vr : Vr::UN;
}

std::string_view keyword_of(Tag tag) {
    const Attribute* known = Dictionary::instance().find(tag);
    return known != nullptr ? known->keyword : std::string_view{};
}

std::optional<Tag> find_tag(std::string_view keyword) {
    const Attribute* known = Dictionary::instance().find(keyword);
    return known != nullptr ? std::optional{known->tag} : std::nullopt;
}

std::string keyword_or_number(Tag tag) {
    const std::string_view keyword = keyword_of(tag);
    return keyword.empty() ? to_string(tag) : std::string{keyword};
}

}  // namespace kinote::dicom
