#include "server/reconcile_settings.hpp"

#include <array>

namespace kinote::server {
namespace {

using base::ConfigurationKey;
using base::ValueType;

constexpr std::array reconcile_own_keys{
    ConfigurationKey{"reconcile.studies_per_minute", ValueType::integer, "600",
                     "that a destination is asked about in one reconciliation", 1, 100'000},
};

}  // namespace

std::span<const ConfigurationKey> reconcile_keys() { return reconcile_own_keys; }

void read_reconcile(const base::Configuration& configuration, Settings& settings) {
    settings.reconcile.ae_title = settings.dimse.ae_title;
    settings.reconcile.studies_per_minute = configuration.integer("reconcile.studies_per_minute");
}

}  // namespace kinote::server
