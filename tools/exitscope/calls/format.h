/* SPDX-License-Identifier: GPL-2.0-only */
/* The formats that an explanation is written in, a row each, so that a new one is one file format_<name>.c and one row. */
#ifndef CALLS_FORMAT_H
#define CALLS_FORMAT_H

#include <stdio.h>

#include "both.h"

/* FORMAT(name): `--format name`, written by format_name() in format_name.c. */
#define EACH_FORMAT(FORMAT)                                                                        \
	FORMAT(json)                                                                               \
	FORMAT(folded)                                                                             \
	FORMAT(callgrind)                                                                          \
	FORMAT(html)

/* NULL, or why it cannot be written, in one line, to be freed; what was written then is of no use. */
typedef char *format_writer(const struct parts *parts, FILE *to);

#define DECLARE_WRITER(name) format_writer format_##name;
EACH_FORMAT(DECLARE_WRITER)
#undef DECLARE_WRITER

#endif
