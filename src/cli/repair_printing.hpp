#pragma once
// Repairs in words, as doctor and repairs print them.

#include "note/repair.hpp"

namespace kinote::cli {

/// One line for each finding, and what comes of it.
void print_repair(const note::Repair& repair);

}  // namespace kinote::cli
