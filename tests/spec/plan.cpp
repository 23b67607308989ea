// One list of fields for each struct, used for writing and for reading; see plan.h. Numbers are
// little-endian in their own size; a string, list or map starts with its length in 8 bytes.
#include "tests/spec/plan.h"

#include <concepts>
#include <cstring>

namespace wexn::spec {
namespace {

using wasm::Command;
using wasm::HeapType;
using wasm::ScriptAction;
using wasm::ScriptValue;

template <typename A> void fields(A &a, ScriptValue::Lane &v) { a(v.bits, v.nan); }
template <typename A> void fields(A &a, HeapType &v) { a(v.kind, v.shared, v.index); }
template <typename A> void fields(A &a, ScriptValue &v) {
  a(v.kind, v.number, v.shape, v.lanes, v.heap, v.is_null, v.host, v.either);
}
template <typename A> void fields(A &a, ScriptAction &v) { a(v.kind, v.module, v.field, v.args); }
template <typename A> void fields(A &a, Command &v) {
  a(v.kind, v.line, v.name, v.definition, v.as, v.module.form, v.action, v.expected, v.message,
    v.shared_module, v.commands);
}
template <typename A> void fields(A &a, BuiltModule &v) { a(v.outcome, v.message, v.symbol); }
template <typename A> void fields(A &a, Plan &v) {
  a(v.stress_heap, v.timeout, v.library, v.modules, v.commands);
}

template <typename T>
concept Number = std::integral<T> || std::is_enum_v<T>;

// What writing and reading have in common: how the parts of a value follow each other. Self has
// raw(bytes, size), and size(n), which returns the length of what follows.
template <typename Self> class Archive {
public:
  template <typename... T> void operator()(T &...values) { (one(values), ...); }

private:
  Self &self() { return static_cast<Self &>(*this); }
  template <Number T> void one(T &number) { self().raw(&number, sizeof number); }
  void one(std::string &text) {
    text.resize(self().size(text.size()));
    self().raw(text.data(), text.size());
  }
  template <typename T> void one(std::vector<T> &list) {
    list.resize(self().size(list.size()));
    for (T &item : list)
      one(item);
  }
  template <typename T> void one(std::optional<T> &maybe) {
    if (self().size(maybe ? 1 : 0) != 0)
      one(maybe ? *maybe : maybe.emplace());
  }
  template <typename V> void one(std::map<size_t, V> &map) {
    const size_t n = self().size(map.size());
    auto entry = map.begin();
    for (size_t i = 0; i < n; ++i) {
      size_t key = entry != map.end() ? entry->first : 0;
      one(key);
      one(entry != map.end() ? (entry++)->second : map[key]);
    }
  }
  template <typename T> void one(T &record) { fields(self(), record); }
};

class Writer : public Archive<Writer> {
public:
  std::string bytes;
  void raw(const void *data, size_t n) { bytes.append(static_cast<const char *>(data), n); }
  size_t size(uint64_t n) {
    raw(&n, sizeof n);
    return n;
  }
};

class Reader : public Archive<Reader> {
public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  void raw(void *data, size_t n) {
    if (n > bytes_.size())
      bug("a plan that ends too early");
    std::memcpy(data, bytes_.data(), n);
    bytes_.remove_prefix(n);
  }
  size_t size(uint64_t) {
    uint64_t n = 0;
    raw(&n, sizeof n);
    return n;
  }

private:
  std::string_view bytes_;
};

} // namespace

std::string write_plan(const Plan &plan) {
  Writer writer;
  writer(const_cast<Plan &>(plan)); // only read
  return std::move(writer.bytes);
}

Plan read_plan(std::string_view bytes) {
  Plan plan;
  Reader reader(bytes);
  reader(plan);
  return plan;
}

} // namespace wexn::spec
