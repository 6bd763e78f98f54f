#include "platform/uploads/scanner.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "platform/uploads/folder_sample.hpp"

namespace fugong::uploads {
namespace {

class ScannerTest : public testing::Test {
 protected:
  /// A program of the operator, as a script.
  std::string program(const std::string& script) {
    const std::string path = folder_.path() + "/scan";
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    ::chmod(path.c_str(), 0700);
    return path;
  }
  ScanVerdict verdict(const std::string& script, std::int64_t timeout_ms = 5'000) {
    const auto scanner = Scanner::of(program(script) + " --word", timeout_ms);
    EXPECT_TRUE(scanner);
    return scanner->scan("/a file; touch x");
  }
  SampleFolder folder_;
};

TEST_F(ScannerTest, TellsByTheExitCode) {
  EXPECT_EQ(verdict("exit 0"), ScanVerdict::clean);
  EXPECT_EQ(verdict("exit 1"), ScanVerdict::infected);
  EXPECT_EQ(verdict("exit 2"), ScanVerdict::unknown);
  EXPECT_EQ(verdict("kill -9 $$"), ScanVerdict::unknown);
}

TEST_F(ScannerTest, PassesWordsAndNoShell) {
  const std::string out = folder_.path() + "/said";
  EXPECT_EQ(verdict("printf '%s\\n' \"$#\" \"$1\" \"$2\" > " + out), ScanVerdict::clean);
  std::ifstream file(out);
  std::stringstream said;
  said << file.rdbuf();
  EXPECT_EQ(said.str(), "2\n--word\n/a file; touch x\n");
}

TEST_F(ScannerTest, InheritsNoOpenFile) {
  const std::ifstream held("/dev/null");
  EXPECT_EQ(verdict("for f in 3 4 5 6 7 8 9; do [ -e /proc/self/fd/$f ] && "
                    "readlink /proc/self/fd/$f | grep -q /dev/null && exit 1; done; exit 0"),
            ScanVerdict::clean);
}

TEST_F(ScannerTest, EndsWithItsTimeAndAllThatItStarted) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(verdict("sleep 60 & sleep 60", 200), ScanVerdict::unknown);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_F(ScannerTest, RefusesWhatIsNoProgram) {
  for (const char* command : {"", "  ", "clamdscan", "/no/such/program", "/etc/passwd"}) {
    const auto scanner = Scanner::of(command);
    ASSERT_FALSE(scanner) << command;
    EXPECT_EQ(scanner.error().front().code, "scan-command-invalid");
  }
}

}  // namespace
}  // namespace fugong::uploads
