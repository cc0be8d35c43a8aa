#pragma once
// The jobs of withdrawals, in the transaction that opened them.

#include <span>

#include "database/connection.hpp"
#include "database/withdrawal_table.hpp"

namespace kinote::jobs {

/// No worker is woken: polling finds the jobs, and they wait for a network in any case.
void enqueue_withdrawals(database::Transaction& transaction, std::span<const database::OpenedWithdrawal> opened,
                         std::int64_t now_ms);

}  // namespace kinote::jobs
