/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lab's agent: the one program of L1, its init. It reads a job, runs each of the job's
 * configurations (load KVM, run the guest, unload KVM) and tells the host tool what happens in
 * framed lines (frame.c).
 */
#ifndef AGENT_H
#define AGENT_H

#include <stdbool.h>
#include <stddef.h>

#define JOB_FILE  "/job/job"
#define MODULES	  "/lab/modules"
#define TRACING	  "/sys/kernel/tracing"
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
	bool patient;	/* lets the guest run on while it prints */
	bool dirty_log; /* QEMU logs dirty pages, when the guest says that it wants it */
};

/* frame.c: lines to the host tool. */
void frame_open(void);
void frame(const char *channel, const char *format, ...) __attribute__((format(printf, 2, 3)));
void frame_text(const char *channel, const char *text, size_t length);

/* job.c: the job, one configuration at a time. */
int job_read(const char *path, int (*each)(struct config *config));

/* modules.c: KVM in and out. 0, or -1 after an error frame. */
int kvm_load(const struct config *config);
void kvm_unload(void);

/* guest.c: one guest from start to end. */
void guest_run(const struct config *config);

/* payload.c: a program in place of a guest, and the end of all that it has left running. */
void payload_run(const struct config *config);

/* oracle.c: the kernel's own count of exits. */
int oracle_start(void);
void oracle_window(void);
void oracle_life(void);
void oracle_stop(void);

/* file.c: small files of proc, sysfs and tracefs. */
int file_write(const char *path, const char *text, int flags);
char *file_read(const char *path, size_t *length);

#endif
