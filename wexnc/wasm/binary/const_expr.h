// Constant expressions (spec: "Validation / Instructions / Constant Expressions").
#pragma once

#include "wexnc/support/bytes.h"
#include "wexnc/wasm/features.h"
#include "wexnc/wasm/instr.h"
#include "wexnc/wasm/module.h"

namespace wexn::wasm {

// Finds the `end` of the expression at `in` and moves behind it. Instructions are only decoded,
// into `scratch`; FuncValidator checks them.
[[nodiscard]] Status scan_const_expr(Cursor &in, const Features &features, ConstExpr &out,
                                     Instr &scratch);

enum class Constness : uint8_t { Never, Always, Extended }; // Extended: with Feature::ExtendedConst
// Whether `op` may occur in a constant expression (global.get: of an immutable global).
[[nodiscard]] Constness constness(Opcode op);

} // namespace wexn::wasm
