/* How the room at the end of a native stack is shared. The store's stack limit lies head-room bytes
 * above the lowest usable address of the stack. Compiled code goes deeper only from a stack pointer
 * at or above the limit:
 *
 *   - a function that calls others compares its frame pointer with the limit before the first call;
 *   - a function whose frame, arguments of its calls included, has more than
 *     WEXN_STACK_SMALL_FRAME bytes compares before it makes the frame, whether it calls or not,
 *     and counts the frame.
 *
 * On AArch64, a small function that calls itself may be there twice, and compare at every second
 * level only (optimize/paired_checks.h): then each of both compares before it makes a frame of more than
 * WEXN_STACK_PAIRED_FRAME bytes, so that two of them are no more than a small one.
 *
 * So what lies below the limit is at most: a frame that was small enough to be made first, the
 * small frame of a function that calls nothing, and the runtime, a library function or a host
 * function, which all may be called there. --stack-check=guard: the same holds of calls that leave
 * compiled code; between compiled functions a page behind the end of the stack is relied upon
 * instead. In bytes; tests/run/stack_frames.test and tests/wasi/stack.test hold it against what is really used. */
#ifndef WEXN_ABI_STACK_H
#define WEXN_ABI_STACK_H

/* A larger frame is checked before it is made. */
#define WEXN_STACK_SMALL_FRAME 2048
/* The same for functions that compare at every second level. */
#define WEXN_STACK_PAIRED_FRAME 1024
/* The least head-room: two small frames, and what the runtime and the functions of WASI take. */
#define WEXN_STACK_MIN_HEADROOM 16384
/* The head-room where the store's config says nothing: a quarter of the stack, but not more. */
#define WEXN_STACK_USUAL_HEADROOM (256 * 1024)
/* A stack must have at least this many bytes besides the head-room. */
#define WEXN_STACK_MIN_USABLE 16384
/* How much of a stack is used where the store's config says nothing. */
#define WEXN_STACK_USUAL_MAX (64 * 1024 * 1024)

/* In place of the limit, above all stacks: compiled code is to end (wexn_interrupt). Only here is the
 * highest bit set. */
#define WEXN_INTERRUPTED 0xffffffffffffffff

#endif
