/* The workloads in C++, by the names of workloads.wat. */
#ifndef NATIVE_H
#define NATIVE_H
#include <stdbool.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C"
#endif
/* Does the workload n times; false: there is none of that name. */
bool native_run(const char *name, int32_t n, int32_t depth);
#endif
