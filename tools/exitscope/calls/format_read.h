/* SPDX-License-Identifier: GPL-2.0-only */
/* What `--format json` has written, read again. */
#ifndef CALLS_FORMAT_READ_H
#define CALLS_FORMAT_READ_H

#include "both.h"

/* Lays a file's trees upon @side. NULL, or why it is no such file, to be freed; then the parts are of no use. */
char *parts_read(struct parts *parts, enum when side, const char *path);

#endif
