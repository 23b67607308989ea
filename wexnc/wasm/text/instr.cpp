// Instructions of the text format -> code of the binary format (spec: "Text Format /
// Instructions"). Flat and folded instructions may be mixed; one explicit stack holds what is open,
// so that no depth of nesting can overflow the stack of this program. A folded instruction is
// written when its closing parenthesis has been read, after its operands; till then its bytes wait
// in `pending_`.
#include "wexnc/wasm/text/instr.h"

namespace wexn::wasm {
namespace {

class CodeParser {
public:
  CodeParser(TextContext &context, BodyScope &scope, CodeText &code)
      : context_(context), scope_(scope), code_(code) {}

  // All instructions up to an unmatched ")", or exactly one folded instruction.
  Status run(bool one);

private:
  enum class Kind : uint8_t {
    Operands,  // of a folded plain instruction
    Condition, // of a folded if: its operands
    Block,     // block, loop or try_table
    Then,      // of an if
    Else,
    Do, // of a legacy try
    Catch,
    CatchAll,
  };
  struct Frame {
    Kind kind;
    bool folded;
    uint32_t place;                   // of the instruction, in the source
    size_t pending;                   // Operands, Condition: where its bytes begin
    std::optional<std::string> label; // Condition: to be pushed with (then
    std::optional<uint8_t> hint;      // Operands, Condition: the branch's
  };

  Status step();
  Status flat();
  Status flat_continue(Opcode op);
  Status flat_end();
  Status check_end_label();
  Status open_folded();
  Status close_folded();
  Status close_folded_if(Frame &frame);
  Status close_folded_try(Frame &frame);
  Status start_block(Opcode op, bool folded, uint32_t place);
  void begin_body(Kind kind, bool folded, uint32_t place, std::optional<std::string> label);
  void end_block(uint32_t place);
  void mark(uint32_t place) { code_.places.emplace_back(code_.out.size(), place); }
  void flush_pending(const Frame &frame);
  Result<std::optional<uint8_t>> take_hint(Opcode op, size_t annotated);

  TextContext &context_;
  TokenCursor &cursor_ = context_.cursor;
  BodyScope &scope_;
  CodeText &code_;
  ByteWriter pending_;
  std::vector<Frame> frames_;
};

bool is_block(Opcode op) {
  return op == Opcode::Block || op == Opcode::Loop || op == Opcode::If || op == Opcode::Try ||
         op == Opcode::TryTable;
}

// Instructions that only occur within a block's syntax.
bool is_part(Opcode op) {
  return op == Opcode::Else || op == Opcode::End || op == Opcode::Catch || op == Opcode::CatchAll ||
         op == Opcode::Delegate;
}

// A branch hint in front of the token `annotated` belongs to this instruction.
Result<std::optional<uint8_t>> CodeParser::take_hint(Opcode op, size_t annotated) {
  std::optional<uint8_t> hint;
  for (Annotation &annotation : cursor_.text().annotations_before(annotated)) {
    if (annotation.kind != Annotation::Kind::BranchHint)
      continue;
    auto bad = [&](const char *why) {
      return cursor_.text().error(ErrorId::TextBadAnnotation, annotation.offset,
                                  std::string("@metadata.code.branch_hint: ") + why);
    };
    if (hint)
      return bad("more than one for an instruction");
    if (op != Opcode::If && op != Opcode::BrIf)
      return bad("not in front of if or br_if");
    std::string value;
    if (annotation.tokens.size() == 1 && annotation.tokens[0].kind == TokenKind::String)
      value = unescape(cursor_.text().text(annotation.tokens[0]));
    if (value.size() != 1 || static_cast<unsigned char>(value[0]) > 1)
      return bad("expected \"\\00\" or \"\\01\"");
    annotation.used = true;
    hint = static_cast<uint8_t>(value[0]);
  }
  return hint;
}

// Pushes the frame and the label of a body.
void CodeParser::begin_body(Kind kind, bool folded, uint32_t place,
                            std::optional<std::string> label) {
  scope_.labels.push(std::move(label));
  frames_.push_back({kind, folded, place, 0, std::nullopt, std::nullopt});
}

void CodeParser::end_block(uint32_t place) {
  mark(place);
  code_.out.opcode(Opcode::End);
  scope_.labels.pop();
  frames_.pop_back();
}

void CodeParser::flush_pending(const Frame &frame) {
  mark(frame.place);
  if (frame.hint)
    code_.hints.push_back({code_.out.size(), *frame.hint});
  std::span<const uint8_t> bytes(pending_.bytes);
  code_.out.raw(bytes.subspan(frame.pending));
  pending_.bytes.resize(frame.pending);
}

// Behind the keyword: label, block type and catch clauses; for the folded forms also what has to
// come next.
Status CodeParser::start_block(Opcode op, bool folded, uint32_t place) {
  std::optional<std::string> label = cursor_.take_id();
  if (folded && op == Opcode::If) {
    frames_.push_back(
        {Kind::Condition, true, place, pending_.size(), std::move(label), std::nullopt});
    return parse_block_start(context_, scope_, op, pending_);
  }
  mark(place);
  TRY(parse_block_start(context_, scope_, op, code_.out));
  Kind kind = op == Opcode::If ? Kind::Then : op == Opcode::Try ? Kind::Do : Kind::Block;
  begin_body(kind, folded, place, std::move(label));
  if (folded && op == Opcode::Try)
    return cursor_.expect_open("do");
  return ok_status();
}

// An identifier behind else, end, ... repeats that of the block.
Status CodeParser::check_end_label() {
  const Token &token = cursor_.peek();
  std::optional<std::string> id = cursor_.take_id();
  if (id && id != scope_.labels.top())
    return cursor_.error_at(token, ErrorId::TextMismatchingLabel, "$" + *id);
  return ok_status();
}

Status CodeParser::flat_end() {
  uint32_t place = cursor_.peek().offset;
  if (frames_.empty() || frames_.back().folded)
    return cursor_.unexpected("instruction or ')'");
  cursor_.skip();
  TRY(check_end_label());
  end_block(place);
  return ok_status();
}

// else, catch, catch_all, delegate: the next part of the innermost block.
Status CodeParser::flat_continue(Opcode op) {
  const Token &token = cursor_.peek();
  Kind kind = frames_.empty() || frames_.back().folded ? Kind::Block : frames_.back().kind;
  bool fits = op == Opcode::Else       ? kind == Kind::Then
              : op == Opcode::Delegate ? kind == Kind::Do
                                       : kind == Kind::Do || kind == Kind::Catch;
  if (!fits)
    return cursor_.unexpected("instruction");
  cursor_.skip();
  mark(token.offset);
  if (op == Opcode::Delegate) {
    // Its label is counted from outside of the try, which it ends.
    scope_.labels.pop();
    frames_.pop_back();
    return parse_plain(context_, scope_, op, code_.out);
  }
  if (op == Opcode::Else)
    TRY(check_end_label());
  frames_.back().kind = op == Opcode::Else    ? Kind::Else
                        : op == Opcode::Catch ? Kind::Catch
                                              : Kind::CatchAll;
  return parse_plain(context_, scope_, op, code_.out);
}

Status CodeParser::flat() {
  const Token &token = cursor_.peek();
  std::optional<Opcode> op = find_opcode(cursor_.word());
  if (!op)
    return cursor_.unexpected("instruction");
  if (op == Opcode::End)
    return flat_end();
  if (is_part(*op))
    return flat_continue(*op);
  TRY_ASSIGN(std::optional<uint8_t> hint, take_hint(*op, cursor_.position()));
  if (hint)
    code_.hints.push_back({code_.out.size(), *hint});
  cursor_.skip();
  if (is_block(*op))
    return start_block(*op, false, token.offset);
  mark(token.offset);
  return parse_plain(context_, scope_, *op, code_.out);
}

// "(" and an instruction.
Status CodeParser::open_folded() {
  size_t annotated = cursor_.position();
  cursor_.skip();
  uint32_t place = cursor_.peek().offset;
  std::optional<Opcode> op = find_opcode(cursor_.word());
  if (!op || is_part(*op))
    return cursor_.unexpected("instruction");
  TRY_ASSIGN(std::optional<uint8_t> hint, take_hint(*op, annotated));
  cursor_.skip();
  if (is_block(*op)) {
    TRY(start_block(*op, true, place));
    frames_.back().hint = hint; // only that of an if, whose frame is a Condition
    return ok_status();
  }
  frames_.push_back({Kind::Operands, true, place, pending_.size(), std::nullopt, hint});
  return parse_plain(context_, scope_, *op, pending_);
}

// Behind the ")" of (then ...) or (else ...).
Status CodeParser::close_folded_if(Frame &frame) {
  const Token &token = cursor_.peek();
  if (frame.kind == Kind::Then && cursor_.take_open("else")) {
    mark(token.offset);
    code_.out.opcode(Opcode::Else);
    frame.kind = Kind::Else;
    return ok_status();
  }
  TRY(cursor_.expect_close());
  end_block(token.offset);
  return ok_status();
}

// Behind the ")" of (do ...), (catch ...) or (catch_all ...).
Status CodeParser::close_folded_try(Frame &frame) {
  const Token &token = cursor_.peek();
  auto next = [&](Opcode op, Kind kind) {
    mark(token.offset);
    frame.kind = kind;
    return parse_plain(context_, scope_, op, code_.out);
  };
  if (frame.kind != Kind::CatchAll && cursor_.take_open("catch"))
    return next(Opcode::Catch, Kind::Catch);
  if (frame.kind != Kind::CatchAll && cursor_.take_open("catch_all"))
    return next(Opcode::CatchAll, Kind::CatchAll);
  if (frame.kind == Kind::Do && cursor_.take_open("delegate")) {
    mark(token.offset);
    scope_.labels.pop();
    frames_.pop_back();
    TRY(parse_plain(context_, scope_, Opcode::Delegate, code_.out));
    TRY(cursor_.expect_close());
    return cursor_.expect_close();
  }
  TRY(cursor_.expect_close());
  end_block(token.offset);
  return ok_status();
}

// The ")" of the innermost construct. REQUIRES: there is one.
Status CodeParser::close_folded() {
  const Token &token = cursor_.peek();
  Frame &frame = frames_.back();
  if (!frame.folded || frame.kind == Kind::Condition)
    return cursor_.unexpected(frame.folded ? "'(then'" : "'end'");
  cursor_.skip();
  switch (frame.kind) {
  case Kind::Operands:
    flush_pending(frame);
    frames_.pop_back();
    return ok_status();
  case Kind::Block:
    end_block(token.offset);
    return ok_status();
  case Kind::Then:
  case Kind::Else:
    return close_folded_if(frame);
  case Kind::Do:
  case Kind::Catch:
  case Kind::CatchAll:
    return close_folded_try(frame);
  case Kind::Condition:
    break;
  }
  bug("a condition is closed by (then");
}

Status CodeParser::step() {
  bool operands = !frames_.empty() &&
                  (frames_.back().kind == Kind::Operands || frames_.back().kind == Kind::Condition);
  if (cursor_.kind() == TokenKind::RParen)
    return close_folded();
  if (cursor_.kind() == TokenKind::LParen) {
    if (operands && frames_.back().kind == Kind::Condition && cursor_.take_open("then")) {
      Frame condition = std::move(frames_.back());
      frames_.pop_back();
      flush_pending(condition);
      begin_body(Kind::Then, true, condition.place, std::move(condition.label));
      return ok_status();
    }
    return open_folded();
  }
  if (operands)
    return cursor_.unexpected(frames_.back().kind == Kind::Condition ? "'(then'" : "'(' or ')'");
  return flat();
}

Status CodeParser::run(bool one) {
  if (one)
    TRY(open_folded());
  while (!frames_.empty() || (!one && cursor_.kind() != TokenKind::RParen))
    TRY(step());
  return ok_status();
}

} // namespace

Status parse_instructions(TextContext &context, BodyScope &scope, CodeText &code) {
  return CodeParser(context, scope, code).run(false);
}

Status parse_folded(TextContext &context, BodyScope &scope, CodeText &code) {
  return CodeParser(context, scope, code).run(true);
}

} // namespace wexn::wasm
