#pragma once
// The whole program as it serves: builds every room in one visible order, and stops them in the reverse one.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "access/api_token.hpp"
#include "access/sign_in.hpp"
#include "base/file.hpp"
#include "dimse/server.hpp"
#include "exporter/association_keeper.hpp"
#include "exporter/cd_export.hpp"
#include "exporter/commitment_reports.hpp"
#include "exporter/evaluate_rules.hpp"
#include "exporter/export_study.hpp"
#include "exporter/notify_availability.hpp"
#include "exporter/peer_commitments.hpp"
#include "exporter/reconcile.hpp"
#include "exporter/request_commitment.hpp"
#include "exporter/retrieve.hpp"
#include "exporter/retrieve_services.hpp"
#include "exporter/transmit.hpp"
#include "exporter/withdraw.hpp"
#include "http/asset_store.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/intake.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/wake_up.hpp"
#include "jobs/worker_pool.hpp"
#include "object_creator/create_kosd.hpp"
#include "object_creator/register_kosd.hpp"
#include "server/api.hpp"
#include "server/cross_origin.hpp"
#include "server/destination_pools.hpp"
#include "server/site.hpp"
#include "task_scheduler/task_scheduler.hpp"
#include "task_scheduler/unregistered_kosd_sweep.hpp"

namespace kinote::server {

/// Serves from construction to destruction, which drains: running requests, associations and jobs end first.
class Server {
public:
    /// @param site  outlives the server; has a data folder. @throws Error where a port is taken, or another server
    ///              serves this data folder.
    explicit Server(Site& site);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// "ready dicom=127.0.0.1:11112 http=127.0.0.1:8480"
    [[nodiscard]] std::string ready_line() const;

private:
    void add_routes();
    void add_dicomweb_routes();
    void add_media_pool();
    void serve_http();
    [[nodiscard]] dimse::Services services();
    [[nodiscard]] exporter::WithdrawRooms withdraw_rooms();
    [[nodiscard]] jobs::WorkerPoolSettings pool_settings(std::string_view queue, unsigned threads,
                                                         const jobs::RetryPolicy& retry) const;
    /// Each job reads objects and waits for a peer.
    [[nodiscard]] jobs::WorkerPoolSettings peer_pool_settings(std::string_view queue,
                                                              const jobs::RetryPolicy& retry) const;

    Site& site_;
    base::File lock_;
    std::string node_;
    access::ApiToken token_;
    access::SignIn sign_in_;
    jobs::WakeUp wake_up_;
    jobs::JobQueue queue_;
    image_cache::ImageCache image_cache_;
    ingest::Intake intake_;
    object_creator::RegisterKosdHandler register_kosd_;
    object_creator::CreateKosdHandler create_kosd_;
    exporter::AssociationKeeper associations_;
    exporter::RetrievalPreparation preparation_;
    exporter::TransmitHandler transmit_;
    exporter::EvaluateRulesHandler evaluate_rules_;
    exporter::ExportStudyHandler export_study_;
    exporter::CdExportHandler cd_export_;
    exporter::CommitmentReports commitment_reports_;
    exporter::RequestCommitmentHandler request_commitment_;
    exporter::RetrieveHandler retrieve_;
    exporter::NotifyAvailabilityHandler notify_availability_;
    exporter::PeerCommitments peer_commitments_;
    exporter::Reconciliations reconciliations_;
    task_scheduler::UnregisteredKosdSweep sweep_;
    CrossOrigin cross_origin_;
    http::AssetStore assets_;
    http::Router router_;
    std::optional<jobs::WorkerPool> object_creator_pool_;
    std::optional<jobs::WorkerPool> migration_pool_;
    std::optional<jobs::WorkerPool> commitment_pool_;
    std::optional<jobs::WorkerPool> rules_pool_;
    std::optional<jobs::WorkerPool> media_pool_;
    std::optional<DestinationPools> destination_pools_;
    std::optional<task_scheduler::TaskScheduler> scheduler_;
    std::optional<dimse::Server> dimse_;
    std::optional<http::Server> http_;
};

/// The routes of the API, as the server has them: for the server, and for a test that compares them with their
/// description.
void add_api_routes(http::Router& router, const ApiRooms& rooms);

}  // namespace kinote::server
