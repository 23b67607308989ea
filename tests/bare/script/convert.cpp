// wexn-bare-script FILE DIR: a test script (.wast, or the suite's JSON form) -> DIR/mN.wasm, one
// for each module, and DIR/script.c, its commands as data (script.h) for a bare-metal image.
// Commands that need no execution (assert_invalid, assert_malformed) are left out. Prints the
// number of modules and of commands. Exit status 1: something in the script cannot be expressed;
// the message says what.
#include "tests/spec/script_json.h"
#include "wexnc/support/file.h"
#include "tests/spec/script.h"
#include "wexnc/wasm/text/text.h"

#include <wexn/abi/types.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

namespace wexn::bare {
namespace {

using wasm::Command;
using wasm::HeapKind;
using wasm::ScriptModule;
using wasm::ScriptValue;
using Kind = Command::Kind;

[[noreturn]] void give_up(uint32_t line, const std::string &what) {
  std::fprintf(stderr, "wexn-bare-script: line %u: %s\n", line, what.c_str());
  std::exit(1);
}

std::string literal(const std::string &bytes) {
  std::string text = "\"";
  for (const char c : bytes) {
    char octal[8];
    std::snprintf(octal, sizeof octal, "\\%03o",
                  static_cast<unsigned>(static_cast<unsigned char>(c)));
    text += octal;
  }
  return text + "\"";
}

uint8_t top_of(HeapKind kind) {
  switch (kind) {
  case HeapKind::Func:
  case HeapKind::NoFunc:
  case HeapKind::Concrete:
    return WEXN_HEAP_FUNC;
  case HeapKind::Extern:
  case HeapKind::NoExtern:
    return WEXN_HEAP_EXTERN;
  case HeapKind::Exn:
  case HeapKind::NoExn:
    return WEXN_HEAP_EXN;
  case HeapKind::Any:
  case HeapKind::Eq:
  case HeapKind::I31:
  case HeapKind::Struct:
  case HeapKind::Array:
  case HeapKind::None:
    return WEXN_HEAP_ANY;
  }
  return 0;
}

class Converter {
public:
  explicit Converter(std::string folder) : folder_(std::move(folder)) {}

  void convert(const std::vector<Command> &commands) {
    for (const Command &c : commands)
      one(c);
    std::string images, list;
    for (size_t i = 0; i < num_images_; ++i) {
      const std::string symbol = "m" + std::to_string(i) + "_module";
      data_ += "extern const wexn_module_image " + symbol + ";\n";
      list += "&" + symbol + ", ";
    }
    const std::string text =
        "#include \"script.h\"\n" + data_ + "const wexn_module_image *const script_images[] = {" +
        list + "0};\nconst command script_commands[] = {\n" + commands_ +
        "};\nconst uint32_t script_num_commands = " + std::to_string(num_commands_) + ";\n";
    write("script.c", {reinterpret_cast<const uint8_t *>(text.data()), text.size()});
    std::printf("%zu %zu\n", num_images_, num_commands_);
  }

private:
  std::string folder_, data_, commands_;
  size_t num_images_ = 0, num_instances_ = 0, num_commands_ = 0, num_values_ = 0;
  size_t current_image_ = 0, current_instance_ = 0;
  std::map<std::string, size_t> images_, instances_;

  void write(const std::string &name, std::span<const uint8_t> bytes) {
    if (!write_file(folder_ + "/" + name, bytes).ok())
      give_up(0, "cannot write " + folder_ + "/" + name);
  }

  static size_t find(const std::map<std::string, size_t> &names, const std::string &name,
                     size_t current, uint32_t line) {
    if (name.empty())
      return current;
    auto found = names.find(name);
    if (found == names.end())
      give_up(line, "no module " + name);
    return found->second;
  }

  size_t image_of(const Command &c) {
    const ScriptModule &module = c.module;
    if (module.error)
      give_up(c.line, "a module that cannot be parsed");
    std::vector<uint8_t> bytes = module.bytes;
    if (module.form == ScriptModule::Form::Text) {
      auto parsed = wasm::parse_wat(module.text);
      if (!parsed.ok())
        give_up(c.line, "a module that cannot be parsed");
      bytes = std::move(parsed.value().bytes);
    }
    write("m" + std::to_string(num_images_) + ".wasm", bytes);
    return num_images_++;
  }

  std::string array(const char *type, const std::string &elements) {
    if (elements.empty())
      return "0";
    const std::string name = "v" + std::to_string(num_values_++);
    data_ += std::string("static const ") + type + " " + name + "[] = {" + elements + "};\n";
    return name;
  }

  std::string lanes(const std::vector<ScriptValue::Lane> &lanes) {
    std::string text;
    for (const ScriptValue::Lane &l : lanes)
      text += "{" + std::to_string(static_cast<int>(l.nan)) + ", " + std::to_string(l.bits) + "u},";
    return array("lane", text);
  }

  std::string number(uint8_t code, unsigned bytes, const ScriptValue &v) {
    return "{.kind = VALUE_NUMBER, .code = " + std::to_string(code) +
           ", .lane_bytes = " + std::to_string(bytes) +
           ", .count = 1, .lanes = " + lanes({v.number}) + "},";
  }

  std::string value(const ScriptValue &v) {
    switch (v.kind) {
    case ScriptValue::Kind::I32:
      return number(WEXN_I32, 4, v);
    case ScriptValue::Kind::I64:
      return number(WEXN_I64, 8, v);
    case ScriptValue::Kind::F32:
      return number(WEXN_F32, 4, v);
    case ScriptValue::Kind::F64:
      return number(WEXN_F64, 8, v);
    case ScriptValue::Kind::V128: {
      const unsigned count = wasm::lane_count(v.shape);
      return "{.kind = VALUE_VECTOR, .lane_bytes = " + std::to_string(16 / count) +
             ", .count = " + std::to_string(count) + ", .lanes = " + lanes(v.lanes) + "},";
    }
    case ScriptValue::Kind::Ref:
      return "{.kind = VALUE_REF, .heap = " + std::to_string(v.heap ? top_of(v.heap->kind) : 0) +
             ", .is_null = " + std::to_string(v.is_null) +
             ", .has_host = " + std::to_string(v.host.has_value()) +
             ", .host = " + std::to_string(v.host.value_or(0)) + "u},";
    case ScriptValue::Kind::Either:
      return "{.kind = VALUE_EITHER, .count = " + std::to_string(v.either.size()) +
             ", .either = " + values(v.either) + "},";
    }
    return "";
  }
  std::string values(const std::vector<ScriptValue> &list) {
    std::string text;
    for (const ScriptValue &v : list)
      text += value(v);
    return array("value", text);
  }

  void add(const Command &c, const std::string &fields) {
    commands_ += "  {.line = " + std::to_string(c.line) + ", " + fields + "},\n";
    ++num_commands_;
  }
  static std::string field(const std::string &name) {
    return ", .field = " + literal(name) + ", .field_size = " + std::to_string(name.size());
  }

  // An instantiation that ends as `expect` says.
  void instantiate(const Command &c, size_t image, const std::string &expect) {
    add(c, ".kind = COMMAND_INSTANCE, .expect = " + expect +
               ", .instance = " + std::to_string(num_instances_) +
               ", .image = " + std::to_string(image) + ", .message = " + literal(c.message));
    if (expect == "EXPECT_RETURN") {
      current_instance_ = num_instances_;
      if (!c.name.empty())
        instances_[c.name] = num_instances_;
    }
    ++num_instances_;
  }

  void action(const Command &c, const std::string &expect, bool compare) {
    const bool get = c.action.kind == wasm::ScriptAction::Kind::Get;
    add(c, std::string(".kind = ") + (get ? "COMMAND_GET" : "COMMAND_INVOKE") +
               ", .expect = " + expect + ", .instance = " +
               std::to_string(find(instances_, c.action.module, current_instance_, c.line)) +
               field(c.action.field) + ", .args = " + values(c.action.args) +
               ", .num_args = " + std::to_string(c.action.args.size()) +
               ", .results = " + (compare && !c.expected.empty() ? values(c.expected) : "0") +
               ", .num_results = " + std::to_string(compare ? c.expected.size() : 0) +
               ", .message = " + literal(c.message));
  }

  // A module that the command brings, or a definition that it names.
  size_t used_image(const Command &c) {
    return c.module.form != ScriptModule::Form::None
               ? image_of(c)
               : find(images_, c.definition, current_image_, c.line);
  }

  void one(const Command &c) {
    switch (c.kind) {
    case Kind::Module:
    case Kind::ModuleDefinition:
      current_image_ = image_of(c);
      if (!c.name.empty())
        images_[c.name] = current_image_;
      if (c.kind == Kind::Module)
        instantiate(c, current_image_, "EXPECT_RETURN");
      return;
    case Kind::ModuleInstance:
      return instantiate(c, find(images_, c.definition, current_image_, c.line), "EXPECT_RETURN");
    case Kind::Register:
      return add(c, ".kind = COMMAND_REGISTER, .instance = " +
                        std::to_string(find(instances_, c.name, current_instance_, c.line)) +
                        field(c.as));
    case Kind::Action:
      return action(c, "EXPECT_RETURN", false);
    case Kind::AssertReturn:
      return action(c, "EXPECT_RETURN", true);
    case Kind::AssertTrap:
      return action(c, "EXPECT_TRAP", false);
    case Kind::AssertException:
      return action(c, "EXPECT_EXCEPTION", false);
    case Kind::AssertExhaustion:
      return action(c, "EXPECT_EXHAUSTION", false);
    case Kind::AssertUnlinkable:
      return instantiate(c, used_image(c), "EXPECT_LINK_ERROR");
    case Kind::AssertUninstantiable:
      return instantiate(c, used_image(c), "EXPECT_TRAP");
    case Kind::AssertSuspension:
    case Kind::Thread:
    case Kind::Wait:
      give_up(c.line, "a command of a proposal that is not supported");
    case Kind::AssertInvalid:
    case Kind::AssertMalformed:
    case Kind::AssertInvalidCustom:
    case Kind::AssertMalformedCustom:
      return;
    }
  }
};

Result<std::vector<Command>> read(const std::string &path) {
  if (path.ends_with(".json"))
    return spec::read_json_script(path);
  TRY_ASSIGN(std::string text, spec::read_file(path));
  return wasm::parse_script(text);
}

} // namespace
} // namespace wexn::bare

int main(int argc, char **argv) {
  if (argc != 3) {
    std::fputs("usage: wexn-bare-script FILE DIR\n", stderr);
    return 2;
  }
  auto commands = wexn::bare::read(argv[1]);
  if (!commands.ok()) {
    std::fprintf(stderr, "wexn-bare-script: %s: cannot be read\n", argv[1]);
    return 1;
  }
  wexn::bare::Converter(argv[2]).convert(commands.value());
  return 0;
}
