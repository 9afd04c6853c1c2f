/* SPDX-License-Identifier: GPL-2.0-only */
/* The kvm lab on a KVM without the counters: this machine's kernel counts for the guest. */
#ifndef HERE_H
#define HERE_H

#include <stdbool.h>
#include <sys/types.h>

#include "plan/config.h"
#include "plan/options.h"
#include "record.h"
#include "shared/exit_window.h"

struct here {
	bool counts;	 /* whether the host counts at all; if not, nothing below is used */
	int keys, input; /* what the guest is told, and where its QEMU reads that */
	bool started;	 /* the window is there */
	struct exit_window window;
	pid_t guardian; /* cleans up should this program be killed */
	int alive;	/* it sees the end of this pipe */
};

/*
 * Decides who counts. False, and said why: the host was asked for by --counts host and this user may not.
 */
bool here_begin(struct here *here, const struct options *options);

/* The guest's command line, with what a guest that the host counts for is told; to be freed. */
char *here_append(const struct here *here, const struct config *config);

/*
 * After each of the guest's lines has gone into the record: begins to count when the guest has told its
 * host, takes the counts after each row, and lets the guest go on. False: said why, or the log is full.
 */
bool here_line(struct here *here, struct record *record, pid_t qemu, const char *line,
	       size_t length);

/* Leaves nothing behind. */
void here_end(struct here *here);

#endif
