// See vector_bytes.h. LLVM knows bits of lanes, the same ones of all; limits that are no powers of
// two, as of a saturated difference, and bytes of wider lanes are seen here.
#include "wexnc/optimize/vector_bytes.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Support/KnownBits.h"

#include <algorithm>
#include <bit>
#include <optional>

namespace wexn::optimize {

using namespace llvm;
using namespace llvm::PatternMatch;

namespace {

constexpr unsigned kDepth = 6;
constexpr unsigned kAny = 255;

bool has_bytes(const Value &v) {
  const auto *type = dyn_cast<FixedVectorType>(v.getType());
  return type && type->getElementType()->isIntegerTy() && type->getScalarSizeInBits() % 8 == 0;
}

// Nothing, if some are not known.
std::optional<bool> all_bytes(const Value &v, function_ref<bool(unsigned)> holds) {
  const auto *constant = dyn_cast<Constant>(&v);
  if (!constant)
    return std::nullopt;
  const auto *type = cast<FixedVectorType>(v.getType());
  for (unsigned i = 0; i < type->getNumElements(); ++i) {
    const auto *lane = dyn_cast_or_null<ConstantInt>(constant->getAggregateElement(i));
    if (!lane)
      return std::nullopt;
    for (unsigned bit = 0; bit < type->getScalarSizeInBits(); bit += 8)
      if (!holds(static_cast<unsigned>(lane->getValue().extractBitsAsZExtValue(8, bit))))
        return false;
  }
  return true;
}

unsigned most_of(const Value &v, const DataLayout &layout, unsigned depth);

// By how each byte is computed of those of the operands.
unsigned most_by_operation(const Value &v, const DataLayout &layout, unsigned depth) {
  const Value *x = nullptr, *y = nullptr;
  const APInt *constant = nullptr;
  const auto most = [&](const Value *of) { return most_of(*of, layout, depth + 1); };
  if (match(&v, m_BitCast(m_Value(x))))
    return most(x);
  if (match(&v, m_And(m_Value(x), m_Value(y))))
    return std::min(most(x), most(y));
  if (match(&v, m_Or(m_Value(x), m_Value(y))) || match(&v, m_Xor(m_Value(x), m_Value(y))))
    return (1u << std::bit_width(most(x) | most(y))) - 1;
  if (match(&v, m_Select(m_Value(), m_Value(x), m_Value(y))))
    return std::max(most(x), most(y));
  if (v.getType()->getScalarSizeInBits() != 8)
    return kAny;
  if (match(&v, m_Shuffle(m_Value(x), m_Value(y))))
    return std::max(most(x), isa<UndefValue>(y) ? 0 : most(y));
  if (match(&v, m_Add(m_Value(x), m_Value(y))))
    return std::min(most(x) + most(y), kAny); // which it is if the sum may wrap
  if (match(&v, m_LShr(m_Value(x), m_APInt(constant))))
    return most(x) >> constant->getLimitedValue(8);
  if (match(&v, m_Intrinsic<Intrinsic::usub_sat>(m_Value(x), m_APInt(constant)))) {
    const unsigned from = most(x), less = static_cast<unsigned>(constant->getZExtValue());
    return from > less ? from - less : 0;
  }
  if (match(&v, m_Intrinsic<Intrinsic::usub_sat>(m_Value(x), m_Value())))
    return most(x);
  if (match(&v, m_UMin(m_Value(x), m_Value(y))))
    return std::min(most(x), most(y));
  if (match(&v, m_UMax(m_Value(x), m_Value(y))))
    return std::max(most(x), most(y));
  return kAny;
}

unsigned most_of(const Value &v, const DataLayout &layout, unsigned depth) {
  if (!has_bytes(v))
    return kAny;
  if (isa<Constant>(v)) {
    unsigned most = 0;
    return all_bytes(v,
                     [&](unsigned byte) {
                       most = std::max(most, byte);
                       return true;
                     })
               ? most
               : kAny;
  }
  const APInt may_be_set = ~computeKnownBits(&v, layout).Zero;
  unsigned most = 0;
  for (unsigned bit = 0; bit < may_be_set.getBitWidth(); bit += 8)
    most = std::max(most, static_cast<unsigned>(may_be_set.extractBitsAsZExtValue(8, bit)));
  return depth == kDepth ? most : std::min(most, most_by_operation(v, layout, depth));
}

bool are_exact(const Value &v, const DataLayout &layout, unsigned depth) {
  if (!has_bytes(v))
    return false;
  if (const auto constant = all_bytes(v, [](unsigned byte) { return byte < 16 || byte > 127; }))
    return *constant;
  if (most_of(v, layout, depth) < 16)
    return true;
  if (depth == kDepth || isa<Constant>(v))
    return false;
  const Value *x = nullptr, *y = nullptr;
  if (match(&v, m_BitCast(m_Value(x))))
    return are_exact(*x, layout, depth + 1);
  if (match(&v, m_Or(m_Value(x), m_Value(y))) ||
      match(&v, m_Select(m_Value(), m_Value(x), m_Value(y))))
    return are_exact(*x, layout, depth + 1) && are_exact(*y, layout, depth + 1);
  // All bits of a lane are the same.
  return ComputeNumSignBits(&v, layout) == v.getType()->getScalarSizeInBits();
}

} // namespace

uint8_t most_of_bytes(const Value &vector, const DataLayout &layout) {
  return static_cast<uint8_t>(most_of(vector, layout, 0));
}

bool are_exact_indices(const Value &vector, const DataLayout &layout) {
  return are_exact(vector, layout, 0);
}

} // namespace wexn::optimize
