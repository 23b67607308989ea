// Constants whose layout is a C struct of the ABI headers: the bytes are copied from a real object
// of that type, pointers inside are noted and become relocations. So the layout is written once, in
// C.
#pragma once

#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"

#include <cstdint>
#include <cstring>
#include <map>
#include <type_traits>
#include <vector>

namespace wexn::ir {

class Blob {
public:
  // Appends a copy of `object` at its alignment; returns its byte offset.
  template <typename T> uint64_t append(const T &object) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes_.resize((bytes_.size() + alignof(T) - 1) / alignof(T) * alignof(T));
    const uint64_t at = bytes_.size();
    bytes_.resize(at + sizeof(T));
    std::memcpy(bytes_.data() + at, &object, sizeof(T));
    return at;
  }
  // The 8 bytes at `offset` hold the address of `target` (null: zero).
  void point(uint64_t offset, llvm::Constant *target) {
    if (target)
      pointers_[offset] = target;
  }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  // The value of a global of that content (a packed struct).
  [[nodiscard]] llvm::Constant *value(llvm::LLVMContext &ctx) const;
  // A private constant with it, or null when empty.
  [[nodiscard]] llvm::Constant *global(llvm::Module &module, const llvm::Twine &name,
                                       uint64_t align = 8) const;

private:
  std::vector<uint8_t> bytes_;
  std::map<uint64_t, llvm::Constant *> pointers_;
};

} // namespace wexn::ir
