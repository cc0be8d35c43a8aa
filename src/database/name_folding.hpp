#pragma once
// The names of patients as they are searched for, brought up to date when the way of folding them has changed.

#include "database/database.hpp"

namespace kinote::database {

/// Folds the names again that an earlier program has folded in another way: a look at one setting where there is
/// nothing to do. In short transactions; where it is broken off, the next call goes on from the beginning.
void refold_names(Database& database);

}  // namespace kinote::database
