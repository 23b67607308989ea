// Instructions of the text format -> code of the binary format (spec: "Text Format /
// Instructions").
#pragma once

#include "wexnc/wasm/text/context.h"
#include "wexnc/wasm/text/types.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace wexn::wasm {

// The instruction of that name. Where two rows of opcodes.def share a name, the first.
[[nodiscard]] std::optional<Opcode> find_opcode(std::string_view name);

// Sixteen bytes, lowest lane first: shape and lanes, as in v128.const.
[[nodiscard]] Result<std::array<uint8_t, 16>> parse_v128(TokenCursor &cursor);
// A numeric constant of that type, which is I32, I64, F32 or F64.
[[nodiscard]] Result<uint64_t> parse_number(TokenCursor &cursor, ValKind kind);

// The labels in scope, outermost first; empty without identifier. A branch counts from the end.
class LabelStack {
public:
  void push(std::optional<std::string> id) { ids_.push_back(std::move(id)); }
  void pop() { ids_.pop_back(); }
  [[nodiscard]] size_t size() const { return ids_.size(); }
  [[nodiscard]] const std::optional<std::string> &top() const { return ids_.back(); }
  // A number, or an identifier in scope.
  Result<uint32_t> index(TokenCursor &cursor) const;

private:
  std::vector<std::optional<std::string>> ids_;
};

// What the instructions of a body may name beyond the module.
struct BodyScope {
  std::unordered_map<std::string, uint32_t> locals;
  LabelStack labels;
};

// Reads the immediates of `op` and writes opcode and immediates.
// REQUIRES: `op` does not begin, continue or end a block.
[[nodiscard]] Status parse_plain(TextContext &context, const BodyScope &scope, Opcode op,
                                 ByteWriter &out);
// The same for block, loop, if, try and try_table, behind the label. The label has not been pushed.
[[nodiscard]] Status parse_block_start(TextContext &context, const BodyScope &scope, Opcode op,
                                       ByteWriter &out);

// Code and where its instructions came from: offset in `out`, offset in the source.
struct CodeText {
  ByteWriter out;
  std::vector<std::pair<uint64_t, uint32_t>> places;
  std::vector<BranchHint> hints; // offsets in `out`
};

// Reads instructions up to the ")" that closes what they stand in, which is not taken.
[[nodiscard]] Status parse_instructions(TextContext &context, BodyScope &scope, CodeText &code);
// Reads one folded instruction. REQUIRES: "(" comes next.
[[nodiscard]] Status parse_folded(TextContext &context, BodyScope &scope, CodeText &code);

} // namespace wexn::wasm
