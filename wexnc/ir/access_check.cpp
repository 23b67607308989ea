// See access_check.h.
#include "wexnc/ir/access_check.h"

#include "wexnc/support/result.h"

#include <wexn/abi/types.h>
#include <wexn/abi/vmctx.h>

#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/PatternMatch.h"

#include <cstddef>

namespace wexn::ir {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {
constexpr const char *kMemories = "wexn.memories";
constexpr const char *kCheck = "wexn.check";
} // namespace

void add_memory_facts(Module &module, const MemoryFacts &facts) {
  LLVMContext &ctx = module.getContext();
  auto number = [&](uint64_t n) {
    return ConstantAsMetadata::get(ConstantInt::get(Type::getInt64Ty(ctx), n));
  };
  module.getOrInsertNamedMetadata(kMemories)->addOperand(MDNode::get(
      ctx, {number(facts.min_bytes), number(facts.is64), number(facts.guarded),
            number(facts.head_offset), number(facts.shared), facts.kind, facts.head_kind,
            facts.size_kind, number(facts.cell_offset), number(facts.page_log2),
            facts.extents ? ConstantAsMetadata::get(const_cast<ConstantDataArray *>(facts.extents))
                          : nullptr}));
}

std::vector<MemoryFacts> read_memory_facts(const Module &module) {
  std::vector<MemoryFacts> all;
  const NamedMDNode *list = module.getNamedMetadata(kMemories);
  if (!list)
    return all;
  for (const MDNode *node : list->operands()) {
    auto number = [&](unsigned i) {
      return mdconst::extract<ConstantInt>(node->getOperand(i))->getZExtValue();
    };
    MemoryFacts facts;
    facts.min_bytes = number(0);
    facts.is64 = number(1) != 0;
    facts.guarded = number(2) != 0;
    facts.head_offset = number(3);
    facts.shared = number(4) != 0;
    facts.kind = cast<MDNode>(node->getOperand(5));
    facts.head_kind = cast<MDNode>(node->getOperand(6));
    facts.size_kind = cast<MDNode>(node->getOperand(7));
    facts.cell_offset = number(8);
    facts.page_log2 = static_cast<unsigned>(number(9));
    if (const Metadata *extents = node->getOperand(10))
      facts.extents = mdconst::extract<ConstantDataArray>(extents);
    all.push_back(facts);
  }
  return all;
}

CallInst *create_access_check(IRBuilder<> &b, const AccessCheck &check) {
  const std::string text = std::string(kCheck) + " " + std::to_string(check.memory) + " " +
                           std::to_string(check.extent) + " " + std::to_string(check.width);
  FunctionType *type =
      FunctionType::get(b.getVoidTy(), {b.getInt64Ty(), b.getPtrTy()}, /*isVarArg=*/false);
  CallInst *call = b.CreateCall(InlineAsm::get(type, text, "r,r", /*hasSideEffects=*/true),
                                {check.index, check.pointer});
  AttrBuilder attributes(b.getContext());
  attributes.addMemoryAttr(MemoryEffects::readOnly());
  for (const Attribute::AttrKind kind :
       {Attribute::NoUnwind, Attribute::NoFree, Attribute::NoSync, Attribute::NoCallback})
    attributes.addAttribute(kind);
  call->setAttributes(AttributeList::get(b.getContext(), AttributeList::FunctionIndex, attributes));
  return call;
}

std::optional<AccessCheck> access_check(Instruction &i) {
  auto *call = dyn_cast<CallInst>(&i);
  const auto *assembly = call ? dyn_cast<InlineAsm>(call->getCalledOperand()) : nullptr;
  if (!assembly)
    return std::nullopt;
  StringRef text = assembly->getAsmString();
  AccessCheck check;
  if (!text.consume_front(kCheck) || !text.consume_front(" ") ||
      text.consumeInteger(10, check.memory) || !text.consume_front(" ") ||
      text.consumeInteger(10, check.extent) || !text.consume_front(" ") ||
      text.consumeInteger(10, check.width) || !text.empty())
    return std::nullopt;
  check.call = call;
  check.index = call->getArgOperand(0);
  check.pointer = call->getArgOperand(1);
  return check;
}

IndexPlace place_of(const Value &index) {
  const Value *base = nullptr;
  const APInt *by = nullptr;
  if ((match(&index, m_Add(m_Value(base), m_APInt(by))) ||
       match(&index, m_DisjointOr(m_Value(base), m_APInt(by)))) &&
      by->isStrictlyPositive())
    return {base, by->getZExtValue()};
  return {&index, 0};
}

std::optional<uint64_t> limit_offset(const MemoryFacts &facts, uint64_t extent) {
  if (facts.extents && extent == 0)
    return facts.cell_offset + offsetof(wexn_memory, bytes);
  if (facts.extents)
    for (unsigned i = 0; i < facts.extents->getNumElements(); ++i)
      if (facts.extents->getElementAsInteger(i) == extent)
        return facts.cell_offset - (i + 1) * wexn_limit_bytes(facts.is64);
  return std::nullopt;
}

LoadInst *load_limit(IRBuilder<> &b, Value *vmctx, const MemoryFacts &facts, uint64_t extent) {
  const unsigned bytes = extent == 0 ? sizeof(wexn_memory::bytes) : wexn_limit_bytes(facts.is64);
  LoadInst *limit = b.CreateLoad(
      b.getIntNTy(8 * bytes),
      b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), vmctx, *limit_offset(facts, extent)));
  limit->setMetadata(LLVMContext::MD_tbaa, facts.size_kind);
  limit->setMetadata(LLVMContext::MD_noundef, MDNode::get(b.getContext(), {}));
  return limit;
}

LoadInst *load_checked_bytes(IRBuilder<> &b, Value *vmctx, const MemoryFacts &facts) {
  if (limit_offset(facts, 0))
    return load_limit(b, vmctx, facts, 0);
  return load_memory_bytes(b, vmctx, facts);
}

Value *create_beyond(IRBuilder<> &b, Value *vmctx, const MemoryFacts &facts, Value *index,
                     uint64_t extent) {
  Value *bytes = load_checked_bytes(b, vmctx, facts), *behind = b.getInt64(extent);
  // No overflow: below 2^32 + 2^32 + 16.
  if (!facts.is64)
    return b.CreateICmpUGT(b.CreateAdd(index, behind, "end", true, true), bytes);
  Value *beyond = b.CreateICmpUGT(index, b.CreateSub(bytes, behind));
  return extent <= facts.min_bytes ? beyond : b.CreateOr(b.CreateICmpULT(bytes, behind), beyond);
}

uint64_t base_offset(const MemoryFacts &facts) {
  return facts.head_offset - offsetof(wexn_memory_entry, memory) +
         offsetof(wexn_memory_entry, base);
}

LoadInst *load_memory_base(IRBuilder<> &b, Value *vmctx, const MemoryFacts &facts) {
  MDNode *none = MDNode::get(b.getContext(), {});
  LoadInst *base = b.CreateLoad(
      b.getPtrTy(), b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), vmctx, base_offset(facts)), "base");
  base->setMetadata(LLVMContext::MD_invariant_load, none);
  base->setMetadata(LLVMContext::MD_noundef, none);
  base->setMetadata(LLVMContext::MD_tbaa, facts.head_kind);
  // Every memory begins at a page of the system or the board, which runtime/instance/memory.cpp
  // holds to be as large.
  base->setMetadata(LLVMContext::MD_align,
                    MDNode::get(b.getContext(), ConstantAsMetadata::get(b.getInt64(4096))));
  return base;
}

bool loads_memory_base(const LoadInst &load, const Function &f, const MemoryFacts &facts) {
  if (!load.getType()->isPointerTy() || !load.hasMetadata(LLVMContext::MD_invariant_load))
    return false;
  APInt offset(64, 0);
  return load.getPointerOperand()->stripAndAccumulateConstantOffsets(
             f.getDataLayout(), offset, /*AllowNonInbounds=*/true) == f.getArg(0) &&
         offset == base_offset(facts);
}

LoadInst *load_memory_bytes(IRBuilder<> &b, Value *vmctx, const MemoryFacts &facts) {
  MDNode *none = MDNode::get(b.getContext(), {});
  LoadInst *head =
      b.CreateLoad(b.getPtrTy(),
                   b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), vmctx, facts.head_offset), "memory");
  head->setMetadata(LLVMContext::MD_invariant_load, none);
  head->setMetadata(LLVMContext::MD_noundef, none);
  head->setMetadata(LLVMContext::MD_tbaa, facts.head_kind);
  // What it points to stays there as long as the instance does.
  head->setMetadata(
      LLVMContext::MD_dereferenceable,
      MDNode::get(b.getContext(), ConstantAsMetadata::get(b.getInt64(sizeof(wexn_memory)))));
  LoadInst *bytes = b.CreateLoad(
      b.getInt64Ty(),
      b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), head, offsetof(wexn_memory, bytes)), "bytes");
  bytes->setMetadata(LLVMContext::MD_tbaa, facts.size_kind);
  // Other threads may let it grow. A check that misses that is right as well, unless something
  // atomic has told this thread of it; and LLVM moves no load over that.
  if (facts.shared)
    bytes->setAtomic(AtomicOrdering::Unordered);
  return bytes;
}

} // namespace wexn::ir
