/* SPDX-License-Identifier: GPL-2.0-only */
/* A test's output, and the reason in it. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#define TEXT_LENGTH 240
#define TAIL_LINES  12

/* What is kept of a test's output. */
struct output {
	char line[TEXT_LENGTH]; /* the one that is being read, cut off at the end */
	size_t length;
	char tail[TAIL_LINES][TEXT_LENGTH];
	unsigned int lines;
	unsigned int passed, failed, skipped;
	char why[TEXT_LENGTH];
	bool assertion; /* the next line says which */
};

void output_take(struct output *output, const char *text, size_t size);
void output_end(struct output *output);
void output_print_tail(const struct output *output);
/* The reason that the test gave to skip or fail, or its last line, or "-". */
const char *output_why(const struct output *output);

#endif
