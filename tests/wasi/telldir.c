/* telldir and seekdir: each position leads to the entry that was there, before and after other files
 * came and went. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 200 };

struct position {
  long where;
  char name[32];
};

static struct position all[FILES + 2];

static int entries(DIR *dir) {
  int count = 0;
  struct dirent *entry;
  long where = telldir(dir);
  while ((entry = readdir(dir)) && count < FILES + 2) {
    all[count].where = where;
    strcpy(all[count++].name, entry->d_name);
    where = telldir(dir);
  }
  return count;
}

static void create(const char *kind, int number) {
  char name[32];
  snprintf(name, sizeof name, "%s%d", kind, number);
  FILE *file = fopen(name, "w");
  if (file)
    fclose(file);
}

static int wrong(DIR *dir, int count, const char *without) {
  int wrong = 0;
  for (int i = 0; i < count; i++) {
    int at = (i * 7) % count;
    if (strstr(all[at].name, without) == all[at].name)
      continue;
    seekdir(dir, all[at].where);
    struct dirent *entry = readdir(dir);
    /* What is new may come before it. */
    while (entry && strncmp(entry->d_name, "new", 3) == 0)
      entry = readdir(dir);
    if (!entry || strcmp(entry->d_name, all[at].name) != 0)
      wrong++;
  }
  return wrong;
}

int main(void) {
  for (int i = 0; i < FILES; i++)
    create(i % 2 ? "odd" : "even", i);
  DIR *dir = opendir(".");
  if (!dir)
    return 1;
  int count = entries(dir);
  printf("%d entries, %d wrong\n", count, wrong(dir, count, "new"));
  for (int i = 0; i < FILES; i += 2) {
    char name[32];
    snprintf(name, sizeof name, "even%d", i);
    unlink(name);
    create("new", i);
  }
  printf("%d wrong\n", wrong(dir, count, "even"));
  rewinddir(dir);
  count = entries(dir);
  printf("%d entries, %d wrong\n", count, wrong(dir, count, "new"));
  closedir(dir);
  return 0;
}
