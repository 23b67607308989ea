// The command: options -> compile -> files. Errors are printed here and nowhere else; exit status
// 0, 1 for an error in the input or its output, 2 for a wrong command line.
#include "objfmt/check.h"
#include "wexnc/command_line.h"
#include "wexnc/compile.h"
#include "wexnc/diagnostics.h"
#include "wexnc/header/c_header.h"
#include "wexnc/link/imports.h"
#include "wexnc/link/link.h"
#include "wexnc/link/sysroot.h"
#include "wexnc/support/exhausted.h"
#include "wexnc/support/file.h"
#include "wexnc/support/file_kind.h"
#include "wexnc/support/progress.h"
#include "wexnc/wasm/binary/decode.h"
#include "wexnc/wasm/limits.h"
#include "wexnc/wasm/text/text.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>

namespace wexn {
namespace {

constexpr uint8_t kMagic[] = {0, 'a', 's', 'm'};

// The input in binary format, and the way back to the text when it was text.
struct Input {
  std::vector<uint8_t> file;
  std::optional<wasm::TextModule> text;
  [[nodiscard]] std::span<const uint8_t> bytes() const { return text ? text->bytes : file; }
};

// Text does not start with the magic number; a file named .wasm is binary whatever it holds.
bool is_text(std::span<const uint8_t> file, const std::string &path) {
  if (path.ends_with(".wasm"))
    return false;
  return path.ends_with(".wat") ||
         !std::equal(std::begin(kMagic), std::end(kMagic), file.begin(),
                     file.begin() + static_cast<long>(std::min(file.size(), sizeof kMagic)));
}

Status load(const std::string &path, Input &input) {
  const auto limit_of = [&](std::span<const uint8_t> start) -> Result<ReadLimit> {
    if (std::string kind = other_kind_of_file(start); !kind.empty())
      return Error{.id = ErrorId::BadMagic, .detail = std::move(kind)};
    if (is_text(start, path))
      return ReadLimit{wasm::kMostText, "source text"};
    return ReadLimit{wasm::limit(wasm::Limit::ModuleSize), "a module"};
  };
  TRY_ASSIGN(input.file, read_file(path, limit_of));
  if (!is_text(input.file, path))
    return ok_status();
  std::string_view source(reinterpret_cast<const char *>(input.file.data()), input.file.size());
  TRY_ASSIGN(input.text, wasm::parse_wat(source));
  return ok_status();
}

Status write_header(const Options &options, std::span<const uint8_t> bytes,
                    uint64_t instance_size) {
  TRY_ASSIGN(wasm::Module module, wasm::decode_module(bytes, options.features));
  TRY(wasm::validate_module(module, options.features));
  std::string header = c_header(module, options.module_name, instance_size, options.host_functions);
  return write_file(options.header,
                    {reinterpret_cast<const uint8_t *>(header.data()), header.size()});
}

// Found before the work of compiling is done.
Status check_program(const Options &options, std::span<const uint8_t> bytes) {
  TRY_ASSIGN(wasm::Module module, wasm::decode_module(bytes, options.features));
  return check_imports(module, options.stub_imports);
}

// The module in binary format; of its functions only the outside is validated.
Status write_module(const Options &options, std::span<const uint8_t> bytes) {
  TRY_ASSIGN(wasm::Module module, wasm::decode_module(bytes, options.features));
  TRY(wasm::validate_module(module, options.features));
  return write_file(options.output, bytes);
}

Status run_compile(const Options &options, Input &input) {
  options.progress("read", 0, 0);
  TRY(load(options.input, input));
  if (options.emit == EmitKind::Wasm)
    return write_module(options, input.bytes());
  if (options.emit == EmitKind::Executable)
    TRY(check_program(options, input.bytes()));
  TRY_ASSIGN(CompiledObject object, compile(options, input.bytes()));
  if (options.emit == EmitKind::Object || options.emit == EmitKind::Executable) {
    options.progress("check object", 0, 0);
    if (auto problem = objfmt::check_object(object.bytes, object.tables))
      bug(problem->c_str());
  }
  options.progress("write", 0, 0);
  if (!options.header.empty())
    TRY(write_header(options, input.bytes(), object.instance_size));
  if (options.emit == EmitKind::Executable) {
    options.progress("link", 0, 0);
    return link_executable(options, object.bytes);
  }
  return write_file(options.output, object.bytes);
}

int compile_command(Options &options) {
  if (options.output == "-" && ::isatty(STDOUT_FILENO) == 1 &&
      (options.emit == EmitKind::Object || options.emit == EmitKind::Bitcode ||
       options.emit == EmitKind::Wasm)) {
    std::fputs("wexnc: error: standard output is a terminal; name a file with -o\n", stderr);
    return 2;
  }
  Progress progress(options.input, options.verbose, options.quiet);
  options.watch = progress.is_shown();
  options.progress = [&](std::string_view phase, uint64_t done, uint64_t total) {
    progress.report(phase, done, total);
  };
  options.note = [&](const std::string &line) { progress.note(line); };
  Input input;
  Status status = run_compile(options, input);
  progress.finish();
  if (status.ok())
    return 0;
  const wasm::TextModule *text = input.text ? &*input.text : nullptr;
  std::string message = format_error(status.error(), options.input, text, options.features);
  if (text || status.error().line != 0) {
    const auto *source = reinterpret_cast<const char *>(input.file.data());
    const std::string lines = source_excerpt(status.error(), text, {source, input.file.size()});
    if (!lines.empty()) // below the error, above a note
      message.insert(std::min(message.find('\n'), message.size()), "\n" + lines);
  }
  if (::isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr)
    message = in_color(std::move(message));
  std::fprintf(stderr, "%s\n", message.c_str());
  return is_option_error(status.error().id) ? 2 : 1;
}

int report(const Status &status, std::string_view file) {
  if (status.ok())
    return 0;
  std::fprintf(stderr, "%s\n", format_error(status.error(), file, nullptr, {}).c_str());
  return 1;
}

Status print_targets() {
  TRY_ASSIGN(Sysroot sysroot, find_sysroot());
  for (const Target &target : all_targets())
    std::printf("%-20s %-6s default CPU %-10s %s%s\n", std::string(target.triple).c_str(),
                target.format == ObjectFormat::Elf ? "ELF" : "Mach-O",
                std::string(target.default_cpu).c_str(),
                sysroot.has_runtime(target) ? "runtime installed" : "no runtime installed",
                &target == &host_target() ? " (this machine)" : "");
  return ok_status();
}

Status print_sysroot_line(const Command &command) {
  TRY_ASSIGN(Sysroot sysroot, find_sysroot());
  if (command.kind == CommandKind::PrintLinkFlags)
    TRY(sysroot.require_runtime(*find_target(command.options.target)));
  const std::string line = command.kind == CommandKind::PrintLinkFlags
                               ? link_flags(sysroot, *find_target(command.options.target))
                           : command.kind == CommandKind::PrintCflags ? "-I" + sysroot.include
                                                                      : sysroot.path;
  std::printf("%s\n", line.c_str());
  return ok_status();
}

int run(int argc, char **argv) {
  Command command = parse_command_line(argc, argv);
  switch (command.kind) {
  case CommandKind::Compile:
    return compile_command(command.options);
  case CommandKind::Inspect:
    return report(inspect(command.inspect), command.inspect.file);
  case CommandKind::Targets:
    return report(print_targets(), "");
  case CommandKind::PrintLinkFlags:
  case CommandKind::PrintCflags:
  case CommandKind::PrintSysroot:
    return report(print_sysroot_line(command), "");
  case CommandKind::PrintModuleName:
    std::printf("%s\n", command.options.module_name.c_str());
    return 0;
  case CommandKind::Exit:
    return command.exit_code;
  }
  bug("unknown command");
}

} // namespace
} // namespace wexn

int main(int argc, char **argv) {
  std::signal(SIGXFSZ, SIG_IGN); // a file that may not become so large is an error of writing it
  wexn::watch_for_exhaustion();
  wexn::watch_memory_of_llvm();
  const int code = wexn::run(argc, argv);
  // What was printed may still be on its way.
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0)
    return code;
  return wexn::report(
      wexn::Error{.id = wexn::ErrorId::CannotWrite,
                  .detail = std::string("standard output: ") + std::strerror(errno)},
      "");
}
