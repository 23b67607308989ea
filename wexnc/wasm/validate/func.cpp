// Walks a body: decodes each instruction and checks it. Most are checked by their row of
// opcodes.def alone; those whose signature is "*" have a case in special().
#include "wexnc/wasm/validate/func.h"

#include "wexnc/wasm/binary/const_expr.h"
#include "wexnc/wasm/binary/decode_types.h"
#include "wexnc/wasm/limits.h"
#include "wexnc/wasm/validate/state.h"

#include <array>

namespace wexn::wasm {

namespace {

// A row's signature in a form that is quick to go through.
struct Signature {
  static constexpr uint8_t kAddress = 0xFF; // instead of a ValKind
  bool special = false;
  uint8_t num_operands = 0, num_results = 0;
  std::array<uint8_t, 4> operands{};
  std::array<uint8_t, 2> results{};
  Imm imm = Imm::None;
};

constexpr uint8_t kind_of_letter(char letter) {
  switch (letter) {
  case 'i':
    return static_cast<uint8_t>(ValKind::I32);
  case 'l':
    return static_cast<uint8_t>(ValKind::I64);
  case 'f':
    return static_cast<uint8_t>(ValKind::F32);
  case 'd':
    return static_cast<uint8_t>(ValKind::F64);
  case 'v':
    return static_cast<uint8_t>(ValKind::V128);
  default:
    return Signature::kAddress;
  }
}

consteval Signature parse_signature(const char *text, Imm imm) {
  Signature sig;
  sig.imm = imm;
  if (*text == '*') {
    sig.special = true;
    return sig;
  }
  for (; *text != ':'; ++text)
    sig.operands[sig.num_operands++] = kind_of_letter(*text); // does not compile beyond the array
  while (*++text)
    sig.results[sig.num_results++] = kind_of_letter(*text);
  return sig;
}

constexpr Signature kSignatures[] = {
#define OPCODE(id, text, prefix, code, imm, sig, feature) parse_signature(sig, Imm::imm),
#include "wexnc/wasm/opcodes.def"
};

ValType resolve(uint8_t kind, ValType address) {
  return kind == Signature::kAddress ? address : ValType::of(static_cast<ValKind>(kind));
}

} // namespace

bool FuncValidator::State::begin() {
  offset = in.offset();
  if (!constant && !read_locals())
    return false;
  ControlFrame body = new_frame();
  if (constant)
    body.end_types.push_back(constant_type);
  else
    body.end_types = module.func_type(func_index).results;
  return enter(std::move(body), Opcode::Block);
}

bool FuncValidator::State::read_locals() {
  constexpr uint64_t kMaxExpanded = 1024;
  locals = module.func_type(func_index).params;
  uint32_t groups = 0;
  if (!in.count(groups, 2))
    return fail(in.error());
  uint64_t total = locals.size();
  num_locals = static_cast<uint32_t>(total);
  for (uint32_t i = 0; i < groups; ++i) {
    offset = in.offset();
    uint32_t count = 0;
    ValType type;
    if (!in.u32(count))
      return fail(in.error());
    Status read = read_val_type(in, features, type);
    if (!read.ok())
      return fail(std::move(read.error()));
    total += count;
    if (total > limit(Limit::Locals)) {
      Error too_many = limit_error(Limit::Locals, offset);
      too_many.id = ErrorId::TooManyLocals; // the specification has a limit of its own, 2^32 - 1
      return fail(std::move(too_many));
    }
    if (!check_type(type))
      return false;
    if (!type.defaultable()) {
      unset.resize(num_locals);
      unset.resize(total, true);
    }
    num_locals = static_cast<uint32_t>(total);
    if (total <= kMaxExpanded)
      locals.resize(total, type);
    else
      runs.push_back({num_locals, type});
  }
  if (!unset.empty())
    unset.resize(num_locals);
  return true;
}

bool FuncValidator::State::check_constant(const Instr &instr) {
  switch (constness(instr.op)) {
  case Constness::Always:
    return true;
  case Constness::Extended:
    return features.has(Feature::ExtendedConst) ||
           fail(feature_error(Feature::ExtendedConst, offset, opcode_name(instr.op)));
  case Constness::Never:
    return fail(ErrorId::ConstantRequired, opcode_name(instr.op));
  }
  bug("unknown constness");
}

bool FuncValidator::State::check_immediates(Imm imm, const Instr &instr, ValType &address) {
  const auto lane = [&](uint32_t lanes) {
    return instr.index < lanes || fail(ErrorId::BadLaneIndex, std::to_string(instr.index));
  };
  const auto mem = [&](bool exactly) {
    const MemArg &arg = instr.mem;
    const uint32_t natural_log2 = access_log2(imm).value_or(0);
    if (!memory_address(arg.memory, address))
      return false;
    if (exactly && arg.align_log2 != natural_log2)
      return fail(ErrorId::BadAtomicAlignment);
    if (arg.align_log2 > natural_log2)
      return fail(ErrorId::BadAlignment);
    return arg.offset <= UINT32_MAX || address.kind == ValKind::I64 ||
           fail(ErrorId::OffsetOutOfRange, std::to_string(arg.offset));
  };
  switch (imm) {
  case Imm::MemArg8:
  case Imm::MemArg16:
  case Imm::MemArg32:
  case Imm::MemArg64:
  case Imm::MemArg128:
    return mem(false);
  case Imm::AtomicMemArg8:
  case Imm::AtomicMemArg16:
  case Imm::AtomicMemArg32:
  case Imm::AtomicMemArg64:
    return mem(true);
  case Imm::MemArgLane8:
    return mem(false) && lane(16);
  case Imm::MemArgLane16:
    return mem(false) && lane(8);
  case Imm::MemArgLane32:
    return mem(false) && lane(4);
  case Imm::MemArgLane64:
    return mem(false) && lane(2);
  case Imm::Lane2:
    return lane(2);
  case Imm::Lane4:
    return lane(4);
  case Imm::Lane8:
    return lane(8);
  case Imm::Lane16:
    return lane(16);
  case Imm::Shuffle:
    for (const uint8_t number : instr.bytes)
      if (number >= 32)
        return fail(ErrorId::BadLaneIndex, std::to_string(number));
    return true;
  case Imm::Memory:
    return memory_address(instr.index, address);
  case Imm::DataMemory:
    return memory_address(instr.index2, address) && data(instr.index);
  case Imm::Data:
    return data(instr.index);
  case Imm::Elem: {
    const ElemSegment *segment = nullptr;
    return elem(instr.index, segment);
  }
  case Imm::None:
  case Imm::Fence:
  case Imm::I32Const:
  case Imm::I64Const:
  case Imm::F32Const:
  case Imm::F64Const:
  case Imm::V128Const:
    return true;
  case Imm::Block:
  case Imm::Label:
  case Imm::LabelTable:
  case Imm::Local:
  case Imm::Global:
  case Imm::Func:
  case Imm::Tag:
  case Imm::Type:
  case Imm::Table:
  case Imm::CallIndirect:
  case Imm::TableTable:
  case Imm::MemoryMemory:
  case Imm::ElemTable:
  case Imm::TypeField:
  case Imm::TypeN:
  case Imm::TypeType:
  case Imm::TypeData:
  case Imm::TypeElem:
  case Imm::RefNull:
  case Imm::CastHeap:
  case Imm::BrOnCast:
  case Imm::SelectTypes:
  case Imm::TryTable:
    break;
  }
  bug("these immediates need a case of their own");
}

bool FuncValidator::State::step(Instr &instr) {
  offset = in.offset();
  if (!decode_instr(in, features, instr, error))
    return false;
  if (constant && !check_constant(instr))
    return false;
  const Signature &sig = kSignatures[static_cast<size_t>(instr.op)];
  if (sig.special)
    return special(instr);
  ValType address;
  if (sig.imm != Imm::None && !check_immediates(sig.imm, instr, address))
    return false;
  for (unsigned i = sig.num_operands; i-- > 0;)
    if (!pop(resolve(sig.operands[i], address)))
      return false;
  for (unsigned i = 0; i < sig.num_results; ++i)
    push(resolve(sig.results[i], address));
  return true;
}

bool FuncValidator::State::special(const Instr &instr) {
  switch (instr.op) {
    using enum Opcode;
  case Unreachable:
    set_unreachable();
    return true;
  case Block:
  case Loop:
  case If:
  case Try:
  case TryTable:
    return block(instr);
  case Else:
  case Catch:
  case CatchAll:
    return next_part_of_block(instr);
  case Delegate:
    return delegate(instr);
  case End:
    return end();
  case Br:
  case BrIf:
  case Return:
    return branch(instr);
  case BrTable:
    return branch_table(instr);
  case BrOnNull:
  case BrOnNonNull:
    return branch_on_reference(instr);
  case BrOnCast:
  case BrOnCastFail:
    return branch_on_cast(instr);
  case Call:
  case CallIndirect:
  case CallRef:
  case ReturnCall:
  case ReturnCallIndirect:
  case ReturnCallRef:
    return call(instr);
  case Throw:
  case ThrowRef:
  case Rethrow:
    return throw_or_rethrow(instr);
  case Drop: {
    ValType dropped;
    return pop_any(dropped);
  }
  case Select:
  case SelectT:
    return select(instr);
  case LocalGet:
  case LocalSet:
  case LocalTee:
  case GlobalGet:
  case GlobalSet:
    return variable(instr);
  case TableGet:
  case TableSet:
  case TableInit:
  case TableSize:
  case TableGrow:
  case TableFill:
    return table_access(instr);
  case TableCopy:
  case MemoryCopy:
    return copy(instr);
  case RefNull:
  case RefIsNull:
  case RefFunc:
  case RefEq:
  case RefAsNonNull:
  case RefTest:
  case RefTestNull:
  case RefCast:
  case RefCastNull:
  case AnyConvertExtern:
  case ExternConvertAny:
  case RefI31:
  case I31GetS:
  case I31GetU:
    return reference(instr);
  case StructNew:
  case StructNewDefault:
  case StructGet:
  case StructGetS:
  case StructGetU:
  case StructSet:
    return structure(instr);
  case ArrayLen:
  case ArrayNew:
  case ArrayNewDefault:
  case ArrayNewFixed:
  case ArrayNewData:
  case ArrayNewElem:
  case ArrayGet:
  case ArrayGetS:
  case ArrayGetU:
  case ArraySet:
  case ArrayFill:
  case ArrayCopy:
  case ArrayInitData:
  case ArrayInitElem:
    return array(instr);
  default:
    bug(opcode_name(instr.op)); // a row with "*" that is missing above
  }
}

FuncValidator::FuncValidator(const Module &module, const Features &features, uint32_t func_index)
    : state_(std::make_unique<State>(module, features)) {
  const Func &func = module.funcs[func_index];
  if (func.import)
    bug("an imported function has no body to validate");
  state_->func_index = func_index;
  state_->in = Cursor(func.body, func.body_offset, ErrorId::SectionEnd);
}

FuncValidator::FuncValidator(const Module &module, const Features &features, const ConstExpr &expr,
                             ValType type, uint32_t globals_visible)
    : state_(std::make_unique<State>(module, features)) {
  restart(expr, type, globals_visible);
}

FuncValidator::~FuncValidator() = default;

void FuncValidator::restart(const ConstExpr &expr, ValType type, uint32_t globals_visible) {
  State &s = *state_;
  s.constant = true;
  s.constant_type = type;
  s.globals_visible = globals_visible;
  s.in = Cursor(expr.bytes, expr.offset, ErrorId::SectionEnd);
  s.locals.clear();
  s.runs.clear();
  s.num_locals = 0;
  s.unset.clear();
  s.set_locals.clear();
  s.frames.clear();
  s.operands.clear();
  s.held_types = 0;
}

namespace {

std::string function_name(const Module &module, uint32_t index) {
  const auto named = module.names.funcs.find(index);
  return named != module.names.funcs.end() ? named->second : std::to_string(index);
}

} // namespace

Status FuncValidator::begin() {
  if (state_->begin())
    return ok_status();
  if (!state_->constant)
    state_->error.function = function_name(state_->module, state_->func_index);
  return std::move(state_->error);
}

bool FuncValidator::done() const { return state_->frames.empty(); }

Status FuncValidator::next(Instr &instr) {
  if (state_->step(instr))
    return ok_status();
  if (!state_->constant)
    state_->error.function = function_name(state_->module, state_->func_index);
  return std::move(state_->error);
}

uint32_t FuncValidator::num_locals() const { return state_->num_locals; }

ValType FuncValidator::local_type(uint32_t index) const { return state_->local_type(index); }

bool FuncValidator::reachable() const {
  return state_->frames.empty() || !state_->frames.back().unreachable;
}

const std::vector<ControlFrame> &FuncValidator::frames() const { return state_->frames; }

const ValType &FuncValidator::cast_operand() const { return state_->cast_operand; }
const std::vector<ValType> &FuncValidator::operands() const { return state_->operands; }

} // namespace wexn::wasm
