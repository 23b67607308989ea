// See constant_bytes.h.
#include "wexnc/ir/constant_bytes.h"

namespace wexn::ir {

using namespace llvm;

Constant *Blob::value(LLVMContext &ctx) const {
  std::vector<Constant *> parts;
  auto bytes = [&](uint64_t from, uint64_t to) {
    if (from < to)
      parts.push_back(ConstantDataArray::get(
          ctx, ArrayRef<uint8_t>(bytes_.data() + from, static_cast<size_t>(to - from))));
  };
  uint64_t at = 0;
  for (const auto &[offset, target] : pointers_) {
    bytes(at, offset);
    parts.push_back(target);
    at = offset + sizeof(void *);
  }
  bytes(at, bytes_.size());
  return ConstantStruct::getAnon(ctx, parts, /*Packed=*/true);
}

Constant *Blob::global(Module &module, const Twine &name, uint64_t align) const {
  if (empty())
    return nullptr;
  Constant *v = value(module.getContext());
  auto *g = new GlobalVariable(module, v->getType(), true, GlobalValue::PrivateLinkage, v, name);
  g->setAlignment(Align(align));
  return g;
}

} // namespace wexn::ir
