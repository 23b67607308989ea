// Compiling and linking for a script; see loader.h.
#include "tests/spec/loader.h"

#include "objfmt/check.h"
#include "tests/spec/pipeline.h"
#include "wexnc/compile.h"
#include "wexnc/support/target.h"
#include "wexnc/wasm/binary/decode.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace wexn::spec {
namespace {

using wasm::Command;
using wasm::ScriptModule;

wexn::Options compiler_options(const Options &options, std::string name) {
  wexn::Options o;
  o.target = options.target;
  o.cpu = options.cpu;
  o.attr = options.attr;
  o.branch_protection = options.branch_protection;
  o.opt = opt_level(options.level[0]);
  o.bounds = options.software_bounds ? Bounds::Software : Bounds::Guard;
  o.memory_base = options.memory_base;
  o.features = options.features;
  o.module_name = std::move(name);
  o.verify = true;
  return o;
}

// The binary of a module in whatever form the script has it, or why there is none.
Result<std::vector<uint8_t>> binary_of(const ScriptModule &module) {
  if (module.error)
    return *module.error;
  if (module.form != ScriptModule::Form::Text)
    return module.bytes;
  TRY_ASSIGN(wasm::TextModule text, wasm::parse_wat(module.text));
  return std::move(text.bytes);
}

bool write_file(const std::string &path, const std::vector<uint8_t> &bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char *>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
  return static_cast<bool>(out.flush());
}

Error failed(ErrorId id, std::string detail) {
  Error e;
  e.id = id;
  e.detail = std::move(detail);
  return e;
}

} // namespace

std::string explain(const Error &error) {
  std::string text = error_text(error.id);
  if (!error.detail.empty())
    text += ": " + error.detail;
  if (!error.function.empty())
    text += ", in function " + error.function;
  char place[64] = "";
  if (error.line)
    std::snprintf(place, sizeof place, " (line %u:%u)", error.line, error.column);
  else if (error.offset)
    std::snprintf(place, sizeof place, " (offset 0x%lx)",
                  static_cast<unsigned long>(*error.offset));
  return text + place;
}

WorkFolder::WorkFolder(const std::string &parent, bool keep) : path_(parent), keep_(keep) {
  std::error_code ignored;
  if (path_.empty())
    path_ = std::filesystem::temp_directory_path(ignored).string();
  path_ += "/wexn-spec-XXXXXX";
  if (!mkdtemp(path_.data()))
    bug("cannot make a temporary folder");
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  if (!keep_)
    std::filesystem::remove_all(path_, ignored);
}

void Builder::compile(size_t step, const Command &command) {
  reporter_.doing(step, "compiling");
  alarm(options_.timeout);
  BuiltModule &built = modules_[step];
  auto give_up = [&](const Error &error) {
    built.outcome = error.id == ErrorId::Unsupported ? Outcome::Unsupported : Outcome::Fail;
    built.message = explain(error);
    if (error.id == ErrorId::Unsupported)
      built.message =
          (error.feature.empty() ? "unsupported" : error.feature) + ": " + built.message;
  };
  auto binary = binary_of(command.module);
  if (!binary.ok())
    return give_up(binary.error());
  std::string name = "m" + std::to_string(step);
  auto object = wexn::compile(compiler_options(options_, name), *binary);
  if (!object.ok())
    return give_up(object.error());
  if (auto problem = objfmt::check_object(object->bytes, object->tables))
    return give_up(failed(ErrorId::BadObject, *problem));
  std::string path = folder_.file(name + ".o");
  if (!write_file(path, object->bytes))
    return give_up(failed(ErrorId::CannotWrite, path));
  objects_.push_back(path);
  built.outcome = Outcome::Pass;
  built.symbol = name + "_module";
}

void Builder::check_rejected(size_t step, const Command &command) {
  reporter_.doing(step, "validating");
  alarm(options_.timeout);
  if (command.kind == Command::Kind::AssertInvalidCustom ||
      command.kind == Command::Kind::AssertMalformedCustom)
    return reporter_.found(step, Outcome::Unsupported, "custom: sections of this kind are ignored");
  auto binary = binary_of(command.module);
  if (!binary.ok())
    return reporter_.found(step, Outcome::Pass);
  auto module = wasm::decode_and_validate(*binary, options_.features);
  if (module.ok())
    return reporter_.found(step, Outcome::Fail, "accepted; expected: " + command.message);
  if (module.error().id == ErrorId::Unsupported)
    return reporter_.found(step, Outcome::Fail, "not supported: " + explain(module.error()));
  // The compiler validates bodies in the walk that translates them: it has to see the same.
  auto object = wexn::compile(compiler_options(options_, "m" + std::to_string(step)), *binary);
  if (object.ok())
    return reporter_.found(step, Outcome::Fail, "compiled; expected: " + command.message);
  reporter_.found(step, Outcome::Pass);
}

Result<std::string> Builder::link() {
  if (objects_.empty())
    return std::string();
  std::string library = folder_.file("script.so"), list = folder_.file("objects");
  std::ofstream out(list);
  for (const std::string &object : objects_)
    out << object << "\n";
  if (!out.flush())
    return failed(ErrorId::CannotWrite, list);
  if (find_target(options_.target)->format == ObjectFormat::MachO)
    return list; // the executor links them (tests/spec/jitlink/jitlink.h)
  TRY(link_library({"@" + list}, library, folder_.file("linker.log")));
  return library;
}

} // namespace wexn::spec
