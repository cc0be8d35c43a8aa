#include "dimse/process.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdict.h>
#include <dcmtk/dcmnet/dul.h>
#include <dcmtk/oflog/appender.h>
#include <dcmtk/oflog/logger.h>
#include <dcmtk/oflog/spi/logevent.h>
#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "base/error.hpp"
#include "base/log.hpp"

namespace kinote::dimse {
namespace {

namespace oflog = dcmtk::log4cplus;

/// DCMTK's log as lines of ours. What the network library says is quoted. The others quote values of data sets, which
/// can be about patients: of them only the place in DCMTK's source is told.
class LogAppender final : public oflog::Appender {
public:
    LogAppender() = default;
    ~LogAppender() override { destructorImpl(); }
    LogAppender(const LogAppender&) = delete;
    LogAppender& operator=(const LogAppender&) = delete;
    void close() noexcept override { closed = true; }

protected:
    void append(const oflog::spi::InternalLoggingEvent& event) noexcept override {
        try {
            write(event);
        } catch (...) {
            // The line is lost; nothing may leave through DCMTK.
        }
    }

private:
    static void write(const oflog::spi::InternalLoggingEvent& event) {
        // NOLINTBEGIN(readability-redundant-string-cstr): DCMTK's string is a class of its own in other builds of it
        const std::string logger{event.getLoggerName().c_str()};
        std::string text = fmt::format("{}:{}", event.getFile().c_str(), event.getLine());
        if (logger == "dcmtk.dcmnet") text = event.getMessage().c_str();
        // NOLINTEND(readability-redundant-string-cstr)
        base::log::warn("DCMTK reports", {{"logger", logger}, {"report", text}});
    }
};

void redirect_log() {
    oflog::Logger root = oflog::Logger::getRoot();
    root.removeAllAppenders();
    root.addAppender(oflog::SharedAppenderPtr{new LogAppender});
    root.setLogLevel(oflog::WARN_LOG_LEVEL);
}

}  // namespace

void prepare_process() {
    ::setenv("TCP_NODELAY", "1", 1);
    ::unsetenv("DCMDICTPATH");
    ::unsetenv("TCP_BUFFER_LENGTH");
    (void)std::signal(SIGPIPE, SIG_IGN);
    dcmDisableGethostbyaddr.set(OFTrue);
    redirect_log();
    if (!dcmDataDict.isDictionaryLoaded()) {
        throw base::Error{base::ErrorKind::internal,
                          "DCMTK's data dictionary cannot be loaded: install the package that has dicom.dic"};
    }
}

}  // namespace kinote::dimse
