/* SPDX-License-Identifier: GPL-2.0-only */
/* One configuration's run as it comes: log file, screen, parsed log, verdict. */
#ifndef RECORD_H
#define RECORD_H

#include "base/status.h"
#include "disturbance.h"
#include "hostcount.h"
#include "log/log.h"
#include "oracle.h"
#include "plan/config.h"
#include "plan/options.h"

struct record {
	struct config *config;
	const struct options *options;
	char *path;
	FILE *file;
	struct log log;
	struct oracle oracle;
	struct hostcount counts; /* of a guest that the host counts for */
	struct disturbance disturbance;
	bool broken;	    /* the log file could not be written */
	bool refused;	    /* it could not be run at all */
	char *end;	    /* how the VM or the payload ended, in words */
	int payload_status; /* a payload's exit status, -1 without one */
};

bool record_begin(struct record *record, struct config *config, const struct options *options);
/* The guest has no counters: what the host counts (record_note()) is put into its log. */
void record_host_counts(struct record *record);
/* A line of the guest; false if the log file cannot be written. */
bool record_line(struct record *record, const char *line, size_t length, bool whole);
/*
 * A line for people, `# who channel text`; of the oracle's windows the host's counts are taken too. False if
 * the log file cannot be written.
 */
bool record_note(struct record *record, const char *who, const char *channel, const char *text);
enum status record_finish(struct record *record);

#endif
