// SQLite: a database in memory is filled, indexed, asked and changed.
#include "../kernel.h"
#include "sqlite3.h"

static sqlite3 *db;
static uint32_t sum;

// It has no file system, clock or source of random numbers, on any side.
static int vfs_random(sqlite3_vfs *vfs, int size, char *out) {
  (void)vfs;
  for (int i = 0; i < size; i++)
    out[i] = (char)i;
  return size;
}
static int vfs_time(sqlite3_vfs *vfs, double *now) {
  (void)vfs;
  *now = 2460000.5;
  return SQLITE_OK;
}
static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
  (void)vfs, (void)name, (void)file, (void)flags, (void)out;
  return SQLITE_CANTOPEN;
}
static sqlite3_vfs vfs = {
    .iVersion = 1, .szOsFile = sizeof(sqlite3_file), .mxPathname = 64, .zName = "none",
    .xOpen = vfs_open, .xRandomness = vfs_random, .xCurrentTime = vfs_time};
int sqlite3_os_init(void) { return sqlite3_vfs_register(&vfs, 1); }
int sqlite3_os_end(void) { return SQLITE_OK; }

static int row(void *data, int columns, char **values, char **names) {
  (void)data, (void)names;
  for (int c = 0; c < columns; c++)
    for (const char *text = values[c] ? values[c] : "-"; *text; text++)
      sum = sum * 31 + (uint8_t)*text;
  return 0;
}
static void ask(const char *sql) {
  if (sqlite3_exec(db, sql, row, NULL, NULL) != SQLITE_OK)
    sum += 0x10000000;
}

void setup(void) {
  if (sqlite3_open(":memory:", &db) != SQLITE_OK)
    __builtin_trap();
}

uint32_t run(void) {
  sum = 0;
  ask("create table items(id integer primary key, name text, kind int, price real);"
      "create table kinds(kind int, label text);"
      "begin");
  sqlite3_stmt *insert;
  if (sqlite3_prepare_v2(db, "insert into items values(?, ?, ?, ?)", -1, &insert, NULL) != SQLITE_OK)
    return 0;
  uint32_t seed = 7;
  for (int i = 1; i <= 1500; i++) {
    const uint32_t r = next_random(&seed);
    char name[8];
    for (int c = 0; c < 8; c++)
      name[c] = (char)('a' + (r >> 3 * c) % 26);
    sqlite3_bind_int(insert, 1, i);
    sqlite3_bind_text(insert, 2, name, 8, SQLITE_TRANSIENT);
    sqlite3_bind_int(insert, 3, (int)(r >> 8 & 15));
    sqlite3_bind_double(insert, 4, (r >> 12 & 4095) / 16.0);
    sqlite3_step(insert);
    sqlite3_reset(insert);
  }
  sqlite3_finalize(insert);
  ask("insert into kinds select distinct kind, 'kind ' || kind from items;"
      "commit;"
      "create index by_name on items(name);"
      "select label, count(*), sum(price), min(name) from items join kinds using(kind) group by label order by 3 desc;"
      "select id, upper(name) from items where name > 'm' and name like '%b%' order by price limit 40;"
      "update items set price = price * 1.25 where kind in (1, 3, 5);"
      "delete from items where id % 7 = 0;"
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)"
      " select sum(i * i), max(price) from n left join items on id = i where name between 'c' and 'w' or i % 3 = 0;"
      "select substr(name, 1, 2) p, avg(price) from items group by p having count(*) > 5 order by p;"
      "drop table items; drop table kinds");
  return sum;
}
