/* SPDX-License-Identifier: GPL-2.0-only */
/* A file that is there whole or not at all: written beside its place, and renamed when it is done. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct output {
	FILE *file;
	char *path, *temporary; /* NULL: standard output */
};

/* path NULL or "-" is standard output. False: said why. */
bool output_open(struct output *output, const char *path);
bool output_close(struct output *output);
/* Leaves nothing behind. */
void output_drop(struct output *output);

#endif
