// One way of falsifying for every form of expectation; see mutate.h.
#include "tests/spec/mutate.h"

namespace wexn::spec {
namespace {

using wasm::Command;
using wasm::ScriptValue;
using Kind = wasm::Command::Kind;
using Nan = ScriptValue::Nan;

// splitmix64: a well-mixed sequence from any seed, the same everywhere.
class Random {
public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t below(uint64_t n) {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % n;
  }

private:
  uint64_t state_;
};

const char *number_name(ScriptValue::Kind kind) {
  switch (kind) {
  case ScriptValue::Kind::I32:
    return "i32";
  case ScriptValue::Kind::I64:
    return "i64";
  case ScriptValue::Kind::F32:
    return "f32";
  case ScriptValue::Kind::F64:
    return "f64";
  case ScriptValue::Kind::V128:
    return "v128";
  case ScriptValue::Kind::Ref:
    return "reference";
  case ScriptValue::Kind::Either:
    return "either";
  }
  return "?";
}

// Changes one bit, or asks for a number where a NaN was wanted.
std::string mutate_lane(ScriptValue::Lane &lane, unsigned width, Random &random) {
  if (lane.nan != Nan::None) {
    lane = {1, Nan::None};
    return " nan";
  }
  lane.bits ^= uint64_t{1} << random.below(width);
  return "";
}

std::string mutate_reference(ScriptValue &value) {
  if (value.is_null) {
    value.is_null = false;
    if (!value.heap)
      value.heap = wasm::HeapType{};
    return "null reference";
  }
  if (value.host) {
    ++*value.host;
    return "host reference";
  }
  value.is_null = true;
  return "reference not null";
}

std::string mutate_value(ScriptValue &value, Random &random) {
  switch (value.kind) {
  case ScriptValue::Kind::I32:
  case ScriptValue::Kind::F32:
    return number_name(value.kind) + mutate_lane(value.number, 32, random);
  case ScriptValue::Kind::I64:
  case ScriptValue::Kind::F64:
    return number_name(value.kind) + mutate_lane(value.number, 64, random);
  case ScriptValue::Kind::V128: {
    unsigned width = 128 / lane_count(value.shape);
    return "v128" + mutate_lane(value.lanes[random.below(value.lanes.size())], width, random);
  }
  case ScriptValue::Kind::Ref:
    return mutate_reference(value);
  case ScriptValue::Kind::Either: {
    // Changing one alternative proves nothing, and a changed one may equal another: none is left.
    value.either.clear();
    return "either";
  }
  }
  return "?";
}

std::string mutate_return(Command &command, Random &random) {
  uint64_t way = random.below(8);
  if (way == 0) {
    command.kind = Kind::AssertTrap;
    command.expected.clear();
    return "trap for return";
  }
  if (way == 1) {
    command.kind = Kind::AssertException;
    command.expected.clear();
    return "exception for return";
  }
  if (command.expected.empty() || way == 2) {
    command.expected.emplace_back();
    return "one result more";
  }
  return mutate_value(command.expected[random.below(command.expected.size())], random);
}

std::string mutate_command(Command &command, Random &random) {
  auto become = [&](Kind kind, const char *name) {
    command.kind = kind;
    return name;
  };
  switch (command.kind) {
  case Kind::AssertReturn:
    return mutate_return(command, random);
  case Kind::AssertTrap:
    switch (random.below(4)) {
    case 0:
      return become(Kind::AssertReturn, "return for trap");
    case 1:
      return become(Kind::AssertExhaustion, "exhaustion for trap");
    case 2:
      return become(Kind::AssertException, "exception for trap");
    default:
      command.message = command.message == "cast failure" ? "unreachable" : "cast failure";
      return "another trap";
    }
  case Kind::AssertException:
    return random.below(2) ? become(Kind::AssertReturn, "return for exception")
                           : become(Kind::AssertTrap, "trap for exception");
  case Kind::AssertExhaustion:
    return random.below(2) ? become(Kind::AssertReturn, "return for exhaustion")
                           : become(Kind::AssertTrap, "trap for exhaustion");
  case Kind::AssertInvalid:
    return become(Kind::ModuleDefinition, "valid for invalid");
  case Kind::AssertMalformed:
    return become(Kind::ModuleDefinition, "valid for malformed");
  case Kind::AssertUnlinkable:
    return become(Kind::AssertUninstantiable, "trap for unlinkable");
  case Kind::AssertUninstantiable:
    return become(Kind::AssertUnlinkable, "unlinkable for trap");
  case Kind::Module:
  case Kind::ModuleDefinition:
  case Kind::ModuleInstance:
  case Kind::Register:
  case Kind::Action:
  case Kind::AssertSuspension:
  case Kind::AssertInvalidCustom:
  case Kind::AssertMalformedCustom:
  case Kind::Thread:
  case Kind::Wait:
    return "";
  }
  return "";
}

} // namespace

std::map<size_t, std::string> mutate(std::vector<Command> &commands, uint64_t seed) {
  std::map<size_t, std::string> changes;
  Random random(seed);
  for (size_t i = 0; i < commands.size(); ++i) {
    if (random.below(3) != 0)
      continue;
    std::string what = mutate_command(commands[i], random);
    if (!what.empty())
      changes.emplace(i, std::move(what));
  }
  return changes;
}

} // namespace wexn::spec
