/* Directories: making, listing in many steps, renaming, linking, removing while listing. */
#include "show.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list(const char *path, int depth) {
  DIR *dir = opendir(path);
  if (!dir) {
    printf("%s: %s\n", path, error_name(errno));
    return;
  }
  char *names[1500];
  int n = 0;
  for (struct dirent *entry; (entry = readdir(dir));)
    if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
      names[n++] = strdup(entry->d_name);
  closedir(dir);
  qsort(names, (size_t)n, sizeof *names, by_name);
  for (int i = 0; i < n; i++) {
    char child[600], target[100] = "";
    snprintf(child, sizeof child, "%s/%s", path, names[i]);
    struct stat st;
    if (lstat(child, &st) != 0) {
      printf("%s: %s\n", child, error_name(errno));
      continue;
    }
    if (S_ISLNK(st.st_mode) && readlink(child, target, sizeof target - 1) < 0)
      printf("%s: %s\n", child, error_name(errno));
    if (n < 20 || i % 250 == 0)
      printf("%*s%s%s%s%s\n", depth * 2, "", names[i], S_ISDIR(st.st_mode) ? "/" : "",
             *target ? " -> " : "", target);
    if (S_ISDIR(st.st_mode))
      list(child, depth + 1);
    free(names[i]);
  }
  printf("%*s%d in %s\n", depth * 2, "", n, path);
}

static void make(const char *path) {
  int fd = open(path, O_WRONLY | O_CREAT, 0644);
  if (fd < 0 || write(fd, path, strlen(path)) < 0)
    printf("%s: %s\n", path, error_name(errno));
  close(fd);
}

int main(void) {
  SHOW(mkdir("d", 0755));
  SHOW(mkdir("d", 0755));
  SHOW(mkdir("d/e", 0755));
  SHOW(mkdir("none/e", 0755));
  SHOW(mkdir("d/e/f/", 0755));
  make("d/one");
  make("d/e/two");
  SHOW(symlink("one", "d/link"));
  SHOW(symlink("one", "d/link"));
  SHOW(symlink("../d/e", "d/e/f/up"));
  SHOW(symlink("nowhere", "d/dangling"));
  SHOW(symlink("loop2", "loop1"));
  SHOW(symlink("loop1", "loop2"));
  SHOW(link("d/one", "d/hard"));
  SHOW(link("d/one", "d/hard"));
  SHOW(link("d", "d/hard2"));
  SHOW(link("d/none", "d/hard2"));
  list(".", 0);
  SHOW(open("loop1", O_RDONLY));
  SHOW(open("d/dangling", O_RDONLY));
  SHOW(open("d/link", O_RDONLY | O_NOFOLLOW));
  struct stat st;
  SHOW(stat("d/link", &st));
  SHOW(S_ISREG(st.st_mode));
  SHOW(stat("d/dangling", &st));
  SHOW(lstat("d/dangling", &st));
  SHOW(stat("d/one/", &st));
  SHOW(stat("d/one", &st));
  SHOW(st.st_nlink);
  SHOW(rename("d/one", "d/e/three"));
  SHOW(rename("d/one", "d/e/four"));
  SHOW(rename("d/e", "d/e/f/g"));
  SHOW(rename("d/e/three", "d/e/f"));
  SHOW(rename("d/e", "d/hard"));
  SHOW(rename("d/e/f", "moved"));
  SHOW(access("moved", F_OK));
  SHOW(rmdir("d"));
  SHOW(rmdir("d/hard"));
  SHOW(rmdir("none"));
  SHOW(unlink("d/none"));
  SHOW(unlink("moved"));
  SHOW(unlink("d/hard"));
  list(".", 0);

  /* More entries than fit into one call, and removing each one that has been read. */
  SHOW(mkdir("many", 0755));
  char name[100];
  for (int i = 0; i < 1000; i++) {
    snprintf(name, sizeof name, "many/a_rather_long_name_of_a_file_%03d", i);
    make(name);
  }
  list("many", 0);
  DIR *dir = opendir("many");
  int removed = 0;
  for (struct dirent *entry; (entry = readdir(dir));)
    if (entry->d_name[0] == 'a' && unlinkat(dirfd(dir), entry->d_name, 0) == 0)
      removed++;
  closedir(dir);
  printf("%d removed\n", removed);
  SHOW(rmdir("many"));
  dir = opendir("d");
  long start = telldir(dir);
  int first = 0, second = 0;
  while (readdir(dir))
    first++;
  seekdir(dir, start);
  while (readdir(dir))
    second++;
  rewinddir(dir);
  while (readdir(dir))
    second++;
  printf("%d %d\n", first, second);
  closedir(dir);
  return 0;
}
