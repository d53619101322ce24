// The program: everything is in cli/.
#include <csignal>

#include "cli/commands.hpp"

int main(int argc, char** argv) {
  // A limit on the size of files is a full disk, and no reason to end.
  std::signal(SIGXFSZ, SIG_IGN);
  return leadmill::run_command(argc, argv);
}
