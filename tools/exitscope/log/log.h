/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest's serial log: KTAP 1, with JSON records in the lines that begin `# exitscope {`. */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/status.h"

struct json_tokener;

struct log_exit {
	uint32_t reason;
	char *name;
	uint64_t count, handled, away;
	int64_t expect;	      /* -1: none, as for background */
	uint64_t more, fewer; /* by so many at most, for the host's own exits */
	bool background, at_most;
};

enum outcome {
	OUTCOME_NONE,
	OUTCOME_PASS,
	OUTCOME_FAIL,
	OUTCOME_SKIP,
	OUTCOME_LIST,  /* an end record's only: the workloads were listed, none ran */
	OUTCOME_ERROR, /* the same: the guest did not take its command line */
};

/* One workload: its `ok` or `not ok` line and its result record, either of which may be missing. */
struct log_result {
	unsigned int n;
	unsigned int at; /* line of its record, or of its result line if it has none */
	char *name;
	enum outcome line, record;
	char *why;     /* of a skip or a failure, or NULL */
	bool measured; /* the record has exits, if none were taken: an empty list */
	uint64_t ops;
	bool round_trip;
	double min, median, p99, max, mean;
	bool unsteady; /* the median is not a number to rely on */
	struct log_exit *exits;
	size_t exit_count;
};

struct log_host {
	bool seen, counters;
	char *numbering, *flag_names, *boot;
	char *apic, *mode; /* "x2apic", "one": as guestos/README.md has them */
	unsigned int abi, vcpus;
	uint64_t flags;
	uint64_t settle_ms; /* the first workload waited so long */
};

/* Where the run was, if exitscope itself wrote the log. */
struct log_run {
	bool seen;
	char *lab, *config;
	unsigned int place; /* in its boot */
};

/* One that `list` has named. */
struct log_workload {
	char *name, *summary;
};

struct log_end {
	bool seen;
	enum outcome verdict;
	unsigned int pass, fail, skip;
	char *message, *word; /* NULL where there is none */
};

struct log {
	unsigned int runs; /* `KTAP version` lines */
	bool planned;
	unsigned int plan;
	struct log_run run;
	struct log_host host;
	struct log_end end;
	struct log_result *results; /* in the order they came */
	size_t result_count;
	struct log_workload *workloads;
	size_t workload_count;
	char *wrong;	     /* what the guest last said was wrong, for the next failure */
	char *damage;	     /* what is wrong with the first damaged line, or NULL */
	unsigned int number; /* of the current line */

	/* The parser's own. */
	size_t result_room;
	uint32_t *index; /* by number: place in results, plus 1 */
	size_t index_size;
	struct json_tokener *tokener;
	char *half; /* a record's, up to a kernel's message that interrupted it */
	unsigned int half_line;
};

#define LOG_MAX_TESTS 100000

void log_line(struct log *log, const char *line, size_t length);
bool log_read(struct log *log, FILE *file); /* false: a reading error, errno says which */
/* The log of that name (- is standard input). False: said why. */
bool log_open(struct log *log, const char *path);
/* Whether a count is not what was expected. */
bool log_exit_wrong(const struct log_exit *exit);
/* Whether exits were counted at all: not without counters, nor in a row that was skipped. */
bool log_counted(const struct log *log, const struct log_result *result);
/* Mean cycles of an operation that were spent neither in the host nor in the guest: the switch. */
bool log_transition(const struct log *log, const struct log_result *result, double *cycles);
void log_free(struct log *log);

/* verdict.c: what the log says; *why (to be freed) says it in words. */
enum status log_verdict(const struct log *log, char **why);

/* table.c */
void log_table(const struct log *log, FILE *to);

/*
 * Between log.c and log_record.c: a record, false if it does not parse; the result of workload n,
 * made if it is new; the first kernel's stamp from at on, or end.
 */
bool log_record(struct log *log, const char *json, size_t length);
void log_record_free(struct log *log);
struct log_result *log_result_of(struct log *log, unsigned int n);
void log_set_name(struct log_result *result, const char *name, size_t length);
const char *log_stamp(const char *at, const char *end);
void log_damage(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
