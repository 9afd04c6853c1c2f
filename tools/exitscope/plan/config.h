/* SPDX-License-Identifier: GPL-2.0-only */
/* Configurations: the sections of tools/lab/configs that are to be run, and how they are run. */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "labs.h"
#include "options.h"

struct config {
	enum lab lab;
	char *name;
	char *kvm;	/* module parameters, separated by spaces */
	char *model;	/* L1's processor: a Bochs model or a QEMU -cpu */
	char *emulator; /* that must run L1, with its least release: "bochs 3.0"; "": the lab's own */
	char *kernel;	/* the least release that L1 must be of: "7.3"; "": any */
	char *qemu;	/* further QEMU arguments for the guest, separated by spaces */
	char *append;	/* the guest's command line */
	char *pages;	/* of L1's memory behind the guest: small (4 KiB) or large (2 MiB) */
	char *disturb; /* what L1 does to the VM meanwhile, separated by spaces */
	unsigned int vcpus;
	unsigned int l1_cpus; /* L1's processors, 0: as many as the options say */
	bool death;	      /* of a triple fault is the expected end of the VM */
	bool dirty_log;	      /* QEMU logs dirty pages meanwhile */
	unsigned int run;     /* of how many of this configuration it is: 1, 2, ... */
	bool passed;	      /* once it has run */
	unsigned int place;   /* in its boot: 0, 1, ... */
};

struct configs {
	struct config *config;
	size_t count;
};

/* Both false after an error message. Those that the options name, with what they add to each. */
bool configs_read(struct configs *configs, const char *path);
bool configs_choose(const struct configs *all, const struct options *options,
		    struct configs *chosen);
void configs_free(struct configs *configs);

#endif
