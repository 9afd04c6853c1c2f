/* SPDX-License-Identifier: GPL-2.0-only */
/* The job: what the host tool wants done in L1, one configuration after the other. */
#ifndef JOB_H
#define JOB_H

#include <stdbool.h>

#define JOB_FILE  "/job/job"
#define MAX_WORDS 64

/* One configuration of the job, as the host tool wrote it. */
struct config {
	char *name;
	char *modules;		    /* "patched", "stock" or "none" */
	char *exec;		    /* the program that runs in place of a guest, or NULL */
	char *image;		    /* guest image in /job */
	char *append;		    /* guest command line, or NULL */
	char *pages;		    /* behind the guest's memory: "small" or "large" */
	char *parameter[MAX_WORDS]; /* of kvm.ko or the vendor module */
	int parameters;
	char *argument[MAX_WORDS]; /* further arguments for QEMU */
	int arguments;
	double limit;	   /* seconds of lab time for the guest */
	unsigned int busy; /* seconds of the processor for the guest's QEMU */
	bool oracle, crash;
	bool layout;	  /* the host tool is told where code lies */
	bool suite;	  /* a list of tests in place of a guest: SUITE_FILE (suite.h) */
	bool host_counts; /* for a guest without counters: it is told what this KVM is like */
	bool patient;	  /* lets the guest run on while it prints */
	bool dirty_log;	  /* QEMU logs dirty pages, when the guest says that it wants it */
	char *disturber[MAX_WORDS]; /* what the host does to the VM meanwhile */
	int disturbers;
};

/* 0, or -1 after an error frame or where each() says so. */
int job_read(const char *path, int (*each)(struct config *config));

#endif
