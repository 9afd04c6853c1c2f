// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's log, by /dev/kmsg, which tells each record's level. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "klog.h"
#include "say.h"

/* Looked for in this order; a record is of the first kind that fits. */
static const struct {
	const char *text;
	int found;
} patterns[] = {
	{ "BUG: KASAN:", FOUND_KASAN },
	{ "UBSAN:", FOUND_UBSAN },
	{ "possible circular locking", FOUND_LOCKDEP },
	{ "possible recursive locking", FOUND_LOCKDEP },
	{ "possible irq lock inversion", FOUND_LOCKDEP },
	{ "inconsistent lock state", FOUND_LOCKDEP },
	{ "bad unlock balance", FOUND_LOCKDEP },
	{ "held lock freed", FOUND_LOCKDEP },
	{ "-unsafe lock order", FOUND_LOCKDEP },
	{ "Invalid wait context", FOUND_LOCKDEP },
	{ "lock held when returning to user space", FOUND_LOCKDEP },
	{ "non-static key", FOUND_LOCKDEP },
	{ "suspicious RCU usage", FOUND_RCU },
	{ "sleeping function called", FOUND_SLEEP },
	{ "scheduling while atomic", FOUND_SLEEP },
	{ "list_add corruption", FOUND_LIST },
	{ "list_del corruption", FOUND_LIST },
	{ "ODEBUG:", FOUND_OBJECT },
	{ "new suspected memory leaks", FOUND_LEAK },
	{ "detected stall", FOUND_STALL },
	{ "soft lockup", FOUND_STALL },
	{ "blocked for more than", FOUND_STALL },
	{ "workqueue lockup", FOUND_STALL },
	{ "WARNING:", FOUND_WARN },
	{ "BUG:", FOUND_OTHER },
	{ "Oops", FOUND_OTHER },
	{ "general protection fault", FOUND_OTHER },
	{ "refcount_t:", FOUND_OTHER },
};

/* None of these is a finding; any other warning or worse is, whatever it says. */
static const struct {
	const char *text, *why;
} harmless[] = {
	{ "MONITOR instruction emulated as NOP!", "the guest's workload executes it" },
	{ "clocksource: Long readout interval", "the lab's time jumps where L1 is idle" },
	{ "MWAIT instruction emulated as NOP!", "the same" },
	{ "set kvm_intel.dump_invalid_vmcs=1 to dump", "the selftest fails an entry on purpose" },
	{ "arch/x86/kernel/cpu/topology_common.c:", "Bochs has siblings of no core" },
};

/* What is said of an allocation that failed, in one line each. */
static const char *const refusals[] = {
	"debugfs: out of free dentries",
	"debugfs: out of free inodes",
	"kvm: failed to allocate vcpu's",
	"VM_FAULT_OOM leaked out to the #PF handler",
	"kmemleak: Cannot allocate a scan area,",
	"warn_alloc: ",
	"SLUB: Unable to allocate memory on",
	"  cache: ",
	": slabs: ",
};

/* And in many: warn_alloc() adds a stack and what memory there is. */
static const char *const reports[] = { "vmalloc error: size", "page allocation failure:" };
#define REPORT_ENDS " pages reserved"

static const char *const names[] = {
	"KASAN",	   "UBSAN",  "lockdep", "RCU",	"sleep in atomic context",
	"list corruption", "object", "warning", "leak", "stall",
	"message",
};

const char *finding_names(int found)
{
	static char text[256];
	size_t used = 0;

	strcpy(text, "nothing");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (found & 1 << i)
			used += snprintf(text + used, sizeof(text) - used, "%s%s", used ? ", " : "",
					 names[i]);
	return text;
}

#define LEVEL_WARNING 4

static bool any_of(const char *const *words, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(text, words[i]))
			return true;
	return false;
}

static bool of_a_refusal(const char *text)
{
	static bool in_report;

	if (any_of(reports, sizeof(reports) / sizeof(reports[0]), text))
		in_report = true;
	else if (!in_report)
		return any_of(refusals, sizeof(refusals) / sizeof(refusals[0]), text);
	else if (strstr(text, REPORT_ENDS))
		in_report = false;
	return true;
}

static int judge(int level, const char *text, enum strictness strictness)
{
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (strstr(text, harmless[i].text))
			return 0;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (strstr(text, patterns[i].text))
			return patterns[i].found;
	if (strictness == OF_STARVING && of_a_refusal(text))
		return 0;
	return level > LEVEL_WARNING || strictness == OF_BOOT ? 0 : FOUND_OTHER;
}

/* `level,number,microseconds,flags;text`, then lines of a dictionary, which nothing here needs. */
static int take(char *record, enum strictness strictness)
{
	unsigned int priority;
	unsigned long number;
	unsigned long long time;
	char *text = strchr(record, ';');

	if (!text || sscanf(record, "%u,%lu,%llu", &priority, &number, &time) != 3) {
		note("kernel: a record that cannot be read: %s", record);
		return FOUND_OTHER;
	}
	text++;
	text[strcspn(text, "\n")] = 0;
	note("kernel: <%u>[%5llu.%06llu] %s", priority & 7, time / 1000000, time % 1000000, text);
	return judge(priority & 7, text, strictness);
}

int klog_judge(enum strictness strictness)
{
	static int fd = -1;
	char record[8192];
	int found = 0;
	ssize_t got;

	if (fd < 0)
		fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	while ((got = read(fd, record, sizeof(record) - 1)) > 0) {
		record[got] = 0;
		found |= take(record, strictness);
	}
	if (got < 0 && errno == EAGAIN)
		return found;
	note("/dev/kmsg: %s", errno == EPIPE ? "records were lost" : strerror(errno));
	return -1;
}
