/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the lab, the guest and the logs are. */
#ifndef BUILD_PATH_H
#define BUILD_PATH_H

/* <build directory>/name, found beside the program or by $EXITSCOPE_BUILD; to be freed. */
char *build_path(const char *name);

#endif
