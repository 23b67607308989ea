// A small language: its compiler to the code of a stack machine, and the loop that interprets that. Functions with one-letter
// names and parameters, numbers of 32 bits, one array.
#include "../kernel.h"

static const char source[] =
    "f(n) { if n < 2 { return n; } return f(n - 1) + f(n - 2); }"
    "s(n) { i = 0; while i < n { [i] = (i * 23505 ^ 77) & 4095; i = i + 1; }"
    "  i = 1; while i < n { k = [i]; j = i; t = j;"
    "    while t { if k < [j - 1] { [j] = [j - 1]; j = j - 1; t = j; } else { t = 0; } }"
    "    [j] = k; i = i + 1; }"
    "  return [n - 1] * 65536 + [n >> 1]; }"
    "p(n) { i = 0; while i < n { [i] = 1; i = i + 1; } c = 0; i = 2;"
    "  while i < n { if [i] { c = c + 1; j = i + i; while j < n { [j] = 0; j = j + i; } } i = i + 1; } return c; }"
    "g(a b) { while b { t = b; b = a % b; a = t; } return a; }"
    "e(n) { c = 0; i = 1; while i < n { c = c ^ g(i * 360, n * 7 + i); i = i + 1; } return c; }"
    "m() { return f(18) ^ s(220) ^ p(4000) ^ e(700); }";

enum { PUSH, GET, SET, LOAD, STORE, ADD, SUB, MUL, REM, AND, XOR, SHR, LESS, JUMP, ZERO, CALL, RETURN, HALT };
enum { CODES = 1024, STACK = 4096, WORDS = 4096, DEPTH = 256, NAMES = 26 };

typedef struct {
  uint8_t op, count; // of arguments, for CALL
  int32_t a;
} Code;
typedef struct {
  int32_t entry;
  int32_t locals;
} Function;
typedef struct {
  const char *at;
  Code code[CODES];
  int32_t size;
  Function functions[NAMES];
  int8_t slots[NAMES]; // of the function's variables, 0: none
  int32_t locals;
} Compiler;
typedef struct {
  int32_t back, frame;
} Frame;
typedef struct {
  int32_t stack[STACK];
  Frame frames[DEPTH];
  int32_t memory[WORDS];
} Machine;

static Compiler compiler;
static Machine machine;

static void skip(Compiler *c) {
  while (*c->at == ' ')
    c->at++;
}
static int accept(Compiler *c, char wanted) {
  skip(c);
  if (*c->at != wanted)
    return 0;
  c->at++;
  return 1;
}
static int32_t emit(Compiler *c, int op, int32_t a) {
  c->code[c->size & (CODES - 1)] = (Code){(uint8_t)op, 0, a};
  return c->size++;
}
static int slot(Compiler *c, char name) {
  int8_t *known = &c->slots[name - 'a'];
  if (!*known)
    *known = (int8_t)++c->locals;
  return *known - 1;
}

static void expression(Compiler *c, int level);
static void primary(Compiler *c) {
  skip(c);
  const char next = *c->at++;
  if (next == '(') {
    expression(c, 0);
    accept(c, ')');
  } else if (next == '[') {
    expression(c, 0);
    accept(c, ']');
    emit(c, LOAD, 0);
  } else if (next >= '0' && next <= '9') {
    int32_t n = next - '0';
    while (*c->at >= '0' && *c->at <= '9')
      n = n * 10 + (*c->at++ - '0');
    emit(c, PUSH, n);
  } else if (accept(c, '(')) {
    uint8_t count = 0;
    while (!accept(c, ')')) {
      expression(c, 0);
      accept(c, ',');
      count++;
    }
    c->code[emit(c, CALL, next - 'a')].count = count;
  } else {
    emit(c, GET, slot(c, next));
  }
}
// The operators from the loosest to the tightest.
static void expression(Compiler *c, int level) {
  static const struct {
    char sign;
    int8_t level;
    uint8_t op;
  } operators[] = {{'^', 0, XOR}, {'&', 1, AND}, {'<', 2, LESS}, {'>', 3, SHR},
                   {'+', 4, ADD}, {'-', 4, SUB}, {'*', 5, MUL},  {'%', 5, REM}};
  if (level == 6)
    return primary(c);
  expression(c, level + 1);
  for (unsigned i = 0; i < sizeof operators / sizeof *operators; i++)
    if (operators[i].level == level && accept(c, operators[i].sign)) {
      if (operators[i].op == SHR)
        c->at++;
      expression(c, level + 1);
      emit(c, operators[i].op, 0);
      i = (unsigned)-1;
    }
}
static int word(Compiler *c, const char *wanted) {
  skip(c);
  const char *at = c->at;
  while (*wanted && *at == *wanted)
    at++, wanted++;
  if (*wanted || (*at >= 'a' && *at <= 'z'))
    return 0;
  c->at = at;
  return 1;
}
static void block(Compiler *c) {
  accept(c, '{');
  while (!accept(c, '}')) {
    if (word(c, "if")) {
      expression(c, 0);
      int32_t jump = emit(c, ZERO, 0);
      block(c);
      if (word(c, "else")) {
        const int32_t end = emit(c, JUMP, 0);
        c->code[jump].a = c->size;
        jump = end;
        block(c);
      }
      c->code[jump].a = c->size;
    } else if (word(c, "while")) {
      const int32_t top = c->size;
      expression(c, 0);
      const int32_t jump = emit(c, ZERO, 0);
      block(c);
      emit(c, JUMP, top);
      c->code[jump].a = c->size;
    } else if (word(c, "return")) {
      expression(c, 0);
      emit(c, RETURN, 0);
      accept(c, ';');
    } else if (accept(c, '[')) {
      expression(c, 0);
      accept(c, ']');
      accept(c, '=');
      expression(c, 0);
      emit(c, STORE, 0);
      accept(c, ';');
    } else {
      const char name = *c->at++;
      accept(c, '=');
      expression(c, 0);
      emit(c, SET, slot(c, name));
      accept(c, ';');
    }
  }
}
static void compile(Compiler *c) {
  c->at = source;
  c->size = 0;
  emit(c, CALL, 'm' - 'a');
  emit(c, HALT, 0);
  while (*c->at) {
    Function *f = &c->functions[*c->at++ - 'a'];
    f->entry = c->size;
    c->locals = 0;
    for (int i = 0; i < NAMES; i++)
      c->slots[i] = 0;
    accept(c, '(');
    for (; !accept(c, ')'); skip(c))
      slot(c, *c->at++);
    block(c);
    f->locals = c->locals;
    skip(c);
  }
}

__attribute__((noinline)) static int32_t interpret(Machine *m, const Code *code, const Function *functions) {
  int32_t *top = m->stack, *locals = m->stack;
  Frame *frame = m->frames;
  for (const Code *at = code;; at++) {
    switch (at->op) {
    case PUSH: *top++ = at->a; break;
    case GET: *top++ = locals[at->a]; break;
    case SET: locals[at->a] = *--top; break;
    case LOAD: top[-1] = m->memory[top[-1] & (WORDS - 1)]; break;
    case STORE: top -= 2; m->memory[top[0] & (WORDS - 1)] = top[1]; break;
    case ADD: top--; top[-1] += top[0]; break;
    case SUB: top--; top[-1] -= top[0]; break;
    case MUL: top--; top[-1] = (int32_t)((uint32_t)top[-1] * (uint32_t)top[0]); break;
    case REM: top--; top[-1] = (int32_t)((uint32_t)top[-1] % (uint32_t)top[0]); break;
    case AND: top--; top[-1] &= top[0]; break;
    case XOR: top--; top[-1] ^= top[0]; break;
    case SHR: top--; top[-1] >>= top[0] & 31; break;
    case LESS: top--; top[-1] = top[-1] < top[0]; break;
    case JUMP: at = code + at->a - 1; break;
    case ZERO: if (!*--top) at = code + at->a - 1; break;
    case CALL: {
      const Function *f = &functions[at->a];
      *++frame = (Frame){(int32_t)(at - code), (int32_t)(locals - m->stack)};
      locals = top - at->count;
      top = locals + f->locals;
      if (frame == m->frames + DEPTH - 1 || top > m->stack + STACK - 64)
        return -1;
      at = code + f->entry - 1;
      break;
    }
    case RETURN: {
      const int32_t result = top[-1];
      top = locals;
      *top++ = result;
      at = code + frame->back;
      locals = m->stack + frame->frame;
      frame--;
      break;
    }
    case HALT: return top[-1];
    }
  }
}

void setup(void) {}

uint32_t run(void) {
  uint32_t sum = 0;
  for (int i = 0; i < 20; i++) {
    compile(&compiler);
    sum = sum * 31 + (uint32_t)compiler.size;
  }
  return sum ^ (uint32_t)interpret(&machine, compiler.code, compiler.functions);
}
