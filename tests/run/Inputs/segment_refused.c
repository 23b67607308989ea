/* Systems on which no instance is made, and the error says why: one that neither lets programs
 * write the base of GS nor does it for them (`program`), one that says that it did and did not
 * (`program lie`), and one that lets them, and does not keep it over its calls (`program lose`). */
#define _GNU_SOURCE
#include "m.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>

static unsigned long capabilities;
/* The system's, for the runtime. */
unsigned long getauxval(unsigned long type) {
  (void)type;
  return capabilities;
}

/* Does a call as a system would that knows nothing of GS. */
static void lose(int number, siginfo_t *info, void *context) {
  (void)number, (void)info;
  ((ucontext_t *)context)->uc_mcontext.gregs[REG_RAX] = 1;
  __asm__ volatile("wrgsbase %0" : : "r"(0x1000L));
}

int main(int argc, char **argv) {
  const int lies = argc > 1 && !strcmp(argv[1], "lie"),
            loses = argc > 1 && !strcmp(argv[1], "lose");
  if (loses) {
    capabilities = 2;
    struct sigaction action = {.sa_sigaction = lose, .sa_flags = SA_SIGINFO};
    sigaction(SIGSYS, &action, NULL);
  }
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, loses ? SYS_getpid : SYS_arch_prctl, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, loses ? SECCOMP_RET_TRAP : SECCOMP_RET_ERRNO | (lies ? 0 : 22)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {sizeof code / sizeof code[0], code};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
    puts("no filter");
    return 1;
  }
  wexn_store *store = wexn_store_new(NULL);
  m_instance *instance;
  int32_t value;
  if (m_new(store, NULL, NULL, &instance) == WEXN_OK)
    printf("made: %d\n", m_load(instance, 4, &value) == WEXN_OK);
  else
    puts(wexn_error_message(store));
  wexn_store_delete(store);
}
