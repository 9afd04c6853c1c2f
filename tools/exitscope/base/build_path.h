/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the lab, the guest and the logs are. */
#ifndef BUILD_PATH_H
#define BUILD_PATH_H

/*
 * <build directory>/name, to be freed: of $EXITSCOPE_BUILD, of what a package has installed beside the program in
 * lib/exitscope, or of the folder above the program's.
 */
char *build_path(const char *name);
/*
 * The folder of logs that nobody has named, to be freed. Of an installed program it is the user's own,
 * $XDG_CACHE_HOME/exitscope/logs.
 */
char *logs_path(void);
/* A folder, and those above it that are not there. What cannot be made is told when something is written to it. */
void make_folders(const char *path);

#endif
