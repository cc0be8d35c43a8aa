#pragma once
// The keys of [notifications].

#include <span>

#include "base/configuration.hpp"
#include "notification/settings.hpp"

namespace kinote::server {

[[nodiscard]] std::span<const base::ConfigurationKey> notification_keys();
/// @throws Error invalid, naming the key.
[[nodiscard]] notification::NotificationSettings read_notifications(const base::Configuration& configuration);

}  // namespace kinote::server
