// One Wasm function body -> one LLVM function. The validator decodes and checks; for every
// instruction it hands out, translate() appends IR. Operands are SSA values on a stack of our own,
// locals are allocas (mem2reg promotes them), block results are phis.
//
// Split by subject: translate_func.cpp (driver, locals, constants), translate_control.cpp (blocks
// and branches), translate_call.cpp, translate_numeric.cpp, translate_memory.cpp,
// translate_atomic.cpp, translate_table.cpp (tables and references), translate_struct.cpp,
// translate_array.cpp, translate_cast.cpp, translate_exception.cpp, translate_simd.cpp.
#pragma once

#include "wexnc/ir/module_context.h"
#include "wexnc/wasm/validate/func.h"

#include <deque>
#include <optional>

namespace wexn::ir {

// A region of code whose exceptions are looked at by some clauses: the body of try_table or of a
// legacy try. Landing pads are completed at the end of the function, when all clauses are known.
struct TryRegion {
  struct Clause {
    bool all = false;      // catch_all and catch_all_ref
    bool with_ref = false; // the handler takes the exnref
    uint32_t tag = 0;
    llvm::BasicBlock *handler = nullptr;
    llvm::PHINode *exnref = nullptr; // in the handler, if with_ref
  };
  std::vector<Clause> clauses;
  TryRegion *outer = nullptr;
  llvm::BasicBlock *pad = nullptr; // made by the first call that can throw
  // In a block where landing pads of inner regions choose among these clauses and those around, if
  // they share that: the one that was entered.
  llvm::PHINode *choice = nullptr;
};

struct Frame {
  wasm::Opcode op{};
  bool dead = false;                  // entered in unreachable code: nothing is translated
  size_t height = 0;                  // operand stack below the block's parameters
  llvm::BasicBlock *target = nullptr; // where a branch to this label goes
  llvm::BasicBlock *end = nullptr;
  llvm::BasicBlock *otherwise = nullptr; // If: the else branch
  std::vector<llvm::PHINode *> target_phis, end_phis;
  std::vector<llvm::Value *> params; // If: for the else branch
  TryRegion *region = nullptr;       // for code in the block
  TryRegion *own = nullptr;          // Try, TryTable: the region this block opened
  TryRegion *outer = nullptr;        // region around the block
  llvm::Value *caught = nullptr;     // legacy catch: exnref of the caught exception, if rethrown
  uint64_t offset = 0;
};

class FuncTranslator {
public:
  // Translates defined function `func` into module.body(func).
  static Status translate(ModuleContext &module, uint32_t func);

  // For code that the compiler adds (initialisation): emits into `f`, whose first argument is
  // vmctx.
  FuncTranslator(ModuleContext &module, llvm::Function *f);
  // Evaluates a constant expression at the insertion point.
  Result<llvm::Value *> const_expr(const wasm::ConstExpr &expr, wasm::ValType type,
                                   uint32_t globals_visible);

  ModuleContext &m;
  llvm::IRBuilder<> b;

  // Shared building blocks, also used by the image's initialisation code.
  [[nodiscard]] llvm::Value *vmctx() { return vmctx_; }
  llvm::Value *vmctx_load(llvm::Type *type, uint64_t offset, const char *name); // never changes
  llvm::CallBase *call_runtime(RuntimeCall call, std::vector<llvm::Value *> args);
  [[nodiscard]] llvm::Value *global_address(uint32_t global);
  llvm::Value *func_ref(uint32_t func);
  void call_wasm(uint32_t func, std::vector<llvm::Value *> args,
                 std::vector<llvm::Value *> &results);
  llvm::Value *ref_bits(llvm::Value *ref); // any reference as 64 bits for the runtime
  llvm::Value *memory_index(llvm::Value *value, bool is64); // zero-extends to 64 bits
  // Errors: too many clauses.
  Status finish();

private:
  FuncTranslator(ModuleContext &module, uint32_t func);

  uint32_t func_ = ~0u;
  llvm::Function *fn_;
  llvm::Argument *vmctx_;
  llvm::BasicBlock *entry_; // allocas and invariant loads
  std::optional<wasm::FuncValidator> validator_;
  llvm::DenseMap<uint32_t, llvm::AllocaInst *> locals_; // those that were used so far
  std::vector<llvm::Value *> stack_;
  std::vector<Frame> frames_;
  std::vector<llvm::PHINode *> loop_params_;
  std::deque<TryRegion> regions_;
  std::vector<TryRegion *> shared_choices_;
  uint64_t num_clauses_ = 0;                     // of all landing pads
  bool dead_ = false;                            // the current point cannot be reached
  std::map<uint64_t, llvm::Value *> invariants_; // vmctx offset -> loaded value
  std::map<TrapCode, llvm::BasicBlock *> trap_blocks_;
  llvm::DISubprogram *scope_ = nullptr;
  size_t guessed_bytes_ = 0; // of functions that calls through tables may inline here

  Status body();
  Status translate(const wasm::Instr &instr);
  // The place of a local, made when it is first used: a few bytes can declare 50,000 of them.
  llvm::AllocaInst *local(uint32_t index);
  void set_location(uint64_t offset);

  // Operand stack.
  llvm::Value *pop();
  void push(llvm::Value *v) { stack_.push_back(v); }
  std::vector<llvm::Value *> pop_n(size_t n);
  llvm::Value *zero(const wasm::ValType &t);

  // translate_control.cpp
  void enter_block(const wasm::Instr &instr);
  void on_else();
  void on_end();
  void leave_frame();
  void merge_loop_params();        // behind the last instruction
  void branch_to(Frame &frame);    // adds incoming values and the branch
  void add_incoming(Frame &frame); // values on the stack top, from the current block
  void br(uint32_t label);
  void br_if(uint32_t label);
  void br_table(const wasm::Instr &instr);
  void br_on_null(uint32_t label, bool branch_if_null);
  void emit_return();
  void make_dead();
  Frame &label(uint32_t depth) { return frames_[frames_.size() - 1 - depth]; }
  std::vector<llvm::PHINode *> make_phis(llvm::BasicBlock *block,
                                         const std::vector<wasm::ValType> &types);
  llvm::BasicBlock *new_block(const char *name);
  void resume_at(llvm::BasicBlock *block); // continue translating in `block`
  llvm::BasicBlock *trap_block(TrapCode code);
  void trap_if(llvm::Value *condition, TrapCode code);
  void trap(TrapCode code);
  llvm::Value *alloca_at_entry(llvm::Type *type, const char *name);

  // translate_call.cpp
  // What several ways to call a function of a type come to.
  struct CallWays {
    llvm::BasicBlock *joined;
    std::vector<llvm::PHINode *> results;
  };
  CallWays call_ways(const wasm::FuncType &type, size_t ways);
  void end_way(CallWays &calls, const std::vector<llvm::Value *> &results);
  void end_ways(CallWays &calls); // pushes the results
  llvm::Value *emit_call(llvm::FunctionType *type, llvm::Value *callee,
                         llvm::ArrayRef<llvm::Value *> args, Convention convention, bool may_throw);
  void call(uint32_t func);
  void call_indirect(const wasm::Instr &instr);
  void call_ref(uint32_t type);
  void return_call(uint32_t func);
  void return_call_indirect(const wasm::Instr &instr);
  void return_call_ref(uint32_t type);
  struct Callee {
    llvm::Value *code, *vmctx, *tail_code;
  };
  Callee load_callee(llvm::Value *func, bool with_tail);
  llvm::Value *checked_table_func(const wasm::Instr &instr);
  llvm::Value *checked_static_index(const wasm::Instr &instr, const Callees &callees,
                                    llvm::Value *index);
  void trap_element(uint32_t table, llvm::Value *index);
  llvm::Value *dispatch_field(uint32_t table, llvm::Value *index, uint64_t offset,
                              const char *name);
  std::vector<uint32_t> guessed_elements(const wasm::Instr &instr, const Callees &callees);
  void call_element(const wasm::Instr &instr, const Callees &callees, llvm::Value *index,
                    std::vector<llvm::Value *> args);
  void call_static(const wasm::Instr &instr, const Callees &callees);
  void call_through(uint32_t type, const Callee &callee, std::vector<llvm::Value *> args);
  void tail_call_through(uint32_t type, const Callee &callee, std::vector<llvm::Value *> args);
  void push_results(const Signature &s, const wasm::FuncType &type, llvm::Value *result,
                    llvm::Value *area);
  void return_value_of(const Signature &s, llvm::Value *result);
  std::vector<llvm::Value *> call_args(llvm::Value *callee_vmctx, const wasm::FuncType &type);

  // translate_numeric.cpp
  void numeric(const wasm::Instr &instr);
  llvm::Value *pop_wide();
  void push_wide(llvm::Value *x);
  llvm::Value *divide(wasm::Opcode op, llvm::Value *x, llvm::Value *y);
  llvm::Value *float_min_max(llvm::Value *x, llvm::Value *y, bool max);
  llvm::Value *fenced(llvm::Value *x); // around what arithmetic gave
  llvm::Value *float_arith(unsigned opcode, llvm::Value *x, llvm::Value *y);
  llvm::Value *trunc_checked(llvm::Value *x, llvm::Type *to, bool is_signed);

  // translate_memory.cpp
  [[nodiscard]] bool shared(uint32_t memory) const { return m.shared(memory); }
  llvm::Value *memory_base(uint32_t memory);
  // Address of an access of `size` bytes, after the check that the memory's mode needs.
  llvm::Value *address(const wasm::MemArg &mem, llvm::Value *index, uint64_t size);
  llvm::Value *load_memory(const wasm::MemArg &mem, llvm::Value *index, llvm::Type *type);
  void store_memory(const wasm::MemArg &mem, llvm::Value *index, llvm::Value *value);
  void memory_access(const wasm::Instr &instr);
  void check_range(uint32_t memory, llvm::Value *start, llvm::Value *count);
  void memory_bulk(const wasm::Instr &instr);

  // translate_atomic.cpp
  void check_aligned(const wasm::MemArg &mem, llvm::Value *index, uint64_t size);
  llvm::Value *aligned_address(const wasm::MemArg &mem, llvm::Value *index, uint64_t size);
  void atomic_wait(const wasm::Instr &instr, uint64_t size);
  void atomic_notify(const wasm::Instr &instr, uint64_t size);
  llvm::Value *plain_access(const wasm::Instr &instr, llvm::Value *index, llvm::Value *value,
                            llvm::Value *expected, llvm::Type *type);
  llvm::Value *lse_access(uint16_t code, llvm::Value *at, llvm::Value *value,
                          llvm::Value *expected);
  llvm::Value *read_and_write(uint16_t code, llvm::Value *at, llvm::Value *value,
                              llvm::Value *expected);
  llvm::Value *atomic_access(const wasm::Instr &instr, llvm::Value *index, llvm::Value *value,
                             llvm::Value *expected, llvm::Type *type);
  void atomic(const wasm::Instr &instr);

  // translate_table.cpp
  llvm::Value *table_head(uint32_t table);
  llvm::Value *table_size(uint32_t table);
  llvm::Value *table_slot(uint32_t table, llvm::Value *index, TrapCode code);
  [[nodiscard]] bool fixed_size(uint32_t table) const;
  [[nodiscard]] llvm::Value *from_bits(llvm::Value *bits, llvm::Type *type);
  void table(const wasm::Instr &instr);
  void reference(const wasm::Instr &instr);

  // translate_struct.cpp
  llvm::Value *heap_base();
  llvm::Value *runtime_type(uint32_t type);
  llvm::Value *in_object(llvm::Value *ref, llvm::Value *offset);
  llvm::Value *in_object(llvm::Value *ref, uint64_t offset);
  llvm::Value *load_head(llvm::Value *ref, uint64_t offset, const char *name);
  void never_null(llvm::CallBase &object);
  void note_null(llvm::LoadInst &load, const wasm::FieldType &field);
  llvm::Value *unpack(llvm::Value *stored, const wasm::FieldType &field, bool is_signed);
  llvm::Value *pack(llvm::Value *value, const wasm::FieldType &field);
  void structure(const wasm::Instr &instr);
  void object_is_whole();
  void struct_new(uint32_t type, const std::vector<llvm::Value *> &values);

  // translate_array.cpp
  struct ArrayAccess {
    uint32_t type;
    llvm::Value *ref, *length;
  };
  ArrayAccess open_array(uint32_t type, llvm::Value *ref);
  llvm::Value *element(const ArrayAccess &array, llvm::Value *index);
  llvm::Value *load_element(const ArrayAccess &array, llvm::Value *index, bool is_signed);
  void store_element(const ArrayAccess &array, llvm::Value *index, llvm::Value *value);
  void check_elements(const ArrayAccess &array, llvm::Value *start, llvm::Value *count);
  void fill_elements(const ArrayAccess &array, llvm::Value *start, llvm::Value *count,
                     llvm::Value *value);
  void array(const wasm::Instr &instr);
  void array_new(const wasm::Instr &instr);
  void array_bulk(const wasm::Instr &instr);

  // translate_cast.cpp
  class Decision;
  void decide_type(Decision &decision, llvm::Value *ref, const wasm::ValType &source,
                   const wasm::HeapType &to, bool null_matches);
  void cast(const wasm::Instr &instr);
  void br_on_cast(const wasm::Instr &instr);
  void convert(const wasm::Instr &instr);

  // translate_exception.cpp
  void open_try_table(const wasm::Instr &instr, Frame &frame);
  void on_legacy_catch(const wasm::Instr &instr, bool all);
  void on_delegate(uint32_t label);
  void throw_tag(uint32_t tag);
  void throw_ref();
  void rethrow(uint32_t label);
  struct PayloadCell {
    llvm::Value *address;
    llvm::Align align;
  };
  std::vector<PayloadCell> payload_cells(uint32_t tag);
  llvm::Value *tag_address(uint32_t tag);
  TryRegion::Clause make_clause(bool all, bool with_ref, uint32_t tag);
  void push_payload(uint32_t tag);
  llvm::BasicBlock *landing_pad(); // of the current region, or null
  Status complete_landing_pads();
  llvm::Constant *clause_marker(const TryRegion::Clause &c);
  bool choose_own_clause(const TryRegion &region, llvm::Value *pad);
  bool choose_clause(TryRegion &region, llvm::LandingPadInst &pad);
  void share_choice(TryRegion &region, llvm::Value *pad);
  void complete_shared_choices();

  // translate_simd.cpp
  void simd(const wasm::Instr &instr);
};

} // namespace wexn::ir
