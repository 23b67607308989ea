// JSON scripts (wabt's wast2json, extended; tests' README) -> wasm::Command.
#include "tests/spec/script_json.h"

#include <llvm/Support/JSON.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace wexn::spec {
namespace {

using wasm::Command;
using wasm::HeapKind;
using wasm::HeapType;
using wasm::ScriptAction;
using wasm::ScriptModule;
using wasm::ScriptValue;
namespace json = llvm::json;

Error bad(std::string detail) {
  Error e;
  e.id = ErrorId::CannotRead;
  e.detail = std::move(detail);
  return e;
}

std::string text_of(const json::Object &object, const char *key) {
  auto value = object.getString(key);
  return value ? value->str() : std::string();
}

Result<uint64_t> parse_number(llvm::StringRef text) {
  uint64_t number = 0;
  auto [end, ec] = std::from_chars(text.begin(), text.end(), number);
  if (ec != std::errc() || end != text.end())
    return bad("bad number '" + text.str() + "'");
  return number;
}

Result<ScriptValue::Lane> parse_lane(const json::Value &value) {
  auto text = value.getAsString();
  if (!text)
    return bad("a number must be a string");
  if (*text == "nan:canonical")
    return ScriptValue::Lane{0, ScriptValue::Nan::Canonical};
  if (*text == "nan:arithmetic")
    return ScriptValue::Lane{0, ScriptValue::Nan::Arithmetic};
  TRY_ASSIGN(uint64_t bits, parse_number(*text));
  return ScriptValue::Lane{bits, ScriptValue::Nan::None};
}

struct RefName {
  const char *name;
  std::optional<HeapKind> heap;
};
const RefName kRefNames[] = {
    {"anyref", HeapKind::Any},
    {"eqref", HeapKind::Eq},
    {"i31ref", HeapKind::I31},
    {"structref", HeapKind::Struct},
    {"arrayref", HeapKind::Array},
    {"funcref", HeapKind::Func},
    {"externref", HeapKind::Extern},
    {"exnref", HeapKind::Exn},
    {"nullref", HeapKind::None},
    {"nullfuncref", HeapKind::NoFunc},
    {"nullexternref", HeapKind::NoExtern},
    {"nullexnref", HeapKind::NoExn},
    {"refnull", std::nullopt},
};

Result<ScriptValue> parse_ref(llvm::StringRef type, const json::Object &object) {
  for (const RefName &row : kRefNames) {
    if (type != row.name)
      continue;
    ScriptValue v;
    v.kind = ScriptValue::Kind::Ref;
    if (row.heap)
      v.heap = HeapType{*row.heap, object.getBoolean("shared").value_or(false), 0};
    auto value = object.getString("value");
    if (value && *value == "null") {
      v.is_null = true;
    } else if (value) {
      TRY_ASSIGN(uint64_t number, parse_number(*value));
      v.host = static_cast<uint32_t>(number);
    }
    return v;
  }
  return bad("unknown type '" + type.str() + "'");
}

Result<ScriptValue> parse_vector(const json::Object &object) {
  using Shape = ScriptValue::Shape;
  static const std::map<std::string, Shape> shapes = {{"i8", Shape::I8x16},  {"i16", Shape::I16x8},
                                                      {"i32", Shape::I32x4}, {"i64", Shape::I64x2},
                                                      {"f32", Shape::F32x4}, {"f64", Shape::F64x2}};
  auto shape = shapes.find(text_of(object, "lane_type"));
  const json::Array *lanes = object.getArray("value");
  if (shape == shapes.end() || !lanes || lanes->size() != lane_count(shape->second))
    return bad("bad v128");
  ScriptValue v;
  v.kind = ScriptValue::Kind::V128;
  v.shape = shape->second;
  for (const json::Value &lane : *lanes) {
    TRY_ASSIGN(auto parsed, parse_lane(lane));
    v.lanes.push_back(parsed);
  }
  return v;
}

Result<ScriptValue> parse_value(const json::Value &json_value) {
  const json::Object *object = json_value.getAsObject();
  if (!object)
    return bad("a value must be an object");
  std::string type = text_of(*object, "type");
  if (type == "v128")
    return parse_vector(*object);
  if (type == "either") {
    const json::Array *values = object->getArray("values");
    if (!values)
      return bad("either without values");
    ScriptValue v;
    v.kind = ScriptValue::Kind::Either;
    for (const json::Value &one : *values) {
      TRY_ASSIGN(auto parsed, parse_value(one));
      v.either.push_back(std::move(parsed));
    }
    return v;
  }
  static const std::map<std::string, ScriptValue::Kind> numbers = {{"i32", ScriptValue::Kind::I32},
                                                                   {"i64", ScriptValue::Kind::I64},
                                                                   {"f32", ScriptValue::Kind::F32},
                                                                   {"f64", ScriptValue::Kind::F64}};
  auto number = numbers.find(type);
  if (number == numbers.end())
    return parse_ref(type, *object);
  const json::Value *value = object->get("value");
  if (!value)
    return bad("a number without value");
  ScriptValue v;
  v.kind = number->second;
  TRY_ASSIGN(v.number, parse_lane(*value));
  return v;
}

Result<std::vector<ScriptValue>> parse_values(const json::Object &object, const char *key) {
  std::vector<ScriptValue> values;
  if (const json::Array *array = object.getArray(key))
    for (const json::Value &one : *array) {
      TRY_ASSIGN(auto parsed, parse_value(one));
      values.push_back(std::move(parsed));
    }
  return values;
}

std::string unhex(llvm::StringRef hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned byte = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
    bytes.push_back(static_cast<char>(byte));
  }
  return bytes;
}

Result<ScriptModule> parse_module(const json::Object &object, const std::filesystem::path &folder) {
  ScriptModule module;
  std::string form = text_of(object, "module_type");
  if (form.empty())
    return module;
  if (form == "text") {
    module.form = ScriptModule::Form::Text;
    auto hex = object.getString("source_hex");
    module.text = hex ? unhex(*hex) : text_of(object, "source");
    return module;
  }
  module.form = ScriptModule::Form::Binary;
  TRY_ASSIGN(std::string bytes, read_file((folder / text_of(object, "filename")).string()));
  module.bytes.assign(bytes.begin(), bytes.end());
  return module;
}

Result<ScriptAction> parse_action(const json::Object &object) {
  ScriptAction action;
  std::string type = text_of(object, "type");
  if (type != "invoke" && type != "get")
    return bad("unknown action '" + type + "'");
  action.kind = type == "get" ? ScriptAction::Kind::Get : ScriptAction::Kind::Invoke;
  action.module = text_of(object, "module");
  action.field = text_of(object, "field");
  TRY_ASSIGN(action.args, parse_values(object, "args"));
  return action;
}

const std::map<std::string, Command::Kind> kKinds = {
    {"module", Command::Kind::Module},
    {"module_definition", Command::Kind::ModuleDefinition},
    {"module_instance", Command::Kind::ModuleInstance},
    {"register", Command::Kind::Register},
    {"action", Command::Kind::Action},
    {"assert_return", Command::Kind::AssertReturn},
    {"assert_trap", Command::Kind::AssertTrap},
    {"assert_exception", Command::Kind::AssertException},
    {"assert_exhaustion", Command::Kind::AssertExhaustion},
    {"assert_suspension", Command::Kind::AssertSuspension},
    {"assert_invalid", Command::Kind::AssertInvalid},
    {"assert_malformed", Command::Kind::AssertMalformed},
    {"assert_unlinkable", Command::Kind::AssertUnlinkable},
    {"assert_uninstantiable", Command::Kind::AssertUninstantiable},
    {"assert_invalid_custom", Command::Kind::AssertInvalidCustom},
    {"assert_malformed_custom", Command::Kind::AssertMalformedCustom},
    {"thread", Command::Kind::Thread},
    {"wait", Command::Kind::Wait},
};

Result<std::vector<Command>> parse_commands(const json::Array &array,
                                            const std::filesystem::path &folder);

Result<Command> parse_command(const json::Value &json_value, const std::filesystem::path &folder) {
  const json::Object *object = json_value.getAsObject();
  if (!object)
    return bad("a command must be an object");
  auto kind = kKinds.find(text_of(*object, "type"));
  if (kind == kKinds.end())
    return bad("unknown command '" + text_of(*object, "type") + "'");
  Command command;
  command.kind = kind->second;
  command.line = static_cast<uint32_t>(object->getInteger("line").value_or(0));
  command.as = text_of(*object, "as");
  command.message = text_of(*object, "text");
  command.shared_module = text_of(*object, "shared_module");
  // The instance that a command makes has one name in the structs, two keys in the JSON; the
  // definition that it is made from is another.
  command.name = text_of(*object, command.kind == Command::Kind::Wait ? "thread" : "name");
  if (object->get("instance"))
    command.name = text_of(*object, "instance");
  command.definition = text_of(*object, "module");
  TRY_ASSIGN(command.module, parse_module(*object, folder));
  if (const json::Object *action = object->getObject("action")) {
    TRY_ASSIGN(command.action, parse_action(*action));
  }
  TRY_ASSIGN(command.expected, parse_values(*object, "expected"));
  if (const json::Array *commands = object->getArray("commands")) {
    TRY_ASSIGN(command.commands, parse_commands(*commands, folder));
  }
  return command;
}

Result<std::vector<Command>> parse_commands(const json::Array &array,
                                            const std::filesystem::path &folder) {
  std::vector<Command> commands;
  for (const json::Value &one : array) {
    TRY_ASSIGN(Command command, parse_command(one, folder));
    commands.push_back(std::move(command));
  }
  return commands;
}

} // namespace

Result<std::string> read_file(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf() || in.peek() == EOF))
    return bad(path);
  return text.str();
}

Result<std::vector<Command>> read_json_script(const std::string &path) {
  TRY_ASSIGN(std::string text, read_file(path));
  llvm::Expected<json::Value> parsed = json::parse(text);
  if (!parsed)
    return bad(path + ": " + llvm::toString(parsed.takeError()));
  const json::Object *top = parsed->getAsObject();
  const json::Array *commands = top ? top->getArray("commands") : nullptr;
  if (!commands)
    return bad(path + ": no commands");
  return parse_commands(*commands, std::filesystem::path(path).parent_path());
}

} // namespace wexn::spec
