// What measures a piece of work: time, processor time, memory, collections.
#pragma once
#include <stdint.h>

typedef struct {
  double wall, user; // milliseconds
} Moment;
Moment moment(void);
// Prints "RESULT WALL USER PEAK LONGEST PERCENTILE" about what was done since: milliseconds,
// kilobytes of the process so far, and milliseconds of collections, the longest and the 99th
// percentile.
void report(const char *result, Moment since);

// How long collections took, in milliseconds; native.c has none, collections.c times the runtime's.
typedef struct {
  double longest, percentile;
} Pauses;
void forget_pauses(void);
Pauses pauses(void);

// For main of kernels.c: functions by name.
typedef struct {
  const char *name;
  uint32_t (*run)(uint32_t n);
} Kernel;
extern const Kernel kernels[]; // ends with a null name
void prepare(void);
