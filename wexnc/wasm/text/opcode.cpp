// Names of instructions -> opcodes: a hash table made at compile time from opcodes.def.
#include "wexnc/wasm/text/instr.h"

#include <array>

namespace wexn::wasm {
namespace {

struct NamedOpcode {
  std::string_view name;
  Opcode op;
};

constexpr NamedOpcode kOpcodes[] = {
#define OPCODE(id, text, prefix, code, imm, sig, feature) {text, Opcode::id},
#include "wexnc/wasm/opcodes.def"
};

constexpr size_t kSlots = 2048;
static_assert(std::size(kOpcodes) * 2 < kSlots);

constexpr size_t slot_of(std::string_view name) {
  uint32_t hash = 2166136261u; // FNV-1a
  for (char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return (hash ^ hash >> 15) % kSlots;
}

// Each slot: 1 + an index into kOpcodes, or 0. Collisions go to the next free slot.
constexpr std::array<uint16_t, kSlots> make_table() {
  std::array<uint16_t, kSlots> table{};
  for (size_t i = 0; i < std::size(kOpcodes); ++i) {
    size_t slot = slot_of(kOpcodes[i].name);
    while (table[slot] != 0 && kOpcodes[table[slot] - 1].name != kOpcodes[i].name)
      slot = (slot + 1) % kSlots;
    if (table[slot] == 0)
      table[slot] = static_cast<uint16_t>(i + 1);
  }
  return table;
}
constexpr auto kTable = make_table();

} // namespace

std::optional<Opcode> find_opcode(std::string_view name) {
  for (size_t slot = slot_of(name); kTable[slot] != 0; slot = (slot + 1) % kSlots)
    if (kOpcodes[kTable[slot] - 1].name == name)
      return kOpcodes[kTable[slot] - 1].op;
  return std::nullopt;
}

} // namespace wexn::wasm
