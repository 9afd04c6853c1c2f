/* SPDX-License-Identifier: GPL-2.0-only */
/* One line of the guest's: header, plan, result, record. */
#ifndef STATEMENT_H
#define STATEMENT_H

#include <stdbool.h>

#include "log.h"

#define HEADER "KTAP version 1"
#define RECORD "# exitscope {"
#define REMARK "# WRONG: "

/* An `ok` or `not ok` line. */
struct result_line {
	bool ok, skip;
	long n;
	const char *name, *why; /* within the line; why is NULL without a directive */
	int name_length, why_length;
};

/* Takes what stands there, if it is anything of the guest's. */
void statement(struct log *log, const char *at, const char *end);
/* False: it is no `ok` or `not ok` line. Its number is 0 or less, or its name empty, where they are missing. */
bool result_parse(struct result_line *line, const char *at, const char *end);
/* The row that a record has named; NULL where none has. */
const struct log_result *result_recorded(const struct log *log, long n);
/* Whether a line says what the record says. */
bool result_agrees(const struct result_line *line, const struct log_result *record);
const char *text_find(const char *at, const char *end, const char *word);
bool text_starts(const char *at, const char *end, const char *word);

#endif
