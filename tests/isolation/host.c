// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the host sees of its guests: the counters in debugfs, its log, and what its kernel
 * allocates on behalf of a vCPU's thread, by the kernel's own tracepoints.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "host.h"
#include "vm.h"

#define KVM_DEBUGFS "/sys/kernel/debug/kvm"
#define INSTANCE    "/sys/kernel/tracing/instances/memory"

/* `reason name count ...` rows as ` reason=count`. */
static void print_counters(const char *path)
{
	char *text = read_text(path), *line, *rest = text;

	if (!text)
		fail("%s: %s", path, strerror(errno));
	while ((line = strsep(&rest, "\n"))) {
		unsigned long long reason, count;

		if (sscanf(line, "%llu %*s %llu", &reason, &count) == 2)
			printf(" %llu=%llu", reason, count);
	}
	free(text);
	puts("");
}

/* The VM's own file, then those of its vCPUs. */
static void print_files(const char *when, const struct vm *vm, const char *directory)
{
	char path[600];

	snprintf(path, sizeof(path), "%s/exit_counters", directory);
	printf("@counters %s %s vm", when, vm->name);
	print_counters(path);
	for (int i = 0;; i++) {
		snprintf(path, sizeof(path), "%s/vcpu%d/exit_counters", directory, i);
		if (access(path, F_OK)) {
			if (!i)
				fail("%s: no counters in debugfs", path);
			return;
		}
		printf("@counters %s %s vcpu%d", when, vm->name, i);
		print_counters(path);
	}
}

/* The folder of a VM is named by QEMU's pid and a file descriptor of it. */
void host_counters(const char *when, const struct vm *vm)
{
	DIR *dir = opendir(KVM_DEBUGFS);
	struct dirent *entry;
	char path[512];
	int found = 0;

	while (dir && (entry = readdir(dir))) {
		if (atoi(entry->d_name) != vm->pid || !strchr(entry->d_name, '-'))
			continue;
		snprintf(path, sizeof(path), KVM_DEBUGFS "/%s", entry->d_name);
		print_files(when, vm, path);
		found++;
	}
	if (dir)
		closedir(dir);
	if (found != 1)
		fail("%s has %d folders in " KVM_DEBUGFS, vm->name, found);
}

/* All that the kernel has logged since the last call. */
void host_log(const char *when)
{
	static int fd = -1;
	char record[8192];
	int records = 0;
	ssize_t got;

	if (fd < 0)
		fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		fail("/dev/kmsg: %s", strerror(errno));
	while ((got = read(fd, record, sizeof(record) - 1)) > 0 || errno == EPIPE) {
		char *text;

		if (got <= 0)
			continue;
		record[got] = 0;
		text = strchr(record, ';');
		record[strcspn(record, "\n")] = 0;
		records++;
		if (strcmp(when, "boot"))
			printf("@kmsg %s\n", text ? text + 1 : record);
	}
	if (errno != EAGAIN)
		fail("/dev/kmsg: %s", strerror(errno));
	printf("@log %s %d\n", when, records);
}

static const char *const allocations[] = { "kmalloc", "kmem_cache_alloc", "mm_page_alloc" };

#define ALLOCATIONS (sizeof(allocations) / sizeof(allocations[0]))

static void say(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail("%s does not take '%s': %s", path, text, strerror(errno));
	close(fd);
}

/* mm_page_alloc has no call site. */
static const char *trigger_for(const char *event)
{
	return strcmp(event, "mm_page_alloc") ? "hist:keys=common_pid,call_site.sym"
					      : "hist:keys=common_pid,order";
}

void host_memory_begin(void)
{
	char path[256];

	if (mkdir(INSTANCE, 0700))
		fail(INSTANCE ": %s", strerror(errno));
	for (size_t i = 0; i < ALLOCATIONS; i++) {
		snprintf(path, sizeof(path), INSTANCE "/events/kmem/%s/trigger", allocations[i]);
		say(path, trigger_for(allocations[i]));
	}
}

/* Thread @tid of @vm is a vCPU's, by the name that QEMU gives it. */
static bool is_vcpu_of(const struct vm *vm, int tid)
{
	char path[64], *name;
	bool is;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/comm", vm->pid, tid);
	name = read_text(path);
	is = name && strstr(name, "/KVM");
	free(name);
	return is;
}

static bool is_vcpu(const struct vm *vm, int vms, int tid)
{
	for (int i = 0; i < vms; i++)
		if (is_vcpu_of(&vm[i], tid))
			return true;
	return false;
}

static void print_threads(const struct vm *vm)
{
	struct dirent *entry;
	char path[64];
	int vcpus = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", vm->pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		vcpus += is_vcpu_of(vm, atoi(entry->d_name));
	if (dir)
		closedir(dir);
	printf("@threads %s vcpus %d\n", vm->name, vcpus);
}

/* Rows `{ common_pid: 123, call_site: [...] function+0x1/0x2 [module] } hitcount: 4`. */
static void print_allocations(const struct vm *vm, int vms, const char *event)
{
	char path[256], *text, *line, *rest;
	unsigned long long all = 0, by_vcpus = 0;

	snprintf(path, sizeof(path), INSTANCE "/events/kmem/%s/hist", event);
	rest = text = read_text(path);
	if (!text)
		fail("%s: %s", path, strerror(errno));
	while ((line = strsep(&rest, "\n"))) {
		char *hits = strstr(line, "hitcount:"), *pid = strstr(line, "common_pid:");

		if (!hits || !pid)
			continue;
		all += strtoull(hits + 9, NULL, 10);
		if (!is_vcpu(vm, vms, atoi(pid + 11)))
			continue;
		by_vcpus += strtoull(hits + 9, NULL, 10);
		printf("@allocated %s %s\n", event, line);
	}
	free(text);
	printf("@allocations %s all %llu vcpus %llu\n", event, all, by_vcpus);
}

void host_memory_end(const struct vm *vm, int vms)
{
	char path[256], undo[128];

	for (int i = 0; i < vms; i++)
		print_threads(&vm[i]);
	for (size_t i = 0; i < ALLOCATIONS; i++) {
		print_allocations(vm, vms, allocations[i]);
		snprintf(path, sizeof(path), INSTANCE "/events/kmem/%s/trigger", allocations[i]);
		snprintf(undo, sizeof(undo), "!%s", trigger_for(allocations[i]));
		say(path, undo);
	}
	rmdir(INSTANCE);
}
