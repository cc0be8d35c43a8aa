#pragma once
// A small data set as a whole, parsed: elements in order, nested items, text as UTF-8.

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/byte_source.hpp"
#include "dicom/character_set.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/tag.hpp"
#include "dicom/vr.hpp"

namespace kinote::dicom {

namespace detail {
struct DatasetContent;
struct DatasetNode;
}  // namespace detail

class Element;
class ItemRange;
class ElementRange;

/// A view of one item of a sequence, or of the data set itself. Cheap to copy; valid as long as its Dataset.
/// Any thread, and many at once: nothing here changes.
class Item {
public:
    /// The element, nothing where absent. Of elements that stand twice, the first.
    [[nodiscard]] std::optional<Element> find(Tag tag) const;
    [[nodiscard]] bool has(Tag tag) const;
    /// Present with a value (for a sequence: with an item).
    [[nodiscard]] bool has_value(Tag tag) const;

    /// The first value as UTF-8, without padding; empty where absent or empty, or where the element is no text.
    [[nodiscard]] std::string text(Tag tag) const;
    /// All values as UTF-8, each without padding.
    [[nodiscard]] std::vector<std::string> texts(Tag tag) const;
    /// The first value as number, of IS, DS (where it is whole), US, SS, UL, SL, UV, SV.
    [[nodiscard]] std::optional<std::int64_t> integer(Tag tag) const;
    /// The items of a sequence; none where the element is absent or no sequence.
    [[nodiscard]] ItemRange items(Tag tag) const;

    /// All elements in the order in which they stand.
    [[nodiscard]] ElementRange elements() const;

    [[nodiscard]] const CharacterSet& character_set() const;

protected:
    friend class Element;
    friend class ItemRange;
    Item(const detail::DatasetContent* content, std::uint32_t node) : content_{content}, node_{node} {}

    const detail::DatasetContent* content_;
    std::uint32_t node_;
};

/// A view of one element; valid as long as its Dataset.
class Element {
public:
    [[nodiscard]] Tag tag() const;
    [[nodiscard]] Vr vr() const;
    [[nodiscard]] bool is_sequence() const;
    [[nodiscard]] bool is_empty() const;
    /// The value as it lies in the data set, with its padding; empty for a sequence.
    [[nodiscard]] std::span<const std::byte> bytes() const;
    /// The same as characters, not decoded.
    [[nodiscard]] std::string_view raw_text() const;

    /// All values with their backslashes as UTF-8, and how it had to be read. Padding is left.
    [[nodiscard]] DecodedText decoded() const;
    /// As Item::text, texts, integer, items.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::vector<std::string> texts() const;
    [[nodiscard]] std::vector<std::int64_t> integers() const;
    [[nodiscard]] ItemRange items() const;

private:
    friend class Item;
    friend class ElementRange;
    Element(const detail::DatasetContent* content, std::uint32_t node, std::uint32_t item)
        : content_{content}, node_{node}, item_{item} {}

    const detail::DatasetContent* content_;
    std::uint32_t node_;
    std::uint32_t item_;
};

/// The items of a sequence, for range-based for. @tparam as in ElementRange.
class ItemRange {
public:
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Item;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = Item;

        Item operator*() const { return Item{content_, node_}; }
        Iterator& operator++();
        friend bool operator==(const Iterator& left, const Iterator& right) { return left.node_ == right.node_; }

    private:
        friend class ItemRange;
        Iterator(const detail::DatasetContent* content, std::uint32_t node) : content_{content}, node_{node} {}
        const detail::DatasetContent* content_;
        std::uint32_t node_;
    };

    [[nodiscard]] Iterator begin() const { return {content_, begin_}; }
    [[nodiscard]] Iterator end() const { return {content_, end_}; }
    [[nodiscard]] bool empty() const { return begin_ == end_; }
    [[nodiscard]] std::size_t size() const;
    /// Nothing where there is none.
    [[nodiscard]] std::optional<Item> first() const;

private:
    friend class Item;
    friend class Element;
    ItemRange(const detail::DatasetContent* content, std::uint32_t begin, std::uint32_t end)
        : content_{content}, begin_{begin}, end_{end} {}
    const detail::DatasetContent* content_;
    std::uint32_t begin_;
    std::uint32_t end_;
};

/// The elements of an item, for range-based for.
class ElementRange {
public:
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Element;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = Element;

        Element operator*() const { return Element{content_, node_, item_}; }
        Iterator& operator++();
        friend bool operator==(const Iterator& left, const Iterator& right) { return left.node_ == right.node_; }

    private:
        friend class ElementRange;
        Iterator(const detail::DatasetContent* content, std::uint32_t node, std::uint32_t item)
            : content_{content}, node_{node}, item_{item} {}
        const detail::DatasetContent* content_;
        std::uint32_t node_;
        std::uint32_t item_;
    };

    [[nodiscard]] Iterator begin() const { return {content_, begin_, item_}; }
    [[nodiscard]] Iterator end() const { return {content_, end_, item_}; }

private:
    friend class Item;
    ElementRange(const detail::DatasetContent* content, std::uint32_t begin, std::uint32_t end, std::uint32_t item)
        : content_{content}, begin_{begin}, end_{end}, item_{item} {}
    const detail::DatasetContent* content_;
    std::uint32_t begin_;
    std::uint32_t end_;
    std::uint32_t item_;
};

struct DatasetLimits {
    std::uint64_t bytes = 16U << 20U;    ///< of the object, and of the data set when it is inflated
    std::uint32_t elements = 1'000'000;  ///< elements, items and fragments together: about 32 bytes of memory each
    unsigned depth = 64;
};

struct DatasetOptions {
    DatasetLimits limits;
    std::string_view fallback_character_set = default_fallback;
};

/// A whole Part 10 object in memory: its outermost item, and the owner of its bytes. Movable; views stay valid when it
/// is moved. Any thread, and many at once.
class Dataset : public Item {
public:
    /// Takes the bytes of a Part 10 object, or of a bare data set.
    /// @throws base::Error corrupt where it cannot be parsed, invalid where it is beyond the limits.
    [[nodiscard]] static Dataset parse(std::vector<std::byte> part10, const DatasetOptions& options = {});
    /// Copies the bytes of the source. @throws as parse.
    [[nodiscard]] static Dataset read(const ByteSource& part10, const DatasetOptions& options = {});

    Dataset(const Dataset&) = delete;
    Dataset& operator=(const Dataset&) = delete;
    Dataset(Dataset&&) noexcept;
    Dataset& operator=(Dataset&&) noexcept;
    ~Dataset();

    [[nodiscard]] const FileMeta& file_meta() const;

private:
    explicit Dataset(std::unique_ptr<const detail::DatasetContent> content);
    std::unique_ptr<const detail::DatasetContent> owned_;
};

}  // namespace kinote::dicom
