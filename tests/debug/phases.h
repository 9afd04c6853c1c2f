/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What runs in L1 under a debug kernel: phases that create, use and kill VMs, each followed by a
 * look at what the kernel has said meanwhile. A phase is an `ok` line if it did all that it should
 * and the kernel had nothing to say.
 */
#ifndef SUITE_H
#define SUITE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* suite.c: a diagnostic line; a line that makes the running phase fail. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool phase_is_good(void);

/* What the kernel can say, a bit each. */
enum finding {
	FOUND_KASAN = 1 << 0,
	FOUND_UBSAN = 1 << 1,
	FOUND_LOCKDEP = 1 << 2,
	FOUND_RCU = 1 << 3,
	FOUND_SLEEP = 1 << 4,
	FOUND_LIST = 1 << 5,
	FOUND_OBJECT = 1 << 6,
	FOUND_WARN = 1 << 7,
	FOUND_LEAK = 1 << 8,
	FOUND_STALL = 1 << 9,
	FOUND_OTHER = 1 << 10,
};

/* Which warnings are findings. */
enum strictness {
	OF_BOOT,     /* none: much of a boot's text goes without a level of its own */
	OF_STARVING, /* all but those of allocations that fail, as they are made to */
	OF_ALL,
};

/*
 * klog.c: reads on in the kernel's log to its present end, prints all of it, and returns which
 * findings (enum finding) are in it. -1: the log cannot be read, or was read too late.
 */
int klog_judge(enum strictness strictness);
const char *finding_names(int found);

/*
 * leaks.c: two scans by kmemleak (an object's first scan only notes its checksum); prints what they
 * report and returns how many objects, then forgets them. -1: kmemleak is off.
 */
int leaks_scan(void);

/* The detectors that turn themselves off after their first find; false after wrong(). */
bool detectors_are_on(void);

/* modules.c: KVM in and out. options: words for kvm.ko or the vendor's module. */
bool modules_load(const char *options);
bool modules_unload(void);
bool module_insert(const char *path, const char *options);
bool module_remove(const char *name);
const char *vendor(void);

/* Another file for kvm.ko, NULL for the proper one. */
void modules_use(const char *kvm);

/* programs.c: runs a program to its end; its wait status, or -1 after wrong(). */
int program_run(char *const *words, const char *output, unsigned int seconds);

/* The phases. Arguments are how much of it. */
void phase_workloads(const char *configuration);
void phase_selftest(const char *program);
void phase_churn(unsigned int vms);
void phase_crowd(unsigned int rounds);
void phase_kill(unsigned int victims);
void phase_failing(unsigned int tries);
void phase_reload(unsigned int times);

/*
 * faults.c: a deliberate fault, and what must be found of it (enum finding; -1: there is no such
 * fault).
 */
void phase_fault(const char *kind);
int fault_expected(const char *kind);

/* configurations.c: the names of this lab's, in the file that `exitscope run` has them from. */
struct configuration {
	char name[64], kvm[256], qemu[256], append[256];
	unsigned int vcpus;
	bool death, large;
};

size_t configurations_read(struct configuration *list, size_t room);

/* Numbers that are the same in every run. */
uint32_t random_below(uint32_t *state, uint32_t limit);

/* file.c */
bool file_put(const char *path, const char *text);
char *file_get(const char *path);

/* reader.c: a process that reads all that debugfs has of all VMs, until it is stopped. */
bool reader_start(void);
void reader_stop(void);

#endif
