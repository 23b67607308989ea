// See type_hash.h.
#include "wexnc/ir/type_hash.h"

#include <wexn/abi/types.h>

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/SHA256.h"

namespace wexn::ir {

namespace {

using Hash = std::array<uint8_t, 32>;

// Writes a group's structure as bytes, unambiguously: every list is preceded by its length.
class Writer {
public:
  Writer(const wasm::Module &module, const std::vector<Hash> &known)
      : module_(module), known_(known) {}

  void group(uint32_t start, uint32_t size) {
    start_ = start;
    number(size);
    for (uint32_t i = start; i < start + size; ++i)
      definition(module_.types[i]);
  }
  [[nodiscard]] const std::vector<uint8_t> &bytes() const { return out_; }

private:
  const wasm::Module &module_;
  const std::vector<Hash> &known_;
  uint32_t start_ = 0;
  std::vector<uint8_t> out_;

  void byte(uint8_t b) { out_.push_back(b); }
  void number(uint64_t n) {
    for (int i = 0; i < 8; ++i)
      byte(static_cast<uint8_t>(n >> (8 * i)));
  }
  void type_index(uint32_t index) {
    bool inside = index >= start_;
    byte(inside);
    if (inside)
      number(index - start_);
    else
      out_.insert(out_.end(), known_[index].begin(), known_[index].end());
  }
  void value(const wasm::ValType &t) {
    byte(static_cast<uint8_t>(t.kind));
    if (!t.is_ref())
      return;
    byte(t.nullable);
    byte(t.heap.shared);
    byte(static_cast<uint8_t>(t.heap.kind));
    if (t.heap.kind == wasm::HeapKind::Concrete)
      type_index(t.heap.index);
  }
  void values(const std::vector<wasm::ValType> &list) {
    number(list.size());
    for (const wasm::ValType &t : list)
      value(t);
  }
  void definition(const wasm::TypeDef &d) {
    byte(static_cast<uint8_t>(d.kind));
    byte(d.final_);
    byte(d.shared);
    byte(d.super.has_value());
    if (d.super)
      type_index(*d.super);
    values(d.func.params);
    values(d.func.results);
    number(d.fields.size());
    for (const wasm::FieldType &f : d.fields) {
      value(f.type);
      byte(static_cast<uint8_t>(f.packed));
      byte(f.mutable_);
    }
  }
};

} // namespace

std::vector<Hash> hash_types(const wasm::Module &module) {
  std::vector<Hash> hashes(module.types.size());
  for (uint32_t i = 0; i < module.types.size();) {
    const uint32_t size = module.types[i].group_size;
    Writer w(module, hashes);
    w.group(i, size);
    Hash group = llvm::SHA256::hash(w.bytes());
    for (uint32_t k = 0; k < size; ++k) {
      for (unsigned b = 0; b < 4; ++b)
        group[WEXN_TYPE_POSITION + b] = static_cast<uint8_t>(k >> (8 * b));
      hashes[i + k] = group;
    }
    i += size;
  }
  return hashes;
}

} // namespace wexn::ir
