/* SPDX-License-Identifier: GPL-2.0-only */
/* What is to be run: configurations from tools/lab/configs, with what the command line adds. */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stddef.h>

enum lab { LAB_SVM, LAB_VMX, LAB_KVM };

extern const char *const lab_names[];

struct config {
	enum lab lab;
	char *name;
	char *kvm;    /* module parameters, separated by spaces */
	char *model;  /* L1's processor: a Bochs model or a QEMU -cpu */
	char *qemu;   /* further QEMU arguments for the guest, separated by spaces */
	char *append; /* the guest's command line */
	char *pages;  /* of L1's memory behind the guest: small (4 KiB) or large (2 MiB) */
	unsigned int vcpus;
	bool death;	    /* of a triple fault is the expected end of the VM */
	bool dirty_log;	    /* QEMU logs dirty pages meanwhile */
	unsigned int run;   /* of how many of this configuration it is: 1, 2, ... */
	bool passed;	    /* once it has run */
	unsigned int place; /* in its boot: 0, 1, ... */
};

struct configs {
	struct config *config;
	size_t count;
};

/* The command line of `run`. */
struct options {
	enum lab lab;
	const char *config, *configs, *kvm_args, *qemu, *append, *log, *log_dir, *image;
	const char *kernel;  /* L1's, a folder of build/lab */
	const char *modules; /* "patched", "stock" or "none" */
	const char *payload,
		*exec;	       /* a folder laid over L1's files; what runs in place of a guest */
	const char *l1_append; /* more for L1's command line */
	unsigned int l1_cpus, memory; /* L1's processors and MiB */
	bool oracle, crash;
	double timeout; /* seconds for each phase: the boot, each configuration */
	unsigned int smp, repeat;
};

/* config.c: false after an error message. */
bool configs_read(struct configs *configs, const char *path);
bool configs_choose(const struct configs *all, const struct options *options,
		    struct configs *chosen);
void configs_free(struct configs *configs);

#endif
