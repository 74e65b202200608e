// The parts of muster-bench. Each gives the rows of the table that it fills.
#pragma once

#include <string>
#include <vector>

namespace muster::bench {

/// `what | measured | beside it | aim`, as the table shows them.
struct Row {
  std::string what, measured, beside, aim;
};
using Rows = std::vector<Row>;

/// Durable acknowledgements a second, and how long each takes, at 1, 16 and 64 connections.
Rows acknowledgements(int seconds);
/// From the acknowledgement of a declaration to a channel that people can use.
Rows usable();
/// What a thousand incidents cost in memory, and how long a start takes with them on disk.
Rows memory();
Rows ready();
Rows memory_and_ready();
/// Beside a Bolt app that verifies, acknowledges and stores nothing (tests/bench/bolt/install).
Rows bolt(int seconds);
/// From 1,000 to 100,000 incidents, and from 100 to 100,000 entries in one: what an operation costs then.
Rows growth();
/// What it is worth that commits are shared.
Rows sharing();
/// The latency beside a thousand idle connections and two hundred that send a byte a second.
Rows hostile(int seconds);

}  // namespace muster::bench
