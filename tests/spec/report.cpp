// Records: tag, number, length, text. See report.h.
#include "tests/spec/report.h"

#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace wexn::spec {
namespace {

struct Header {
  char tag;
  uint32_t number, length;
};

} // namespace

void Reporter::write(char tag, uint64_t number, std::string_view text) {
  Header header{};
  header.tag = tag;
  header.number = static_cast<uint32_t>(number);
  header.length = static_cast<uint32_t>(text.size());
  std::string record(reinterpret_cast<const char *>(&header), sizeof header);
  record += text;
  const std::lock_guard lock(turn_);
  for (size_t done = 0; done < record.size();) {
    ssize_t n = ::write(fd_, record.data() + done, record.size() - done);
    if (n <= 0)
      std::_Exit(3); // the scheduler is gone: nobody to tell
    done += static_cast<size_t>(n);
  }
}

void Reporter::steps(const std::vector<Step> &steps) {
  std::string text(reinterpret_cast<const char *>(steps.data()), steps.size() * sizeof(Step));
  write('S', steps.size(), text);
}

void Reporter::doing(size_t step, std::string_view what) { write('D', step, what); }

void Reporter::found(size_t step, Outcome outcome, std::string_view message) {
  std::string text(1, static_cast<char>(outcome));
  write('F', step, text.append(message));
}

void Reporter::problem(std::string_view what) { write('P', 0, what); }

void Reporter::died(int signal) { write('X', static_cast<uint32_t>(signal), {}); }

void Reporter::mutation(size_t step, std::string_view what) { write('M', step, what); }

ScriptReport read_report(std::string_view bytes) {
  ScriptReport report;
  while (bytes.size() >= sizeof(Header)) {
    Header header;
    std::memcpy(&header, bytes.data(), sizeof header);
    bytes.remove_prefix(sizeof header);
    if (bytes.size() < header.length)
      break;
    std::string_view text = bytes.substr(0, header.length);
    bytes.remove_prefix(header.length);
    if (header.tag == 'S') {
      report.steps.resize(header.number);
      if (!report.steps.empty())
        std::memcpy(static_cast<void *>(report.steps.data()), text.data(),
                    header.number * sizeof(Step));
      report.findings.resize(header.number);
    } else if (header.tag == 'D') {
      report.step = header.number;
      report.doing = text;
    } else if (header.tag == 'F' && header.number < report.findings.size()) {
      Finding &finding = report.findings[header.number];
      finding = {static_cast<Outcome>(text[0]), std::string(text.substr(1)), true};
    } else if (header.tag == 'P') {
      report.problem = text;
    } else if (header.tag == 'M') {
      report.mutations[header.number] = text;
    } else if (header.tag == 'X') {
      report.signal = static_cast<int>(header.number);
    }
  }
  return report;
}

} // namespace wexn::spec
