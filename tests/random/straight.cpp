// Straight-line code on memory: accesses of all widths that overlap each other without being
// aligned, at addresses of one or two bases.
#include "tests/random/text.h"

#include <string>
#include <utility>
#include <vector>

namespace wexn::random {

using interpret::Value;

namespace {

// Near or beyond what is reserved for a guarded 64-bit memory, or the ends of parts of an address.
int64_t far(Rng &rng) {
  return rng.pick({int64_t{1} << 20, int64_t{1} << 31, int64_t{1} << 32, int64_t{1} << 36,
                   (int64_t{1} << 36) + (int64_t{1} << 32), int64_t{1} << 46, INT64_MIN,
                   -(int64_t{1} << 20), -(int64_t{1} << 36)});
}

} // namespace

Function straight_line(Rng &rng, const Setting &setting, const std::string &name) {
  const std::string address_type = setting.memories[0].type();
  const std::vector<std::string> types = {"i32", "i64", "f32", "f64", "v128"};
  const bool wide = setting.memories[0].is64;
  std::string body;
  const uint64_t spread = rng.pick({8u, 16u, 24u, 64u});
  auto at = [&](size_t memory) {
    std::string base = get(rng.chance(75) ? "p" : "q");
    if (rng.chance(15))
      base = op(address_type + ".add", base, constant(address_type, rng.between(-8, 8)));
    else if (wide && rng.chance(4))
      base = op("i64.add", base, constant("i64", far(rng)));
    return convert(address_type, setting.memories[memory].type(), base);
  };
  auto value = [&](const std::string &type) {
    switch (rng.below(4)) {
    case 0:
      return some_constant(rng, type);
    case 1: {
      const std::string from = rng.pick(types);
      return convert(from, type, get(from.substr(0, 1) + from.substr(from.size() - 2)));
    }
    default: {
      const Width &w = rng.pick(widths());
      const size_t memory = rng.chance(80) ? 0 : rng.below(setting.memories.size());
      return convert(w.type, type, access(w.load, memory, rng.below(spread), at(memory)));
    }
    }
  };
  // Narrow stores side by side, in any order, and a load of all of them; perhaps something is
  // stored over a part in between.
  auto pieces = [&] {
    static const std::vector<Width> kWhole = {widths()[4],  widths()[7],  widths()[7],
                                              widths()[12], widths()[13], widths()[14]};
    const Width &whole = rng.pick(kWhole);
    const size_t memory = rng.chance(80) ? 0 : rng.below(setting.memories.size());
    const std::string base = at(memory);
    const uint64_t start = rng.below(spread);
    std::vector<std::string> stores;
    for (uint64_t done = 0; done < whole.bytes;) {
      const Width &w = rng.pick(widths());
      if (w.bytes > whole.bytes - done || (w.bytes == 1 && rng.chance(60)))
        continue;
      stores.push_back(
          access(w.store, memory, start + done, base, canonical(w.type, value(w.type))));
      done += w.bytes;
    }
    for (size_t i = stores.size(); i > 1; --i)
      std::swap(stores[i - 1], stores[rng.below(i)]);
    if (rng.chance(50)) {
      const Width &w = rng.pick(widths());
      stores.insert(stores.begin() + rng.between(0, static_cast<int64_t>(stores.size())),
                    access(w.store, memory, start + rng.below(whole.bytes + 4), at(memory),
                           canonical(w.type, value(w.type))));
    }
    std::string text;
    for (const std::string &store : stores)
      text += store;
    const std::string local = whole.type.substr(0, 1) + whole.type.substr(whole.type.size() - 2);
    const uint64_t from = start + (rng.chance(15) ? rng.below(3) : 0);
    return text + set(local, canonical(whole.type, access(whole.load, memory, from, base)));
  };
  for (unsigned i = 0, n = 6 + static_cast<unsigned>(rng.below(20)); i < n; ++i) {
    if (rng.chance(15)) {
      body += pieces() + "\n  ";
      continue;
    }
    const size_t memory = rng.chance(80) ? 0 : rng.below(setting.memories.size());
    if (rng.chance(60)) {
      const Width &w = rng.pick(widths());
      std::string v = value(w.type);
      if (rng.chance(50))
        v = combine(rng, w.type, v, value(w.type));
      const std::string access_text =
          access(w.store, memory, rng.below(spread), at(memory), canonical(w.type, v));
      if (!rng.chance(16)) {
        body += access_text;
        continue;
      }
      body += "(if " + op("i32.and", get("i32"), constant("i32", 1 << rng.below(8))) + " (then " +
              access_text + ")";
      // Where they meet, what both have accessed is known to be there.
      if (rng.chance(60)) {
        const Width &other = rng.pick(widths());
        const size_t where = rng.chance(80) ? memory : rng.below(setting.memories.size());
        body += " (else " +
                access(other.store, where, rng.below(spread), at(where),
                       canonical(other.type, value(other.type))) +
                ")";
      }
      body += ")";
    } else if (rng.chance(12)) {
      const std::string n_bytes = constant(address_type, rng.pick({1, 4, 9, 16, 40}));
      body += rng.chance(50)
                  ? "(memory.copy " +
                        op(address_type + ".add", at(0),
                           constant(address_type, static_cast<int64_t>(rng.below(spread)))) +
                        " " + at(0) + " " + n_bytes + ")"
                  : "(memory.fill " + at(0) + " " + value("i32") + " " + n_bytes + ")";
    } else {
      const std::string type = rng.pick(types);
      const std::string local = type.substr(0, 1) + type.substr(type.size() - 2);
      body += set(local, canonical(type, combine(rng, type, get(local), value(type))));
    }
    body += "\n  ";
  }
  Function f;
  f.text =
      "(func (export \"" + name + "\") (param $p " + address_type + ") (param $q " + address_type +
      ") (param $i32 i32) (param $i64 i64) (result i64)\n  (local $f32 f32) (local $f64 f64) "
      "(local $v28 v128)"
      "(local $cf f32) (local $cd f64)\n  " +
      body + "\n  " +
      op("i64.xor", op("i64.add", convert("i32", "i64", get("i32")), get("i64")),
         op("i64.add", convert("f32", "i64", get("f32")),
            op("i64.add", convert("f64", "i64", get("f64")), convert("v128", "i64", get("v28"))))) +
      ")\n";
  const uint64_t bytes = setting.memories[0].pages << 16;
  const uint64_t mask = address_type == "i32" ? UINT32_MAX : UINT64_MAX;
  for (unsigned i = 0; i < 8; ++i) {
    uint64_t p = 4096 + rng.below(4096);
    if (i == 7 && wide && rng.chance(50))
      p = static_cast<uint64_t>(far(rng) + rng.between(-40, 20));
    else if (i >= 5)
      p = (i == 5   ? bytes
           : i == 6 ? bytes - spread / 2
                    : uint64_t{0}) +
          static_cast<uint64_t>(rng.between(-40, 20));
    const uint64_t q = p + static_cast<uint64_t>(rng.between(-20, 20));
    f.calls.push_back({0,
                       name,
                       {{p & mask, 0},
                        {q & mask, 0},
                        {static_cast<uint32_t>(some_bits(rng)), 0},
                        {some_bits(rng), 0}}});
  }
  return f;
}

} // namespace wexn::random
