#pragma once
// The limits of writing rows: SQLite's and PostgreSQL's own interfaces, statements prepared once, on PostgreSQL a
// transaction sent as one pipeline, and nothing else.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kinote::bench {

/// One thread. Whatever fails ends the program.
class PlainWriter {
public:
    virtual ~PlainWriter() = default;
    /// The rows of a query as texts.
    virtual std::vector<std::vector<std::string>> read(const std::string& sql) = 0;
    /// A statement with parameters $1 to $n in their order. @return its number for write().
    virtual std::size_t prepare(const std::string& sql) = 0;
    virtual void begin() = 0;
    virtual void write(std::size_t statement, const std::vector<std::string>& values) = 0;
    /// Returns once all is durable.
    virtual void commit() = 0;
};

/// @param url  postgresql://..., or the path of an SQLite file, which is written with synchronous = FULL.
std::unique_ptr<PlainWriter> open_plain_writer(const std::string& url);

}  // namespace kinote::bench
