/* Programs with threads, for the library of the header that the compiler is told to include: prints
 * "name threads microseconds" for each, the best of three. */
enum { SIZE = 1 << 21, SUMS = 8, N = 256, COUNTS = 400000, TURNS = 20000, ITEMS = 200000, QUEUE = 64 };

static int threads; /* 1 or 2 */
static int values[SIZE], a[N][N], b[N][N], c[N][N];
static mutex lock = MUTEX;
static condition ready = CONDITION, room = CONDITION;
static int turn, head, tail, queue[QUEUE];
static long counter, taken[2];

/* Each element is read once an addition. */
static void *sum(void *arg) {
  long part = (long)arg, total = 0;
  for (int k = 0; k < SUMS; ++k)
    for (long i = part * (SIZE / threads); i < (part + 1) * (SIZE / threads); ++i)
      total += values[i] ^ k;
  taken[part] = total;
  return 0;
}

static void *multiply(void *arg) {
  long part = (long)arg;
  for (long i = part * (N / threads); i < (part + 1) * (N / threads); ++i)
    for (int j = 0; j < N; ++j) {
      int dot = 0;
      for (int k = 0; k < N; ++k)
        dot += a[i][k] * b[j][k];
      c[i][j] = dot;
    }
  return 0;
}

static void *count(void *arg) {
  (void)arg;
  for (int i = 0; i < COUNTS / threads; ++i) {
    mutex_lock(&lock);
    ++counter;
    mutex_unlock(&lock);
  }
  return 0;
}

/* Two threads in turn. */
static void *ping(void *arg) {
  int mine = (int)(long)arg;
  for (int i = 0; i < TURNS; ++i) {
    mutex_lock(&lock);
    while (turn != mine)
      condition_wait(mine ? &room : &ready, &lock);
    turn = 1 - mine;
    condition_signal(mine ? &ready : &room);
    mutex_unlock(&lock);
  }
  return 0;
}

/* Thread 0 puts items into a queue, the other takes them out; one thread does both. */
static void put(int item) {
  mutex_lock(&lock);
  while (tail - head == QUEUE)
    condition_wait(&room, &lock);
  queue[tail++ % QUEUE] = item;
  condition_signal(&ready);
  mutex_unlock(&lock);
}
static int take(void) {
  mutex_lock(&lock);
  while (tail == head)
    condition_wait(&ready, &lock);
  int item = queue[head++ % QUEUE];
  condition_signal(&room);
  mutex_unlock(&lock);
  return item;
}
static void *work(void *arg) {
  long part = (long)arg;
  for (int i = 0; i < ITEMS; ++i) {
    if (part == 0)
      put(i);
    if (part == 1 || threads == 1)
      taken[0] += take();
  }
  return 0;
}

static void measure(const char *name, void *(*run)(void *)) {
  uint64_t best = ~0ull;
  for (int k = 0; k < 3; ++k) {
    thread ids[2];
    uint64_t begin = now();
    for (long i = 0; i < threads; ++i)
      start(&ids[i], run, (void *)i);
    for (int i = 0; i < threads; ++i)
      join(&ids[i]);
    uint64_t time = now() - begin;
    if (time < best)
      best = time;
  }
  report(name, threads, best);
}

static void bench(void) {
  for (int i = 0; i < SIZE; ++i)
    values[i] = i;
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j)
      a[i][j] = i + j, b[i][j] = i - j;
  for (threads = 1; threads <= 2; ++threads) {
    measure("sum", sum);
    measure("matrix", multiply);
    measure("counter", count);
    if (threads == 2)
      measure("ping-pong", ping);
    measure("queue", work);
  }
  /* So that nothing above is in vain. */
  unsigned check = (unsigned)(taken[0] + taken[1] + counter);
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j)
      check = check * 31 + (unsigned)c[i][j];
  report("check", 1, check);
}

#ifdef __wasm__
void _start(void) { bench(); }
#else
int main(void) {
  bench();
  return 0;
}
#endif
