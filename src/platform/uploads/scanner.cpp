#include "platform/uploads/scanner.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace fugong::uploads {
namespace {

constexpr int kFirstOfOthers = 3;  // behind standard input, output and error
constexpr const char* kNothing = "/dev/null";

/// What a child is started with.
class Start {
 public:
  Start() {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, kNothing, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files_, STDOUT_FILENO, kNothing, O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files_, STDERR_FILENO, kNothing, O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files_, kFirstOfOthers);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
  }
  ~Start() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;

  /// 0: it could not be started.
  pid_t run(std::vector<std::string> words) const {
    std::vector<char*> arguments;
    for (std::string& word : words)
      arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t child = 0;
    const int error =
        posix_spawn(&child, arguments[0], &files_, &attributes_, arguments.data(), environ);
    return error == 0 ? child : 0;
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

/// Whether it ended in time.
bool ends_within(pid_t child, std::int64_t timeout_ms) {
  // glibc's own header of it can't be used from C++.
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  if (handle < 0) return false;
  pollfd wait{handle, POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&wait, 1, static_cast<int>(timeout_ms));
  } while (ready < 0 && errno == EINTR);
  ::close(handle);
  return ready == 1;
}

}  // namespace

Result<Scanner> Scanner::of(std::string_view command, std::int64_t timeout_ms) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < command.size();) {
    const std::size_t start = std::min(command.find_first_not_of(' ', at), command.size());
    const std::size_t end = std::min(command.find(' ', start), command.size());
    if (end > start) words.emplace_back(command.substr(start, end - start));
    at = end;
  }
  if (words.empty() || !words[0].starts_with('/') || ::access(words[0].c_str(), X_OK) != 0) {
    return fail(
        "scan-command-invalid", {},
        {fmt::format("检查程序无法运行：{}", command),
         fmt::format("this scanner can't be run: {}", command)},
        {"写出程序的完整路径，参数用空格分开，例如 /usr/bin/clamdscan --fdpass",
         "give the program's whole path and its words, such as /usr/bin/clamdscan --fdpass"});
  }
  return Scanner(std::move(words), timeout_ms);
}

ScanVerdict Scanner::scan(const std::string& path) const {
  std::vector<std::string> words = words_;
  words.push_back(path);
  const pid_t child = Start().run(std::move(words));
  if (child == 0) return ScanVerdict::unknown;
  const bool in_time = ends_within(child, timeout_ms_);
  // The group, before its number is free for others: whatever it started goes with it.
  ::kill(-child, SIGKILL);
  int state = 0;
  while (::waitpid(child, &state, 0) < 0 && errno == EINTR) {
  }
  if (!in_time || !WIFEXITED(state)) return ScanVerdict::unknown;
  if (WEXITSTATUS(state) == 0) return ScanVerdict::clean;
  return WEXITSTATUS(state) == 1 ? ScanVerdict::infected : ScanVerdict::unknown;
}

}  // namespace fugong::uploads
