/* SPDX-License-Identifier: GPL-2.0-only */
/* A log's bytes, of a file or of standard input, and unpacked if they are compressed. */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct source {
	FILE *file;	     /* to be read to its end */
	const char *program; /* that unpacks; NULL: nothing needs to */
	pid_t unpacker, feeder;
};

/* path: - is standard input. False: said why. */
bool source_open(struct source *source, const char *path);
/* False: what was compressed is damaged, or was cut. */
bool source_close(struct source *source);

#endif
