/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line of `run`. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <argp.h>
#include <stdbool.h>

#include "labs.h"
#include "quirks.h"
#include "runner.h"

/* Where neither --kernel nor $EXITSCOPE_KERNEL says which. */
#define DEFAULT_KERNEL "6.12"

/* Who counts a guest's exits. */
enum counts {
	COUNTS_AUTO,  /* the guest, where the modules are patched; else the host */
	COUNTS_GUEST, /* by the counters, or nobody */
	COUNTS_HOST,  /* by the kernel's histogram */
};

struct options {
	enum lab lab;
	enum lab machine; /* whose emulator runs L1: a boot's configurations may want another lab's */
	const char *config, *configs, *kvm_args, *qemu, *append, *log, *log_dir, *image;
	const char *kernel;   /* L1's, a folder of build/lab */
	const char *modules;  /* "patched", "stock", "none" or a folder: see modules.h */
	const char *emulator; /* a program in place of the lab's, NULL: lab_program() decides */
	const char *payload,
		*exec; /* a folder laid over L1's files; what runs in place of a guest */
	const struct runner *runner;  /* in place of guest and record, NULL: none */
	const char *l1_append;	      /* more for L1's command line */
	unsigned int l1_cpus, memory; /* L1's processors and MiB */
	enum counts counts;
	bool oracle, crash;
	bool words; /* those that are no option are the caller's, where this is a child of its parser */
	double timeout; /* seconds for each phase: the boot, each configuration */
	unsigned int smp, repeat;
	char *found; /* a program that a configuration needs, for emulator; NULL: the usual one serves */
	struct tracer *tracer; /* of explain; NULL for run */
	struct quirks quirks;  /* the emulator's, once that has been asked */
};

/* Whether the host counts what the guest does. */
bool options_host_counts(const struct options *options);

/* For commands that take all that run takes, as a child: its input is a struct options with the defaults. */
extern const struct argp options_argp;
void options_default(struct options *options);
/* What of L1 the lab does not have: argp ends the program, with a message. */
void options_check_l1(const struct options *options, struct argp_state *state);

/* Or argp ends the program, with a message and STATUS_USAGE. */
void options_parse(struct options *options, int argc, char **argv);

#endif
