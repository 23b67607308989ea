// The module around random functions; see program.h.
#include "tests/random/program.h"

#include "tests/random/text.h"

#include <algorithm>

namespace wexn::random {

namespace {

Setting some_setting(Rng &rng, unsigned wide, unsigned shared) { // in per cent
  Setting s;
  MemoryPlan first;
  first.is64 = rng.chance(wide);
  first.pages = 1 + rng.below(2);
  first.most = first.pages + rng.below(3);
  first.declared = rng.chance(75) ? first.pages : rng.below(first.pages);
  first.shared = rng.chance(shared);
  s.memories.push_back(first);
  if (rng.chance(35)) {
    MemoryPlan second;
    second.is64 = rng.chance(30);
    second.most = 1 + rng.below(2);
    second.declared = rng.below(2);
    s.memories.push_back(second);
  }
  return s;
}

// Zeros, small numbers and any numbers, by turns.
std::string contents(Rng &rng, uint64_t bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (uint64_t at = 0; at < bytes; at += 256) {
    const uint64_t kind = rng.below(4);
    for (unsigned i = 0; i < 256; ++i) {
      const auto byte = static_cast<unsigned>(kind == 0   ? 0
                                              : kind == 1 ? (i % 4 == 0 ? rng.below(16) : 0)
                                                          : rng.below(256));
      text += {'\\', kHex[byte / 16], kHex[byte % 16]};
    }
  }
  return text;
}

// All memories get their pages, and the first of these is filled.
std::string start(const Setting &setting) {
  std::string text = "(start $start)\n(func $start";
  for (size_t i = 0; i < setting.memories.size(); ++i) {
    const MemoryPlan &m = setting.memories[i];
    const std::string name = " $m" + std::to_string(i), number = " " + std::to_string(i);
    text += "\n (drop (memory.grow" + number + " " +
            constant(m.type(), static_cast<int64_t>(m.in_pages(m.pages - m.declared))) +
            "))(memory.init" + number + name + " " + constant(m.type(), 0) +
            " (i32.const 0) (i32.const 65536))";
  }
  return text + ")\n";
}

struct Generator {
  std::string_view name;
  Function (*make)(Rng &, const Setting &, const std::string &);
  unsigned share;      // of modules
  unsigned wide = 20;  // per cent of those have a 64-bit memory
  unsigned shared = 6; // and a shared one, where atomic accesses are what they say
};
constexpr Generator kGenerators[] = {
    {"loop", loop, 5},
    {"rows", rows, 2},
    {"mixed", mixed, 2},
    {"search", search, 1},
    {"copies", copies, 1},
    {"bits", bits, 1},
    {"vectors", vectors, 1},
    {"straight", straight_line, 1},
    {"frame", frame, 1},
    {"edges", edges, 6, 60},
    {"held", held, 1},
    {"caller", caller, 2},
    {"jumps", jumps, 2},
    {"objects", objects, 2},
    {"expressions", expressions, 4},
    {"lanes", lanes, 3},
    {"narrow", narrow, 2},
    {"halves", halves, 2, 20, 50},
    {"switches", switches, 1},
    {"heads", heads, 1},
    {"before", before, 1},
    {"compares", compares, 2},
    {"records", records, 3, 60},
    {"both", both, 1},
    {"choices", choices, 1},
    {"shuffles", shuffles, 1},
    {"factors", factors, 1},
    {"virtuals", virtuals, 2},
    {"tails", tails, 2},
    {"rings", rings, 1},
    {"counts", counts, 1},
    {"truncations", truncations, 1},
    {"conditions", conditions, 4, 50},
    {"ranges", ranges, 1, 40},
    {"meetings", meetings, 1},
    {"parts", parts, 2, 40},
    {"steps", steps, 2, 30},
    {"rests", rests, 2, 30},
    {"quotients", quotients, 1},
    {"returns", returns, 1},
    {"candidates", candidates, 2, 40},
    {"wide", wide, 1},
};

// One of those whose names are in the list, or of all.
const Generator &some_generator(Rng &rng, const std::vector<std::string> &names) {
  const auto share = [&](const Generator &each) {
    return names.empty() || std::ranges::find(names, each.name) != names.end() ? each.share : 0;
  };
  unsigned shares = 0;
  for (const Generator &each : kGenerators)
    shares += share(each);
  uint64_t n = rng.below(shares);
  const Generator *found = kGenerators;
  for (; n >= share(*found); ++found)
    n -= share(*found);
  return *found;
}

} // namespace

std::string generator_names() {
  std::string names;
  for (const Generator &each : kGenerators)
    names += (names.empty() ? "" : " ") + std::string(each.name);
  return names;
}

bool is_generator(std::string_view name) {
  return std::ranges::any_of(kGenerators, [&](const Generator &g) { return g.name == name; });
}

Program generate(uint64_t seed, const Choice &choice) {
  const auto [functions, only, generators] = choice;
  Rng rng(seed);
  const Generator &generator = some_generator(rng, generators); // of all functions of the module
  Setting setting = some_setting(rng, generator.wide, generator.shared);
  Rng sizes(~seed);
  for (MemoryPlan &memory : setting.memories)
    if ((memory.small = sizes.chance(8)))
      memory.more = sizes.below(24);
  Program program;
  std::string &text = program.text;
  text = "(module\n";
  for (size_t i = 0; i < setting.memories.size(); ++i) {
    const MemoryPlan &m = setting.memories[i];
    text += "(memory (export \"m" + std::to_string(i) + "\")" + (m.is64 ? " i64 " : " ") +
            std::to_string(m.in_pages(m.declared) + m.more) + " " +
            std::to_string(m.in_pages(m.most) + m.more) +
            (m.shared ? " shared" : "") + (m.small ? " (pagesize 1))\n" : ")\n");
  }
  for (unsigned i = 0; i < functions; ++i) {
    Rng own(rng.next()); // whatever the others are
    if (only != kAll && i != only)
      continue;
    const std::string name = "f" + std::to_string(i);
    Function f = generator.make(own, setting, name);
    text += f.text;
    for (Call &call : f.calls) {
      call.function = i;
      program.calls.push_back(std::move(call));
    }
  }
  text += start(setting);
  for (size_t i = 0; i < setting.memories.size(); ++i)
    text += "(data $m" + std::to_string(i) + " \"" + contents(rng, 65536) + "\")\n";
  text += ")\n";
  return program;
}

} // namespace wexn::random
