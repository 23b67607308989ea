// A loop that interprets bytecode: a sieve and a sum, on a register machine.
#include "../kernel.h"
enum { NOP, SET, MOV, ADD, ADDI, MUL, LT, JNZ, JZ, LOAD, STORE, XOR, SHR, HALT };
typedef struct {
  uint8_t op, a, b, c;
  int32_t imm;
} Code;
static uint8_t memory[8192];
static const Code program[] = {
    {SET, 0, 0, 0, 2},     // 0: i = 2
    {SET, 5, 0, 0, 8000},  // limit
    {SET, 6, 0, 0, 1},     // one
    {SET, 7, 0, 0, 0},     // sum
    {LOAD, 1, 0, 0, 0},    // 4: is i crossed out?
    {JNZ, 1, 0, 0, 12},
    {ADD, 7, 7, 0, 0},     // sum += i
    {MOV, 2, 0, 0, 0},     // j = i
    {ADD, 2, 2, 0, 0},     // 8: j += i
    {LT, 3, 2, 5, 0},
    {JZ, 3, 0, 0, 12},
    {STORE, 6, 2, 0, 8},   // memory[j] = 1; back to 8
    {ADDI, 0, 0, 0, 1},    // 12: i++
    {MUL, 4, 7, 0, 0},
    {SHR, 4, 4, 0, 3},
    {XOR, 7, 7, 4, 0},
    {LT, 3, 0, 5, 0},
    {JNZ, 3, 0, 0, 4},
    {HALT, 7, 0, 0, 0},
};

void setup(void) {}

__attribute__((noinline)) static uint32_t interpret(const Code *code) {
  uint32_t r[8] = {0};
  for (uint32_t pc = 0;;) {
    const Code *i = &code[pc++];
    switch (i->op) {
    case NOP: break;
    case SET: r[i->a & 7] = (uint32_t)i->imm; break;
    case MOV: r[i->a & 7] = r[i->b & 7]; break;
    case ADD: r[i->a & 7] = r[i->b & 7] + r[i->c & 7]; break;
    case ADDI: r[i->a & 7] = r[i->b & 7] + (uint32_t)i->imm; break;
    case MUL: r[i->a & 7] = r[i->b & 7] * r[i->c & 7]; break;
    case LT: r[i->a & 7] = r[i->b & 7] < r[i->c & 7]; break;
    case JNZ: if (r[i->a & 7]) pc = (uint32_t)i->imm; break;
    case JZ: if (!r[i->a & 7]) pc = (uint32_t)i->imm; break;
    case LOAD: r[i->a & 7] = memory[r[i->b & 7] & 8191]; break;
    case STORE: memory[r[i->b & 7] & 8191] = (uint8_t)r[i->a & 7]; pc = (uint32_t)i->imm; break;
    case XOR: r[i->a & 7] = r[i->b & 7] ^ r[i->c & 7]; break;
    case SHR: r[i->a & 7] = r[i->b & 7] >> (i->imm & 31); break;
    case HALT: return r[i->a & 7];
    }
  }
}

uint32_t run(void) {
  uint32_t check = 0;
  for (int round = 0; round < 4; round++) {
    for (int i = 0; i < 8192; i++)
      memory[i] = 0;
    check = check * 31 + interpret(program);
  }
  return check;
}
