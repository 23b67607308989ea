/* A system that neither lets programs write the base of GS nor does it for them: no instance is
 * made, and the error says why. */
#include "m.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/* The system's, for the runtime: no capability. */
unsigned long getauxval(unsigned long type) {
  (void)type;
  return 0;
}

int main(void) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_arch_prctl, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 22),
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
