/* Ways out of the directories that a program is given; the test makes the directories. */
#include "show.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  struct stat st;
  SHOW(open("/in/file", O_RDONLY) >= 3);
  SHOW(open("/in/to_file", O_RDONLY) >= 3);
  SHOW(open("/other/file", O_RDONLY) >= 3);
  SHOW(open("/in/../secret", O_RDONLY));
  SHOW(open("/in/dir/../../secret", O_RDONLY));
  SHOW(open("/in/escape", O_RDONLY));
  SHOW(open("/in/escape_dir/secret", O_RDONLY));
  SHOW(open("/in/absolute", O_RDONLY));
  SHOW(open("/secret", O_RDONLY));
  SHOW(open("/etc/passwd", O_RDONLY));
  SHOW(open("secret", O_RDONLY));
  SHOW(open("/in/escape_new", O_WRONLY | O_CREAT, 0644));
  SHOW(stat("/in/escape", &st));
  SHOW(lstat("/in/escape", &st));
  SHOW(lstat("/in/escape_dir/", &st));
  SHOW(unlink("/in/escape_dir/secret"));
  SHOW(rename("/in/escape_dir/secret", "/in/stolen"));
  SHOW(rename("/in/file", "/in/../stolen"));
  SHOW(link("/in/escape_dir/secret", "/in/stolen"));
  SHOW(symlink("/etc/passwd", "/in/new_link"));
  SHOW(symlink("../secret", "/in/new_link"));
  SHOW(open("/in/new_link", O_RDONLY));
  SHOW(mkdir("/in/escape_dir/made", 0755));
  SHOW(opendir("/in/escape_dir") != NULL);
  SHOW(opendir("/in/..") != NULL);
  SHOW(rename("/in/file", "/other/moved"));
  SHOW(link("/other/moved", "/in/file"));
  return 0;
}
