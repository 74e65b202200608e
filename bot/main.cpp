#include "bot/cli.h"

int main(int argc, char** argv) {
  return muster::bot::run_cli(argc, argv);
}
