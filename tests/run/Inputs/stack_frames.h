/* Calls every function of stack_frames.py from every depth of a stack, and looks each time whether
 * anything below the stack has changed. The program has the module's header, memory below the stack
 * (below_size bytes at `below`), and report(), which prints and counts a failure. */

static const uint8_t kPattern = 0xa5;
static int32_t beyond = 100; /* so many depths behind the first that is too much */

#ifndef OWN_IMPORTS
/* Host functions look at none of their arguments and leave their results as they are. */
static void host(void *env) { (void)env; }
static wexn_status make(wexn_store *store, frames_instance **frames) {
  frames_imports imports = {0};
  imports.env.host.fn = host;
  *(void **)&imports.env.host_args.fn = (void *)host;
  *(void **)&imports.env.host_results.fn = (void *)host;
  return frames_new(store, &imports, NULL, frames);
}
#endif

static int intact(void) {
  for (size_t i = 0; i < below_size; i += 8)
    if (*(const uint64_t *)(below + i) != 0xa5a5a5a5a5a5a5a5)
      return 0;
  return 1;
}

/* Nothing but "call stack exhausted", or what the function does where there is room, may come out.
 */
static wexn_status call_at(wexn_store *store, frames_instance *frames, int32_t depth, int32_t which,
                           int *exhausted) {
  int32_t result = 0;
  wexn_status status = frames_at(frames, depth, which, &result);
  *exhausted = status == WEXN_TRAP && wexn_trap_code(store) == WEXN_TRAP_StackExhausted;
  if (!intact())
    report("memory below the stack was changed", which, depth);
  if (status == WEXN_ERROR)
    report(wexn_error_message(store), which, depth);
  return status;
}

static void every_depth(wexn_store *store, frames_instance *frames, int32_t which) {
  int exhausted;
  int32_t end = 1, step;
  for (step = 64; step; step /= 8) { /* the first depth that is too much for the function */
    for (;; end += step) {
      call_at(store, frames, end, which, &exhausted);
      if (exhausted)
        break;
    }
    if (step > 1)
      end = end > step ? end - step + 1 : 1;
  }
  for (int32_t depth = end > 40 ? end - 40 : 0; depth < end + beyond; depth++) {
    call_at(store, frames, depth, which, &exhausted);
    if (exhausted != (depth >= end) && end > 1)
      report(exhausted ? "too much for the stack, and less was not"
                       : "not too much for the stack, and less was",
             which, depth);
  }
}

static void all_functions(wexn_store *store, frames_instance *frames) {
  for (size_t i = 0; i < below_size; i++)
    below[i] = kPattern;
  int32_t count = 0;
  if (frames_count(frames, &count) != WEXN_OK || count == 0)
    report(wexn_error_message(store), 0, 0);
  for (int32_t which = 0; which < count; which++)
    every_depth(store, frames, which);
}
