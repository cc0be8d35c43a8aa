#pragma once
// Names with text values in their order of arrival: headers, query parameters, cookies, captures of a route.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinote::http {

enum class NameCase { exact, ignored };

/// A name may stand more than once. Small: looked up by walking. One thread at a time.
template <NameCase name_case>
class NamedValues {
public:
    struct Entry {
        std::string name;
        std::string value;
    };

    /// Appends, also where the name is there already.
    void add(std::string_view name, std::string_view value);
    /// Replaces every value of the name by this one.
    void set(std::string_view name, std::string_view value);

    /// The first value of the name; the view lives as long as the entry.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    /// All values of the name, in order.
    [[nodiscard]] std::vector<std::string_view> find_all(std::string_view name) const;
    [[nodiscard]] bool contains(std::string_view name) const { return find(name).has_value(); }

    [[nodiscard]] auto begin() const { return entries_.begin(); }
    [[nodiscard]] auto end() const { return entries_.end(); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] bool empty() const { return entries_.empty(); }

private:
    std::vector<Entry> entries_;
};

extern template class NamedValues<NameCase::exact>;
extern template class NamedValues<NameCase::ignored>;

using Headers = NamedValues<NameCase::ignored>;
using Parameters = NamedValues<NameCase::exact>;

/// Whether two ASCII texts are the same but for upper and lower case. No locale.
[[nodiscard]] bool equals_ignoring_case(std::string_view left, std::string_view right);

}  // namespace kinote::http
