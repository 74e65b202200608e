// The command line: `muster serve`, `export`, `config check`, `manifest`, `doctor`, `--version`.
#pragma once

namespace muster::bot {

/// What main() returns. 0: done; 1: it could not be done (said on standard error); 2: the command was wrong.
int run_cli(int argc, char** argv);

}  // namespace muster::bot
