// Test scripts (.wast) as data: the commands of the specification's test suite, one struct each
// (spec repository: "interpreter / Scripts"). parse_script() makes them from the text form; a
// reader of the suite's JSON form fills in the same structs, so that one runner serves both.
#pragma once

#include "wexnc/support/result.h"
#include "wexnc/wasm/text/text.h"
#include "wexnc/wasm/types.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wexn::wasm {

// The module of a command.
struct ScriptModule {
  enum class Form : uint8_t {
    None,   // the command has no module
    Binary, // `bytes` holds the binary format, whatever form the script had it in
    Text,   // `text` is quoted source that has yet to be parsed with parse_wat()
  } form = Form::None;
  std::vector<uint8_t> bytes;
  std::string text;                   // not necessarily valid UTF-8
  std::vector<OffsetMapping> offsets; // Binary, if the script had it as text
  std::optional<Error> error;         // the script's textual module could not be parsed
};

// A constant, or the pattern an actual result has to match.
struct ScriptValue {
  enum class Kind : uint8_t { I32, I64, F32, F64, V128, Ref, Either } kind = Kind::I32;
  enum class Nan : uint8_t { None, Canonical, Arithmetic }; // of either sign

  // One number: the bits, zero-extended, unless `nan` says that only a NaN of that kind is wanted.
  struct Lane {
    uint64_t bits = 0;
    Nan nan = Nan::None;
    bool operator==(const Lane &) const = default;
  };
  Lane number; // I32, I64, F32, F64

  // V128: how to compare it, and its lanes, lowest first.
  enum class Shape : uint8_t { I8x16, I16x8, I32x4, I64x2, F32x4, F64x2 } shape = Shape::I8x16;
  std::vector<Lane> lanes;

  // Ref. A null reference of any type has is_null; one of a stated type also has `heap`. A
  // reference made by the host has its number and Extern, or Any if any.convert_extern was applied
  // to it. Neither null nor host: any reference of type `heap` that is not null.
  std::optional<HeapType> heap;
  bool is_null = false;
  std::optional<uint32_t> host;

  std::vector<ScriptValue> either; // Either: matches one of these
};

[[nodiscard]] constexpr unsigned lane_count(ScriptValue::Shape shape) {
  return std::array<unsigned, 6>{16, 8, 4, 2, 4, 2}[static_cast<size_t>(shape)];
}

struct ScriptAction {
  enum class Kind : uint8_t { Invoke, Get } kind = Kind::Invoke;
  std::string module;            // "$M"; empty: the current instance
  std::string field;             // the export's name
  std::vector<ScriptValue> args; // Invoke
};

struct Command {
  enum class Kind : uint8_t {
    Module,           // module, name
    ModuleDefinition, // module, name
    ModuleInstance,   // name: of the instance; definition: of the definition, empty: the current
    Register,         // as; name: of the instance, empty: the current one
    Action,           // action
    AssertReturn,     // action, expected
    AssertTrap,       // action, message
    AssertException,  // action
    AssertExhaustion, // action, message
    AssertSuspension, // action, message
    AssertInvalid,    // module, message
    AssertMalformed,  // module, message
    AssertUnlinkable, // module (or Form::None with name and definition), message
    AssertUninstantiable, // the same
    AssertInvalidCustom,  // module, message
    AssertMalformedCustom,
    Thread, // name, shared_module, commands
    Wait,   // name: of the thread
  } kind = Kind::Module;
  uint32_t line = 0; // of the command's opening parenthesis, 1-based

  std::string name;       // includes the "$"
  std::string definition; // includes the "$"
  std::string as;         // Register
  ScriptModule module;
  ScriptAction action;
  std::vector<ScriptValue> expected;
  std::string message;       // the reference interpreter's message; for information only
  std::string shared_module; // Thread: the parent's instance that it sees, or empty
  std::vector<Command> commands;
};

// Parses a whole script. A textual module that cannot be parsed does not end the script: it is
// recorded in ScriptModule::error, and the commands after it are read.
// Errors have line and column.
[[nodiscard]] Result<std::vector<Command>> parse_script(std::string_view source);

} // namespace wexn::wasm
