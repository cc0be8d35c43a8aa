#pragma once
// What the DICOM network server listens to, whom it accepts, and how much it takes.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dicom/ae_title.hpp"

namespace kinote::dimse {

struct ServerSettings {
    /// Numeric IPv4 or IPv6 address of the one interface to listen on; "0.0.0.0" and "::" stand for all.
    std::string listen_address = "127.0.0.1";
    /// 0: a free one, see Server::port().
    std::uint16_t port = 0;

    dicom::AeTitle ae_title{"KINOTE"};
    /// Whether an association must call us by `ae_title`; else it is rejected, PS3.8 9.3.4.
    bool must_called_ae_title_match = true;
    /// Who may call; empty: anyone. That "anyone" stays on loopback is for the caller to see to.
    std::vector<dicom::AeTitle> allowed_calling_ae_titles;

    /// Associations served at once; more are rejected as transient, "local limit exceeded".
    std::size_t maximum_associations = 64;
    /// Bytes of one P-DATA-TF PDU that we accept, 4096 to 131072.
    std::uint32_t maximum_pdu_size = 131'072;

    /// From the connection to the end of the negotiation.
    std::chrono::milliseconds acse_timeout{30'000};
    /// Between two messages of an association.
    std::chrono::milliseconds idle_timeout{600'000};
    /// Within a message, for each PDU; also for sending one.
    std::chrono::milliseconds dimse_timeout{60'000};
    /// What stop() gives to objects that are being received and stored.
    std::chrono::milliseconds stop_timeout{10'000};

    /// Bytes of an object, group 0002 included, up to which it stays in memory; a larger one goes into a file.
    std::size_t memory_limit = std::size_t{64} * 1024;
    /// Bytes of an object beyond which it is refused (A700).
    std::uint64_t maximum_object_size = std::uint64_t{64} * 1024 * 1024 * 1024;
    /// Bytes of a refused object that are still read for the sake of the association; beyond, it is aborted.
    std::uint64_t maximum_drained_size = std::uint64_t{1024} * 1024 * 1024;
    /// Where objects beyond the memory limit are written while they arrive; must exist, and is this process's alone:
    /// what is left there at its end is of no use to anybody.
    std::filesystem::path staging_folder;

    /// Accepted besides those that dicom::storage_sop_classes() and DCMTK know.
    std::vector<std::string> extra_storage_sop_classes;
    /// Accepted besides those that dicom::transfer_syntaxes() and DCMTK know.
    std::vector<std::string> extra_transfer_syntaxes;
};

}  // namespace kinote::dimse
