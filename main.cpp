// The program: everything is in cli/.
#include "cli/commands.hpp"

int main(int argc, char** argv) { return leadmill::run_command(argc, argv); }
