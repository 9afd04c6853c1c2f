/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of a guest's serial log: its run, host, results and end. */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "prefix.h"

struct json_tokener;

struct log_exit {
	uint32_t reason;
	char *name;
	uint64_t count, handled, away;
	int64_t expect;	      /* -1: none, as for background */
	uint64_t more, fewer; /* by so many at most, for the host's own exits */
	bool background, at_most;
	bool timed; /* handled and away are known: not where the host counted */
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
	enum outcome cut;   /* of a line whose name was cut off: OUTCOME_PASS for `ok` */
	bool strange;	    /* a line of that number has another name than the record */
	char *why;	    /* of a skip or a failure, or NULL */
	uint64_t disturbed; /* a skip: so many exits more or fewer, which a busy host may cause */
	bool measured;	    /* the record has exits, if none were taken: an empty list */
	uint64_t ops;
	bool round_trip;
	double min, median, p99, max, mean;
	bool unsteady; /* the median is not a number to rely on */
	bool waits;    /* the round trip is a wait for a point in time, and no cost */
	struct log_exit *exits;
	size_t exit_count;
};

struct log_host {
	bool seen, counters;
	bool by_host; /* counters is true, but it was the host that counted: without cycles */
	char *numbering, *flag_names, *boot;
	char *apic, *mode; /* "x2apic", "one": as guestos/README.md has them */
	unsigned int abi, vcpus;
	unsigned int vcpus_found; /* those there are, used or not; 0: the log does not say */
	uint64_t flags;
	uint64_t measuring; /* cycles that measuring takes of each round trip */
	uint64_t settle_ms; /* the first workload waited so long */
};

/* Where the run was, if exitscope itself wrote the log. */
struct log_run {
	bool seen;
	char *lab, *config;
	unsigned int place;	  /* in its boot */
	char *emulator, *version; /* "qemu", "7.2.22"; "" in the kvm lab, and in older logs */
};

/* Operations of a workload that ran for a tracer, behind its measurement. */
struct log_traced {
	char *name;
	uint64_t *round_trips; /* the cost of measuring taken off */
	size_t ops;
};

/* One that `list` has named. */
struct log_workload {
	char *name, *summary;
};

struct log_end {
	bool seen;
	enum outcome verdict;
	unsigned int pass, fail, skip;
	unsigned int disturbed; /* of the skips */
	char *message, *word;	/* NULL where there is none */
};

#define LOG_MAX_TESTS 100000
#define LOG_MAX_PLANS 8

struct log {
	unsigned int runs; /* `KTAP version` lines */
	bool planned;
	unsigned int plan;
	unsigned int plans[LOG_MAX_PLANS]; /* all that are said: one may be another console's */
	size_t plan_count;
	struct log_run run;
	struct log_host host;
	struct log_end end;
	struct log_result *results; /* in the order they came */
	size_t result_count;
	struct log_traced *traced; /* in the order they ran */
	size_t traced_count;
	struct log_workload *workloads;
	size_t workload_count;
	char *wrong;	     /* what the guest last said was wrong, for the next failure */
	char *damage;	     /* what is wrong with the first damaged line, or NULL */
	char *doubt;	     /* the same, if it is damage only where nothing else settles it */
	unsigned int number; /* of the current line */

	/* The parser's own. */
	size_t result_room;
	uint32_t *index; /* by number: place in results, plus 1 */
	size_t index_size;
	struct json_tokener *tokener;
	struct prefix prefix;
	bool header_again; /* a second header, which may be another console's */
	char *half;	   /* of a line that a message interrupted */
	unsigned int half_line;
	char *held; /* a line that the next one may go on with */
	unsigned int held_line;
};

/* What parse.c and log_record.c fill it by. The result of workload n, made if it is new: */
struct log_result *log_result_of(struct log *log, unsigned int n);
/* Its name, unless it has one. */
void log_set_name(struct log_result *result, const char *name, size_t length);
/* A damaged log is never a pass: what is wrong with the current line, if no line before it was. */
void log_damage(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same where the rest of the log may still settle it: log_settle() decides. */
void log_doubt(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

void log_free(struct log *log);

#endif
