// Loops over rows, all of whose accesses have widths, offsets and memories of their own.
#include "tests/random/text.h"

namespace wexn::random {

namespace {

using interpret::Value;

class Mixed {
public:
  Mixed(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), setting_(setting), name_(std::move(name)), type_(setting.memories[0].type()),
        bytes_(setting.memories[0].pages << 16) {
    to_width_ = some_width();
    from_width_ = rng.chance(40) ? to_width_ : some_width();
    stay_width_ = rng.chance(40) ? to_width_ : some_width();
    const auto w = static_cast<int64_t>(to_width_.bytes),
               v = static_cast<int64_t>(from_width_.bytes);
    copies_ = rng.pick({1u, 1u, 1u, 2u, 2u, 2u, 3u, 4u});
    to_ = rng.chance(80) ? w : rng.pick({-w, 2 * w, -2 * w, w + 1, w - 1});
    if (to_ == 0)
      to_ = w;
    from_ = rng.pick({v, v, w, to_, -v, 2 * v, 5 * v, int64_t{0}});
    offset_ = rng.chance(60) ? 0 : rng.pick({1u, 16u, 200u, 65'000u});
    stay_offset_ = rng.chance(60) ? offset_ : 0;
    if (setting.memories.size() > 1) {
      from_memory_ = rng.chance(25);
      stay_memory_ = rng.chance(25);
    }
    tied_ = rng.chance(25);
    tied_by_ = rng.between(-40, 300);
    nested_ = rng.chance(25);
    middle_ = copies_ > 1 && rng.chance(30);
    stay_store_ = rng.chance(12);
    by_first_ = rng.chance(stay_memory_ ? 40 : 4);
  }

  Function run() {
    Function f;
    const std::string n = op("i32.div_u", get("n"), constant("i32", copies_));
    std::string loop;
    if (middle_) {
      loop = "(block $out (loop $l " + body() + steps() + "(br $l)))";
    } else {
      loop = set("n", n) + "(loop $l " + body() + steps() + "(br_if $l (local.tee $n " +
             op("i32.sub", get("n"), constant("i32", 1)) + ")))";
    }
    if (tied_)
      loop = set("r", op(type_ + ".add", get("p"), constant(type_, tied_by_))) + loop;
    if (nested_)
      loop =
          set("m", get("n")) + "(loop $outer " + loop + around() + set("n", get("m")) +
          set("p",
              op(type_ + ".add", get("p"), constant(type_, rng_.pick({0, 1, 8, 64, -64, 100})))) +
          set("q",
              op(type_ + ".add", get("q"), constant(type_, rng_.pick({0, 1, 8, 64, -64, -100})))) +
          set("k", op("i32.add", get("k"), constant("i32", 1))) + "(br_if $outer " +
          op("i32.lt_u", get("k"), constant("i32", 3)) + "))";
    f.text =
        "(func (export \"" + name_ + "\") (param $p " + type_ + ") (param $q " + type_ +
        ") (param $r " + type_ +
        ") (param $n i32) (result i64) (local $cf f32) (local $cd f64) (local $k i32) (local $m "
        "i32)\n " +
        loop + "\n(i64.xor " + convert(type_, "i64", get("p")) + " (i64.rotl (i64.add " +
        convert(type_, "i64", get("q")) + " (i64.extend_i32_u " + get("n") +
        ")) (i64.const 32))))\n";
    for (unsigned i = 0; i < 14; ++i)
      f.calls.push_back({0, name_, arguments()});
    return f;
  }

private:
  Rng &rng_;
  const Setting &setting_;
  std::string name_, type_;
  uint64_t bytes_;
  Width to_width_, from_width_, stay_width_;
  unsigned copies_ = 1;
  int64_t to_ = 0, from_ = 0, tied_by_ = 0;
  uint64_t offset_ = 0, stay_offset_ = 0;
  size_t from_memory_ = 0, stay_memory_ = 0;
  bool tied_ = false, nested_ = false, middle_ = false, stay_store_ = false, by_first_ = false;

  // Beside the inner loop, at a place that is no sum of counters.
  std::string around() {
    if (!rng_.chance(40))
      return "";
    const std::string place =
        op(type_ + ".mul", convert("i32", type_, op("i32.mul", get("k"), get("k"))),
           constant(type_, rng_.pick({4, 64, 5000, 20'000})));
    return rng_.chance(50)
               ? access("i32.store", 0, 0, place, get("n"))
               : set("k",
                     op("i32.add", get("k"),
                        op("i32.and", access("i32.load8_u", 0, 0, place), constant("i32", 1))));
  }

  const Width &some_width() {
    return rng_.chance(50) ? widths()[rng_.pick({0u, 6u, 7u, 13u, 12u})] : rng_.pick(widths());
  }
  std::string step(const std::string &local, int64_t by) {
    return set(local,
               op(type_ + ".add", get(local), constant(type_, by * static_cast<int64_t>(copies_))));
  }
  std::string steps() { return step("p", to_) + step("q", from_); }

  std::string body() {
    const uint64_t seed = rng_.next();
    const unsigned stays = rng_.chance(80) ? 1 + static_cast<unsigned>(rng_.below(2)) : 0;
    const bool whole = rng_.chance(60);
    const int64_t beside = rng_.pick({0, 0, -1, -1, 1, 2}) * static_cast<int64_t>(to_width_.bytes);
    const unsigned exit = static_cast<unsigned>(rng_.below(copies_));
    const bool first = rng_.chance(50); // stays are read before
    std::string text;
    for (unsigned j = 0; j < copies_; ++j) {
      Rng same(seed);
      if (middle_ && j == exit)
        text += "(br_if $out (i32.eqz " + get("n") + "))" +
                set("n", op("i32.sub", get("n"), constant("i32", 1)));
      std::string v = at(from_memory_, from_width_.load, "q", from_ * j);
      v = convert(from_width_.type, to_width_.type, v);
      for (unsigned i = 0; i < stays; ++i) {
        std::string s = access(stay_width_.load, stay_memory_, stay_offset_ + i * stay_width_.bytes,
                               stays_at(stay_memory_));
        s = convert(stay_width_.type, to_width_.type, s);
        v = first ? combine(same, to_width_.type, s, v) : combine(same, to_width_.type, v, s);
      }
      if (whole)
        v = combine(same, to_width_.type, at(0, to_width_.load, "p", to_ * j + beside), v);
      text += at(0, to_width_.store, "p", to_ * j, canonical(to_width_.type, v)) + "\n  ";
    }
    if (stay_store_)
      text += access(stay_width_.store, 0, stay_offset_, get("r"),
                     canonical(stay_width_.type, access(stay_width_.load, 0, offset_, get("p"))));
    return text;
  }
  // LLVM thinks that it knows what lies at address 0 of a segment (emit/segment_accesses.cpp).
  std::string stays_at(size_t memory) const {
    if (by_first_)
      return convert("i32", memory_type(memory),
                     access("i32.load8_u", 0, 0, constant(memory_type(0), 0)));
    return convert(type_, memory_type(memory), get("r"));
  }
  std::string memory_type(size_t memory) const { return setting_.memories[memory].type(); }
  std::string at(size_t memory, const std::string &name, const std::string &local, int64_t more,
                 const std::string &value = {}) {
    std::string a = get(local);
    uint64_t offset = offset_;
    if (more + static_cast<int64_t>(offset) >= 0)
      offset += static_cast<uint64_t>(more);
    else
      a = op(type_ + ".add", a, constant(type_, more));
    return access(name, memory, offset, convert(type_, memory_type(memory), a), value);
  }

  std::vector<Value> arguments() {
    const int64_t n = rng_.between(1, rng_.chance(70) ? 40 : 3) * (middle_ ? 1 : copies_);
    const int64_t all = n * (middle_ ? copies_ : 1);
    const auto w = static_cast<int64_t>(to_width_.bytes),
               v = static_cast<int64_t>(from_width_.bytes),
               x = static_cast<int64_t>(stay_width_.bytes);
    const auto room = static_cast<int64_t>(bytes_ - offset_);
    int64_t p = room / 2 + rng_.between(0, 40);
    if (rng_.chance(15))
      p = room - rng_.between(0, all * w + 2);
    else if (rng_.chance(5))
      p = rng_.between(0, all * w);
    const auto below = [&](int64_t by) { return by < 0 ? -by * (all - 1) : 0; };
    const auto above = [&](int64_t by, int64_t width) {
      return (by > 0 ? by * (all - 1) : 0) + width;
    };
    const auto beside = [&](int64_t by, int64_t width) {
      const int64_t near = rng_.pick({-1, 0, 0, 1, 2});
      switch (rng_.below(5)) {
      case 0:
      case 1:
        return p + above(to_, w) + below(by) + near;
      case 2:
      case 3:
        return p - below(to_) - above(by, width) + near;
      default:
        return p + rng_.between(-below(to_) - 40, above(to_, w) + 40);
      }
    };
    const uint64_t mask = type_ == "i32" ? UINT32_MAX : UINT64_MAX;
    const bool one_only = rng_.chance(50);
    const auto far = static_cast<int64_t>(rng_.below(200));
    int64_t q = one_only && rng_.chance(50) ? far : beside(from_, v);
    int64_t r = one_only && q >= 200 ? far : beside(0, x);
    r += static_cast<int64_t>(offset_) - static_cast<int64_t>(stay_offset_);
    if (rng_.chance(4))
      q = -rng_.between(1, 100);
    return {{static_cast<uint64_t>(p) & mask, 0},
            {static_cast<uint64_t>(q) & mask, 0},
            {static_cast<uint64_t>(r) & mask, 0},
            {static_cast<uint32_t>(n), 0}};
  }
};

} // namespace

Function mixed(Rng &rng, const Setting &setting, const std::string &name) {
  return Mixed(rng, setting, name).run();
}

} // namespace wexn::random
