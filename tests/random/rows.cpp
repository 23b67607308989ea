// Rows of matrices: a loop, perhaps unrolled, that stores along a row what it makes of the row, of
// another one that advances by steps of its own, and of elements that stay. Nothing says before the
// loop whether they overlap; arguments are such that they just touch, overlap by a byte or by all,
// at either end.
#include "tests/random/text.h"

#include <cstdlib>

namespace wexn::random {

namespace {

using interpret::Value;

class Rows {
public:
  Rows(Rng &rng, const Setting &setting, std::string name)
      : rng_(rng), name_(std::move(name)), type_(setting.memories[0].type()),
        bytes_(setting.memories[0].pages << 16), width_(rng.pick(widths())) {
    if (rng_.chance(50))
      width_ = widths()[rng_.pick({6u, 7u, 13u})];
    const auto w = static_cast<int64_t>(width_.bytes);
    copies_ = rng_.pick({1u, 1u, 1u, 2u, 2u, 2u, 3u, 4u});
    to_ = rng_.chance(80) ? w : rng_.pick({-w, 2 * w, -2 * w});
    from_ = rng_.chance(50) ? to_ : rng_.pick({w, -w, 2 * w, 3 * w, 5 * w, -4 * w, w + 1});
    carries_ = rng_.chance(30);
    if (rng_.chance(40))
      fixed_ = 4 * rng_.between(1, 60);
  }

  Function run() {
    Function f;
    f.text = "(func (export \"" + name_ + "\") (param $p " + type_ + ") (param $q " + type_ +
             ") (param $r " + type_ + ") (param $n i32) (local $end " + type_ +
             ") (local $cf f32) (local $cd f64) (local $s " + width_.type + ")\n " +
             (fixed_ ? fixed_rows() : "") + (rng_.chance(50) ? counted() : up_to_an_end()) + ")\n";
    for (unsigned i = 0; i < 12; ++i)
      f.calls.push_back({0, name_, arguments()});
    return f;
  }

private:
  Rng &rng_;
  std::string name_, type_;
  uint64_t bytes_;
  Width width_;
  unsigned copies_ = 1;
  int64_t to_ = 0, from_ = 0; // steps of both rows
  bool carries_ = false;      // each element depends on the one before
  int64_t fixed_ = 0;         // if not 0, as many rounds

  // Two ways to end after n / copies_ rounds.
  std::string counted() {
    return set("n", rounds()) + "(loop $l " + body() + step("p", to_) + step("q", from_) +
           "(br_if $l (local.tee $n " + op("i32.sub", get("n"), constant("i32", 1)) + ")))";
  }
  std::string up_to_an_end() {
    const int64_t by = to_ * static_cast<int64_t>(copies_);
    return set("end",
               op(type_ + ".add", get("p"),
                  op(type_ + ".mul", convert("i32", type_, rounds()), constant(type_, by)))) +
           "(loop $l " + body() + step("p", to_) + step("q", from_) + "(br_if $l " +
           op(type_ + ".ne", get("p"), get("end")) + "))";
  }
  // What needs no check before a loop.
  std::string fixed_rows() {
    return rng_.chance(30) ? ""
                           : set("p", constant(type_, 20'000 + rng_.between(0, 40))) +
                                 set("q", constant(type_, rng_.pick({10'000, 19'992, 30'000})));
  }
  [[nodiscard]] std::string rounds() const {
    return fixed_ ? constant("i32", fixed_) : op("i32.div_u", get("n"), constant("i32", copies_));
  }
  std::string step(const std::string &local, int64_t by) {
    return set(local,
               op(type_ + ".add", get(local), constant(type_, by * static_cast<int64_t>(copies_))));
  }

  std::string body() {
    const uint64_t seed = rng_.next();
    const unsigned stays = rng_.chance(75) ? 1 + static_cast<unsigned>(rng_.below(2)) : 0;
    const bool whole = rng_.chance(70); // the row itself is read, too
    const int64_t beside = rng_.pick({0, 0, -1, -1, 1, 2}) * static_cast<int64_t>(width_.bytes);
    std::string text;
    for (unsigned j = 0; j < copies_; ++j) {
      Rng same(seed);
      std::string v = at(width_.load, "q", from_ * j);
      for (unsigned i = 0; i < stays; ++i)
        v = combine(same, width_.type, v, access(width_.load, 0, i * width_.bytes, get("r")));
      if (whole)
        v = combine(same, width_.type, at(width_.load, "p", to_ * j + beside), v);
      if (carries_) {
        text += set("s", canonical(width_.type, combine(same, width_.type, v, get("s"))));
        v = get("s");
      }
      text += at(width_.store, "p", to_ * j, canonical(width_.type, v)) + "\n  ";
    }
    return text;
  }
  std::string at(const std::string &name, const std::string &local, int64_t more,
                 const std::string &value = {}) {
    if (more >= 0)
      return access(name, 0, static_cast<uint64_t>(more), get(local), value);
    return access(name, 0, 0, op(type_ + ".add", get(local), constant(type_, more)), value);
  }

  std::vector<Value> arguments() {
    const auto w = static_cast<int64_t>(width_.bytes);
    const int64_t n = (fixed_ ? fixed_ : rng_.between(1, rng_.chance(70) ? 30 : 3)) * copies_;
    const int64_t p = rng_.chance(90) ? 20'000 + rng_.between(0, 40)
                                      : static_cast<int64_t>(bytes_) - rng_.between(0, n * w + 2);
    // What is touched from a pointer on: below it and above.
    const auto below = [&](int64_t by) { return by < 0 ? -by * (n - 1) : 0; };
    const auto above = [&](int64_t by) { return (by > 0 ? by * (n - 1) : 0) + w; };
    const auto beside = [&](int64_t by) {
      const int64_t near = rng_.pick({-1, 0, 0, 1, 2});
      switch (rng_.below(5)) {
      case 0:
      case 1:
        return p + above(to_) + below(by) + near; // behind the row
      case 2:
      case 3:
        return p - below(to_) - above(by) + near; // before it
      default:
        return p + rng_.between(-below(to_) - 40, above(to_) + 40);
      }
    };
    const uint64_t mask = type_ == "i32" ? UINT32_MAX : UINT64_MAX;
    const auto far = static_cast<int64_t>(rng_.below(2000));
    const bool one_only = rng_.chance(60);
    const int64_t q = one_only && rng_.chance(50) ? far + 8000 : beside(from_);
    const int64_t r = q >= 8000 && q < 10'000 ? beside(0) : one_only ? far : beside(0);
    return {{static_cast<uint64_t>(p) & mask, 0},
            {static_cast<uint64_t>(q) & mask, 0},
            {static_cast<uint64_t>(r) & mask, 0},
            {static_cast<uint32_t>(n), 0}};
  }
};

} // namespace

Function rows(Rng &rng, const Setting &setting, const std::string &name) {
  return Rows(rng, setting, name).run();
}

} // namespace wexn::random
