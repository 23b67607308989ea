// One process a script; see scheduler.h. A process is known to have ended when its pipe is closed.
#include "tests/spec/scheduler.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wexn::spec {
namespace {

struct Running {
  pid_t pid;
  size_t script;
  std::string bytes;
};

class Scheduler {
public:
  Scheduler(const Options &options, const std::vector<Script> &scripts)
      : options_(options), scripts_(scripts) {}

  void run(const std::function<void(const Script &, ScriptReport)> &done) {
    while (next_ < scripts_.size() || !running_.empty()) {
      while (next_ < scripts_.size() && running_.size() < options_.jobs)
        start();
      wait_for_bytes();
      for (; finished_.count(delivered_); ++delivered_) {
        done(scripts_[delivered_], std::move(finished_[delivered_]));
        finished_.erase(delivered_);
      }
    }
  }

private:
  void start() {
    int fds[2];
    if (pipe(fds) != 0)
      bug("cannot make a pipe");
    std::fflush(stdout);
    pid_t pid = fork();
    if (pid < 0)
      bug("cannot make a process");
    if (pid == 0) {
      close(fds[0]);
      for (auto &[fd, job] : running_)
        close(fd);
      run_job(options_, scripts_[next_], fds[1]);
      std::fflush(stdout);
      std::_Exit(0);
    }
    close(fds[1]);
    running_[fds[0]] = {pid, next_++, {}};
  }

  void wait_for_bytes() {
    std::vector<pollfd> polled;
    for (auto &[fd, job] : running_)
      polled.push_back({fd, POLLIN, 0});
    poll(polled.data(), polled.size(), -1);
    for (const pollfd &p : polled) {
      if (!(p.revents & (POLLIN | POLLHUP)))
        continue;
      char buffer[1 << 16];
      ssize_t n = read(p.fd, buffer, sizeof buffer);
      Running &job = running_[p.fd];
      if (n > 0)
        job.bytes.append(buffer, static_cast<size_t>(n));
      else
        finish(p.fd);
    }
  }

  void finish(int fd) {
    Running job = std::move(running_[fd]);
    running_.erase(fd);
    close(fd);
    int status = 0;
    waitpid(job.pid, &status, 0);
    ScriptReport report = read_report(job.bytes);
    if (WIFSIGNALED(status))
      report.signal = WTERMSIG(status);
    finished_[job.script] = std::move(report);
  }

  const Options &options_;
  const std::vector<Script> &scripts_;
  size_t next_ = 0, delivered_ = 0;
  std::map<int, Running> running_; // by file descriptor
  std::map<size_t, ScriptReport> finished_;
};

} // namespace

void run_scripts(const Options &options, const std::vector<Script> &scripts,
                 const std::function<void(const Script &, ScriptReport)> &done) {
  Scheduler(options, scripts).run(done);
}

} // namespace wexn::spec
