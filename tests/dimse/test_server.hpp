#pragma once
// A server for tests, on a free port with a folder of its own, that remembers what it was given.

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "dicom/uid.hpp"
#include "dimse/process.hpp"
#include "dimse/server.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::dimse::testing {

using test::TemporaryFolder;

inline std::string all_bytes(const dicom::ByteSource& source) {
    std::string bytes(source.size(), '\0');
    bytes.resize(source.read_at(0, std::as_writable_bytes(std::span{bytes})));
    return bytes;
}

struct StoredObject {
    std::string calling_ae_title;
    std::string called_ae_title;
    std::string address;
    std::string sop_class_uid;
    std::string sop_instance_uid;
    std::string transfer_syntax_uid;
    std::string move_originator;
    std::string sha256;
    bool was_in_file = false;
    std::string bytes;  ///< of the Part 10 object
    std::string data_set{};
};

class TestServer {
public:
    explicit TestServer(ServerSettings settings = {}, StoreHandler handler = {}) : handler_{std::move(handler)} {
        start(std::move(settings), {});
    }
    /// @param services  but for that which stores, which it always has.
    explicit TestServer(Services services, ServerSettings settings = {}) {
        start(std::move(settings), std::move(services));
    }

    [[nodiscard]] Server& server() { return *server_; }
    [[nodiscard]] std::uint16_t port() const { return server_->port(); }
    [[nodiscard]] std::size_t staged_files() const { return folder_.file_count(); }
    [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

    [[nodiscard]] std::vector<StoredObject> stored() const {
        const std::lock_guard lock{mutex_};
        return stored_;
    }

private:
    void start(ServerSettings settings, Services services) {
        prepare_process();
        settings.staging_folder = folder_.path();
        services.store = [this](StoreRequest& request) { return store(request); };
        server_ = std::make_unique<Server>(std::move(settings), std::move(services));
    }

    StoreAnswer store(StoreRequest& request) {
        StoredObject object{.calling_ae_title = request.peer.calling_ae_title.text(),
                            .called_ae_title = request.peer.called_ae_title,
                            .address = request.peer.address,
                            .sop_class_uid = request.sop_class_uid,
                            .sop_instance_uid = request.sop_instance_uid,
                            .transfer_syntax_uid = request.transfer_syntax_uid,
                            .move_originator = request.move_originator ? request.move_originator->ae_title : "",
                            .sha256 = request.object.sha256(),
                            .was_in_file = request.object.is_in_file(),
                            .bytes = all_bytes(request.object)};
        object.data_set = object.bytes.substr(request.object.data_set_offset());
        {
            const std::lock_guard lock{mutex_};
            stored_.push_back(std::move(object));
        }
        return handler_ ? handler_(request) : StoreAnswer{};
    }

    TemporaryFolder folder_;
    StoreHandler handler_;
    mutable std::mutex mutex_;
    std::vector<StoredObject> stored_;  ///< guarded by mutex_
    std::unique_ptr<Server> server_;    ///< last, so that it stops first
};

/// A small data set in Explicit VR Little Endian, with a private element that makes it as large as wanted.
[[nodiscard]] inline std::string small_data_set(const std::string& sop_instance_uid = "1.2.3.4.5",
                                                std::size_t padding = 100) {
    const auto little = [](std::size_t number, int size) {
        std::string bytes;
        for (int i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xFF);
        return bytes;
    };
    const auto text = [&](unsigned group, unsigned element, const char* vr, std::string value) {
        if (value.size() % 2 != 0) value += std::strcmp(vr, "UI") == 0 ? '\0' : ' ';
        return little(group, 2) + little(element, 2) + vr + little(value.size(), 2) + value;
    };
    return text(8, 0x16, "UI", std::string{dicom::uid::KeyObjectSelectionDocumentStorage}) +
           text(8, 0x18, "UI", sop_instance_uid) + text(8, 0x60, "CS", "KO") + text(0x10, 0x20, "LO", "1") +
           text(0x20, 0x0D, "UI", "1.2.3") + text(0x20, 0x0E, "UI", "1.2.3.4") + text(0x99, 0x10, "LO", "KINOTE TEST") +
           little(0x99, 2) + little(0x1001, 2) + "OB" + little(0, 2) + little(padding + padding % 2, 4) +
           std::string(padding + padding % 2, '\x5A');
}

}  // namespace kinote::dimse::testing
