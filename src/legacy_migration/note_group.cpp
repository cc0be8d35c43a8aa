#include "legacy_migration/note_group.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace kinote::legacy_migration {
namespace {

const SourceValue& id_of(const SourceRow& row) {
    return row.values[static_cast<std::size_t>(NoteColumn::source_note_id)];
}

static_assert(static_cast<int>(NoteColumn::source_note_id) == static_cast<int>(ReferenceColumn::source_note_id));

// "-007" as its sign and its digits without leading zeros; absent where it is no whole number.
struct WholeNumber {
    bool is_negative = false;
    std::string_view digits;
};

std::optional<WholeNumber> whole_number(std::string_view text) {
    WholeNumber number;
    if (text.starts_with('-') || text.starts_with('+')) {
        number.is_negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text.empty() || !std::ranges::all_of(text, [](char digit) { return digit >= '0' && digit <= '9'; })) {
        return std::nullopt;
    }
    text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
    number.digits = text;
    return number;
}

bool is_number_before(const WholeNumber& left, const WholeNumber& right) {
    if (left.is_negative != right.is_negative) return left.is_negative;
    const WholeNumber& smaller = left.is_negative ? right : left;
    const WholeNumber& larger = left.is_negative ? left : right;
    if (smaller.digits.size() != larger.digits.size()) return smaller.digits.size() < larger.digits.size();
    return smaller.digits < larger.digits;
}

[[noreturn]] void refuse_group(const std::string& message) { throw base::Error{base::ErrorKind::invalid, message}; }

}  // namespace

NoteMerge::NoteMerge(RowSource& notes, RowSource& references, RowOrder order)
    : notes_{notes, ContractTable::notes, nullptr, std::nullopt, 0},
      references_{references, ContractTable::references, nullptr, std::nullopt, 0},
      order_{order} {
    advance(notes_);
    advance(references_);
}

bool NoteMerge::is_before(const std::string& left, const std::string& right) const {
    if (order_ != RowOrder::number) return left < right;
    const auto left_number = whole_number(left);
    const auto right_number = whole_number(right);
    if (!left_number || !right_number) {
        refuse_group(
            fmt::format("the mapping says order = \"number\", and the source_note_id \"{}\" is no whole number; "
                        "write order = \"any\"",
                        left_number ? right : left));
    }
    return is_number_before(*left_number, *right_number);
}

void NoteMerge::check_order(Stream& stream, const std::string& id) const {
    if (stream.last_id && is_before(id, *stream.last_id)) {
        refuse_group(
            fmt::format("the rows of {} are not in the order of source_note_id that the mapping promises: \"{}\" "
                        "comes behind \"{}\". Order the query by the bytes of the text (COLLATE \"C\", a binary "
                        "collation) or, with order = \"number\", by the number; or write order = \"any\" into the "
                        "mapping, which sorts here",
                        to_string(stream.table), id, *stream.last_id));
    }
    stream.last_id = id;
}

void NoteMerge::advance(Stream& stream) {
    stream.row = stream.rows.next();
    if (stream.row == nullptr || id_of(*stream.row).is_null) return;
    check_order(stream, id_of(*stream.row).bytes);
}

SourceRow NoteMerge::take(Stream& stream) {
    SourceRow row = *stream.row;
    ++stream.taken;
    advance(stream);
    return row;
}

void NoteMerge::take_references(NoteGroup& group) {
    while (references_.row != nullptr) {
        const SourceValue& id = id_of(*references_.row);
        if (id.is_null || id.bytes != group.source_note_id) return;
        if (group.references.size() < most_references) {
            group.references.push_back(take(references_));
        } else {
            ++references_.taken;
            ++group.excess_references;
            advance(references_);
        }
    }
}

NoteGroup NoteMerge::take_note() {
    NoteGroup group;
    group.note = take(notes_);
    const SourceValue& id = id_of(*group.note);
    if (id.is_null) return group;
    group.source_note_id = id.bytes;
    group.is_repeated = last_note_ == id.bytes;
    last_note_ = id.bytes;
    if (!group.is_repeated) take_references(group);
    return group;
}

NoteGroup NoteMerge::take_orphans() {
    NoteGroup group;
    const SourceValue& id = id_of(*references_.row);
    if (id.is_null) {
        group.references.push_back(take(references_));
        return group;
    }
    group.source_note_id = id.bytes;
    take_references(group);
    return group;
}

std::optional<NoteGroup> NoteMerge::next() {
    if (notes_.row == nullptr && references_.row == nullptr) return std::nullopt;
    if (references_.row == nullptr) return take_note();
    if (notes_.row == nullptr) return take_orphans();
    const SourceValue& note_id = id_of(*notes_.row);
    const SourceValue& reference_id = id_of(*references_.row);
    if (reference_id.is_null) return take_orphans();
    if (note_id.is_null) return take_note();
    return is_before(reference_id.bytes, note_id.bytes) ? take_orphans() : take_note();
}

}  // namespace kinote::legacy_migration
