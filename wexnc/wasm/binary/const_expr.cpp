// What a constant expression may consist of, and where one ends.
#include "wexnc/wasm/binary/const_expr.h"

namespace wexn::wasm {

Status scan_const_expr(Cursor &in, const Features &features, ConstExpr &out, Instr &scratch) {
  const uint8_t *const start = in.position();
  out.offset = in.offset();
  Error error;
  // Blocks are not constant, but which `end` is the last one is a matter of syntax.
  for (size_t depth = 1; depth > 0;) {
    if (!decode_instr(in, features, scratch, error))
      return error;
    if (scratch.op == Opcode::End || scratch.op == Opcode::Delegate)
      --depth;
    else if (opcode_info(scratch.op).imm == Imm::Block || scratch.op == Opcode::TryTable)
      ++depth;
  }
  out.bytes = {start, in.position()};
  return ok_status();
}

Constness constness(Opcode op) {
  using enum Opcode;
  // Nearly all instructions are not constant, so this is a list of those that are.
  for (const Opcode constant :
       {I32Const, I64Const, F32Const, F64Const, V128Const, RefNull, RefFunc, GlobalGet, RefI31,
        StructNew, StructNewDefault, ArrayNew, ArrayNewDefault, ArrayNewFixed, AnyConvertExtern,
        ExternConvertAny, End})
    if (op == constant)
      return Constness::Always;
  for (const Opcode constant : {I32Add, I32Sub, I32Mul, I64Add, I64Sub, I64Mul})
    if (op == constant)
      return Constness::Extended;
  return Constness::Never;
}

} // namespace wexn::wasm
