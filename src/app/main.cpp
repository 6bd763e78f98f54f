#include "app/commands.hpp"

int main(int argc, char** argv) {
  return fugong::app::run_command_line(argc, argv);
}
