// SPDX-License-Identifier: GPL-2.0-only
/*
 * An oracle that none of the project's code is part of: the kernel's own histograms of the kvm_exit
 * tracepoint, in two trace instances. "life" counts all of a VM's exits, "window" those between the
 * guest's CPUID 0x4FFFFFFE and its next CPUID 0x4FFFFFFC: what a workload's measurement sees. The
 * kernel takes only one enable_hist or disable_hist from one event to another (else EEXIST), so the
 * window is opened by the kvm_cpuid tracepoint and closed by a kprobe on the function.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/base/file.h"
#include "lab/base/frame.h"
#include "lab/base/port.h"
#include "oracle.h"

#define INSTANCES   TRACING "/instances"
#define LIFE	    INSTANCES "/life/events/kvm"
#define WINDOW	    INSTANCES "/window/events/kvm"
#define CLOSE	    INSTANCES "/window/events/exitscope/close/trigger"
#define PROBES	    TRACING "/kprobe_events"
#define KVM_DEBUGFS "/sys/kernel/debug/kvm"

static const struct {
	const char *file, *trigger;
	bool all_vms; /* takes no filter of its own */
} triggers[] = {
	{ LIFE "/kvm_exit/trigger", "hist:keys=exit_reason", false },
	{ WINDOW "/kvm_exit/trigger", "hist:keys=exit_reason:pause", false },
	{ WINDOW "/kvm_cpuid/trigger", "enable_hist:kvm:kvm_exit if function == 0x4ffffffe", true },
	{ CLOSE, "disable_hist:kvm:kvm_exit if leaf == 0x4ffffffc", true },
};

#define TRIGGERS (sizeof(triggers) / sizeof(triggers[0]))

static const char *filter = "";

static int append(const char *file, const char *text)
{
	int error = file_write(file, text, O_APPEND);

	if (error)
		frame("error", "oracle: %s does not take '%s': %s", file, text, strerror(-error));
	return error;
}

static int append_trigger(size_t i, const char *before)
{
	char text[160];

	snprintf(text, sizeof(text), "%s%s%s", before, triggers[i].trigger,
		 triggers[i].all_vms ? "" : filter);
	return append(triggers[i].file, text);
}

int oracle_start(const char *whose)
{
	filter = whose;
	mkdir(INSTANCES "/life", 0700);
	mkdir(INSTANCES "/window", 0700);
	/* The leaf is what the second argument points to. */
	if (append(PROBES, "p:exitscope/close kvm_cpuid leaf=+0(%si):u32"))
		return -1;
	for (size_t i = 0; i < TRIGGERS; i++)
		if (append_trigger(i, ""))
			return -1;
	return 0;
}

/* The instances must be gone before kvm.ko can be: a trigger holds its module. */
void oracle_stop(void)
{
	for (size_t i = TRIGGERS; i--;)
		append_trigger(i, "!");
	rmdir(INSTANCES "/life");
	append(PROBES, "-:exitscope/close");
	rmdir(INSTANCES "/window");
}

/* Sends ` reason=count` for each row `{ exit_reason: 10 } hitcount: 1001`. */
void oracle_send(const char *channel, const char *path)
{
	char *text = file_read(path, NULL), *line, *rest = text;
	char out[8192] = "";
	size_t used = 0;

	if (!text) {
		frame("error", "oracle: %s: %m", path);
		return;
	}
	while ((line = strsep(&rest, "\n"))) {
		unsigned long reason;
		unsigned long long count;

		if (sscanf(line, "{ exit_reason: %lu } hitcount: %llu", &reason, &count) == 2 &&
		    used + 64 < sizeof(out))
			used += sprintf(out + used, "%s%lu=%llu", used ? " " : "", reason, count);
	}
	frame_text(channel, out, used);
	free(text);
}

static bool window_open(void)
{
	char *text = file_read(WINDOW "/kvm_exit/hist", NULL);
	bool open = text && strstr(text, "[active]");

	free(text);
	return open;
}

/*
 * Running totals: clearing takes long enough for the guest to poll a thousand times. A guest that
 * uses the opening leaf for something else leaves the window open: close it before the next workload.
 */
void oracle_window(void)
{
	if (window_open())
		append_trigger(1, "");
	oracle_send("window", WINDOW "/kvm_exit/hist");
}

/* One vCPU's counters: rows of `<reason> <name> <count> ...`, header lines start with #. */
static void send_vcpu(const char *path)
{
	char *text = file_read(path, NULL), *line, *rest = text;
	char out[8192] = "";
	size_t used = 0;

	if (!text) {
		frame("error", "oracle: no counters in debugfs: %s: %m", path);
		return;
	}
	while ((line = strsep(&rest, "\n"))) {
		unsigned long reason;
		unsigned long long count;

		if (sscanf(line, "%lu %*s %llu", &reason, &count) == 2 && used + 64 < sizeof(out))
			used += sprintf(out + used, "%s%lu=%llu", used ? " " : "", reason, count);
	}
	frame_text("vcpu", out, used);
	free(text);
}

static void each_entry(const char *directory, const char *prefix, void (*call)(const char *path))
{
	DIR *dir = opendir(directory);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char path[512];

		if (entry->d_name[0] == '.' || strncmp(entry->d_name, prefix, strlen(prefix)))
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		call(path);
	}
	if (dir)
		closedir(dir);
}

static void vcpu_directory(const char *path)
{
	char file[600];

	snprintf(file, sizeof(file), "%s/exit_counters", path);
	/* A stock KVM has none; who wants to compare with them says so. */
	if (!access(file, F_OK))
		send_vcpu(file);
}

static void vm_directory(const char *path)
{
	struct stat status;

	if (!stat(path, &status) && S_ISDIR(status.st_mode))
		each_entry(path, "vcpu", vcpu_directory);
}

/* While the VM exists but no longer runs. */
void oracle_life(int pid)
{
	char prefix[16];

	snprintf(prefix, sizeof(prefix), "%d-", pid);
	oracle_send("life", LIFE "/kvm_exit/hist");
	each_entry(KVM_DEBUGFS, prefix, vm_directory);
}
