// SPDX-License-Identifier: GPL-2.0-only
/*
 * The source that a host has: a VM's counters in debugfs, <pid>-<fd>/exit_counters for the VM and
 * <pid>-<fd>/vcpu<n>/exit_counters for each vCPU. Each number by itself is one that was; while the
 * VM runs they are not all of one instant.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host.h"
#include "reading.h"
#include "shared/memory.h"
#include "source.h"

static int compare_names(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

int host_vms(const char *root, char ***directories)
{
	DIR *directory = opendir(root);
	struct dirent *entry;
	int n = 0;

	*directories = NULL;
	if (!directory)
		return -1;
	while ((entry = readdir(directory))) {
		int pid, fd, end = 0;

		if (sscanf(entry->d_name, "%d-%d%n", &pid, &fd, &end) < 2 || entry->d_name[end])
			continue;
		*directories = grow(*directories, (n + 1) * sizeof(**directories));
		(*directories)[n++] = print("%s/%s", root, entry->d_name);
	}
	closedir(directory);
	if (n)
		qsort(*directories, n, sizeof(**directories), compare_names);
	return n;
}

static const char *parse_line(const char *line, struct reading *reading)
{
	struct row row, *to;

	if (sscanf(line, "# abi %*s numbering %3s", (char[4]){ 0 }) == 1) {
		char name[4];

		sscanf(line, "# abi %*s numbering %3s", name);
		reading->isa = !strcmp(name, "vmx") ? ISA_VMX : ISA_SVM;
		return NULL;
	}
	if (!*line || *line == '#')
		return NULL;
	if (sscanf(line, "%u %*s %lu %lu %lu %lu", &row.reason, &row.count, &row.handled, &row.away,
		   &row.nested) != 5)
		return "not a line of exit counters";
	to = reading_add(reading, row.reason);
	if (!to)
		return "more reasons than there can be";
	to->count = row.count;
	to->handled = row.handled;
	to->away = row.away;
	to->nested = row.nested;
	reading->exits += row.count;
	reading->handled += row.handled;
	return NULL;
}

const char *host_parse(char *text, struct reading *reading)
{
	char *line;

	memset(reading, 0, sizeof(*reading));
	while ((line = strsep(&text, "\n"))) {
		const char *why = parse_line(line, reading);

		if (why)
			return why;
	}
	return reading->isa == ISA_NONE ? "no heading with the numbering" : NULL;
}

static char *slurp(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;

	if (!file)
		return NULL;
	/* There is no 0 byte in such a file. */
	if (getdelim(&text, &room, 0, file) < 0) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

static const char *read_file(const char *path, struct reading *reading)
{
	static char message[512];
	char *text = slurp(path);
	const char *why = text ? host_parse(text, reading) : strerror(errno ? errno : ENODATA);
	struct timespec now;

	free(text);
	clock_gettime(CLOCK_MONOTONIC, &now);
	reading->time = now.tv_sec + now.tv_nsec / 1e9;
	if (!why)
		return NULL;
	snprintf(message, sizeof(message), "%s: %s", path, why);
	return message;
}

static const char *take(struct source *source, struct reading *reading)
{
	for (size_t i = 0; i < source->parts; i++) {
		char *path = source->cpu[i] < 0 ? print("%s/exit_counters", source->directory)
						: print("%s/vcpu%d/exit_counters",
							source->directory, source->cpu[i]);
		const char *why = read_file(path, &reading[i]);

		free(path);
		if (why)
			return why;
	}
	return NULL;
}

/* Where there is no file of the VM: the sum of its vCPUs'. */
static const char *take_sum(struct source *source, struct reading *reading)
{
	struct reading *each;
	struct source vcpus = *source;
	const char *why;

	for (vcpus.parts = 0; source->cpu[vcpus.parts + 1] >= 0;)
		vcpus.parts++;
	vcpus.cpu = source->cpu + 1;
	each = allocate(vcpus.parts * sizeof(*each));
	why = take(&vcpus, each);
	if (!why)
		reading_sum(reading, each, vcpus.parts);
	free(each);
	return why;
}

static int compare_numbers(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* The numbers of the VM's vCPUs, -1 behind the last. */
static size_t vcpu_numbers(const char *path, int **numbers)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	size_t n = 0;

	*numbers = allocate(sizeof(**numbers));
	while (directory && (entry = readdir(directory))) {
		int number, end = 0;

		if (sscanf(entry->d_name, "vcpu%d%n", &number, &end) != 1 || entry->d_name[end])
			continue;
		*numbers = grow(*numbers, (n + 2) * sizeof(**numbers));
		(*numbers)[n++] = number;
	}
	if (directory)
		closedir(directory);
	qsort(*numbers, n, sizeof(**numbers), compare_numbers);
	(*numbers)[n] = -1;
	return n;
}

/* "VM 1234-11 (qemu-system-x86)" */
static char *vm_title(const char *directory)
{
	const char *name = strrchr(directory, '/') + 1;
	char *path = print("/proc/%d/comm", atoi(name)), *comm = slurp(path), *title;

	if (comm)
		comm[strcspn(comm, "\n")] = 0;
	title = print("VM %s (%s)", name, comm ? comm : "?");
	free(comm);
	free(path);
	return title;
}

const char *source_host(struct source *source, const char *directory, bool vcpus)
{
	static char message[512];
	char *file = print("%s/exit_counters", directory), *first;
	bool whole = !access(file, F_OK);
	int *numbers;
	size_t n = vcpu_numbers(directory, &numbers);

	free(file);
	first = print("%s/vcpu%d/exit_counters", directory, n ? numbers[0] : 0);
	if (!n || access(first, F_OK)) {
		snprintf(
			message, sizeof(message),
			n ? "no exit counters: no %s: KVM has not the patch, or kvm.exit_counters is off"
			  : "no exit counters: %s: the VM has no vCPU",
			n ? first : directory);
		free(first);
		free(numbers);
		return message;
	}
	free(first);
	*source = (struct source){ .take = vcpus || whole ? take : take_sum, .parts = 1 };
	source->directory = print("%s", directory);
	source->title = vm_title(directory);
	if (vcpus) {
		source->parts = n;
		source->cpu = numbers;
		return NULL;
	}
	/* The VM first, then its vCPUs, which only take_sum() looks at. */
	source->cpu = allocate((n + 2) * sizeof(*source->cpu));
	source->cpu[0] = -1;
	memcpy(source->cpu + 1, numbers, (n + 1) * sizeof(*numbers));
	free(numbers);
	return NULL;
}
