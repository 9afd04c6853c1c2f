/* SPDX-License-Identifier: GPL-2.0-only */
/* Why a row costs otherwise from one kernel to another: which functions take more or less, of two explanations. */
#ifndef HISTORY_CAUSE_H
#define HISTORY_CAUSE_H

#include <stdint.h>

struct json_object;

/* The functions of a row that are kept, those that differ most. */
#define CAUSES_MOST 6

/* As a row of an explanation keeps it. */
struct cause {
	const char *function; /* `vmx_vcpu_run kvm_intel`: cause_name() parts it */
	int64_t more;	      /* instructions of its own an operation */
	int64_t calls;	      /* more often called */
	char kind;	      /* n: new, g: gone, o: no longer inlined, i: inlined now, or 0 */
	const char *
		other; /* o, i: the function it was in, or is in; its own difference is in `more` */
};

/*
 * The line of an explanation, of two files of `explain --format json`; rows that one lacks are left out. NULL: said why.
 * Instructions are those of explain's run, which may differ from the history's by what stood before the row in its boot.
 */
struct json_object *cause_line(const char *lab, const char *config, const char *before,
			       const char *now, const char *package, const char *before_file,
			       const char *now_file);
/* How much of a function is its name; its module is behind the space. */
int cause_name(const char *function);
/* A row's, up to @most; how many. *rest: what all other functions make. */
unsigned int step_causes(struct json_object *line, struct json_object *row, struct cause *causes,
			 unsigned int most, int64_t *rest);

#endif
