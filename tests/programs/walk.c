/* Walks trees of files below the named folders: every entry with its kind, size, checksum of the
 * content and, for links, where they lead; then totals by suffix. */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
  char suffix[16];
  uint32_t files;
  uint64_t bytes;
} totals[64];
static int suffixes, folders;

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static uint32_t checksum(const char *path) {
  static uint8_t buffer[3000];
  uint32_t a = 1, b = 0;
  FILE *f = fopen(path, "rb");
  if (!f)
    return 0;
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, f)) > 0;)
    for (size_t i = 0; i < n; i++) {
      a = (a + buffer[i]) % 65521;
      b = (b + a) % 65521;
    }
  fclose(f);
  return b << 16 | a;
}

static void count(const char *name, uint64_t bytes) {
  const char *dot = strrchr(name, '.');
  int i = 0;
  for (dot = dot && strlen(dot) < 16 ? dot : "none"; i < suffixes && strcmp(totals[i].suffix, dot);)
    i++;
  if (i == 64)
    return;
  if (i == suffixes)
    strcpy(totals[suffixes++].suffix, dot);
  totals[i].files++;
  totals[i].bytes += bytes;
}

static void walk(const char *path, int depth) {
  DIR *dir = opendir(path);
  if (!dir) {
    printf("%s: %s\n", path, strerror(errno));
    return;
  }
  folders++;
  size_t n = 0, capacity = 8;
  char **names = malloc(capacity * sizeof *names);
  for (struct dirent *entry; (entry = readdir(dir));) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
      continue;
    if (n == capacity)
      names = realloc(names, (capacity *= 2) * sizeof *names);
    names[n++] = strdup(entry->d_name);
  }
  closedir(dir);
  qsort(names, n, sizeof *names, by_name);
  for (size_t i = 0; i < n; i++) {
    char child[1000], target[200] = "";
    struct stat st;
    snprintf(child, sizeof child, "%s/%s", path, names[i]);
    if (lstat(child, &st) != 0) {
      printf("%s: %s\n", child, strerror(errno));
    } else if (S_ISDIR(st.st_mode)) {
      printf("%*s%s/\n", depth * 2, "", names[i]);
      walk(child, depth + 1);
    } else if (S_ISLNK(st.st_mode)) {
      ssize_t length = readlink(child, target, sizeof target - 1);
      printf("%*s%s -> %.*s, %s\n", depth * 2, "", names[i], length < 0 ? 0 : (int)length, target,
             stat(child, &st) == 0 ? (S_ISDIR(st.st_mode) ? "a folder" : "a file") : "leads nowhere");
    } else {
      printf("%*s%s %llu %08x\n", depth * 2, "", names[i], (unsigned long long)st.st_size, checksum(child));
      count(names[i], (uint64_t)st.st_size);
    }
    free(names[i]);
  }
  free(names);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    printf("%s:\n", argv[i]);
    walk(argv[i], 1);
  }
  printf("%d folders\n", folders);
  for (int i = 0; i < suffixes; i++)
    printf("%s: %u files, %llu bytes\n", totals[i].suffix, totals[i].files, (unsigned long long)totals[i].bytes);
  return 0;
}
