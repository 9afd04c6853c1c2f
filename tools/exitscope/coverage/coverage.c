// SPDX-License-Identifier: GPL-2.0-only
/* Gathers what logs, life histograms and the list of causes say of each exit reason. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "coverage.h"
#include "log/log.h"
#include "shared/memory.h"
#include "shared/message.h"

struct span {
	uint16_t first, last;
};

/* kvm_vmx_exit_handlers of Linux 6.12, without the entry for synthetic failures. */
static const struct span vmx_handled[] = {
	{ 0, 2 },   { 7, 10 },	{ 12, 15 }, { 18, 32 }, { 36, 37 },
	{ 39, 41 }, { 43, 50 }, { 52, 62 }, { 74, 75 },
};

/* svm_exit_handlers; VMGEXIT is one with CONFIG_KVM_AMD_SEV only and left out. */
static const struct span svm_handled[] = {
	{ 0x00, 0x00 }, { 0x03, 0x04 }, { 0x08, 0x08 }, { 0x10, 0x10 }, { 0x13, 0x14 },
	{ 0x18, 0x18 }, { 0x20, 0x27 }, { 0x30, 0x37 }, { 0x41, 0x41 }, { 0x43, 0x43 },
	{ 0x46, 0x46 }, { 0x4d, 0x4e }, { 0x51, 0x52 }, { 0x60, 0x62 }, { 0x64, 0x65 },
	{ 0x6f, 0x6f }, { 0x72, 0x74 }, { 0x76, 0x7d }, { 0x7f, 0x87 }, { 0x89, 0x8b },
	{ 0x8d, 0x90 }, { 0x94, 0x94 }, { 0x98, 0x98 }, { 0xa2, 0xa2 }, { 0x400, 0x402 },
};

bool coverage_handled(enum isa isa, uint32_t reason)
{
	const struct span *span = isa == ISA_VMX ? vmx_handled : svm_handled;
	size_t count = isa == ISA_VMX ? ARRAY_SIZE(vmx_handled) : ARRAY_SIZE(svm_handled);

	for (size_t i = 0; i < count; i++)
		if (reason >= span[i].first && reason <= span[i].last)
			return true;
	return false;
}

static void add_name(struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (!strcmp(names->name[i], name))
			return;
	names->name = grow(names->name, (names->count + 1) * sizeof(*names->name));
	names->name[names->count++] = print("%s", name);
}

/* The entry of a reason, made in its place if it is new: the table is sorted. */
struct reached *coverage_entry(struct coverage *coverage, enum isa isa, uint32_t reason)
{
	struct reached *table = coverage->reached[isa];
	size_t count = coverage->count[isa], at = 0;

	while (at < count && table[at].reason < reason)
		at++;
	if (at < count && table[at].reason == reason)
		return &table[at];
	table = grow(table, (count + 1) * sizeof(*table));
	memmove(&table[at + 1], &table[at], (count - at) * sizeof(*table));
	table[at] = (struct reached){ .reason = reason };
	coverage->reached[isa] = table;
	coverage->count[isa]++;
	return &table[at];
}

static void add_result(struct coverage *coverage, enum isa isa, const struct log_result *result,
		       const char *config)
{
	for (size_t i = 0; i < result->exit_count; i++) {
		const struct log_exit *exit = &result->exits[i];
		struct reached *reached;

		if (!exit->count)
			continue;
		reached = coverage_entry(coverage, isa, exit->reason);
		if (exit->background) {
			add_name(&reached->host_in, config);
			continue;
		}
		add_name(&reached->by, result->name);
		add_name(&reached->in, config);
	}
}

enum isa coverage_log(struct coverage *coverage, const struct log *log, const char *config)
{
	enum isa isa = ISA_NONE;

	if (log->host.counters && !strcmp(log->host.numbering, "vmx"))
		isa = ISA_VMX;
	if (log->host.counters && !strcmp(log->host.numbering, "svm"))
		isa = ISA_SVM;
	coverage->logs[isa]++;
	for (size_t i = 0; isa && i < log->result_count; i++)
		if (log->results[i].record == OUTCOME_PASS)
			add_result(coverage, isa, &log->results[i], config);
	return isa;
}

bool coverage_life(struct coverage *coverage, enum isa isa, const char *path, const char *config)
{
	FILE *file = fopen(path, "re");
	unsigned long long count;
	unsigned int reason;
	int got;

	if (!file)
		return errno == ENOENT;
	while ((got = fscanf(file, "%u %llu", &reason, &count)) == 2)
		if (count)
			add_name(&coverage_entry(coverage, isa, reason)->life_in, config);
	fclose(file);
	if (got != EOF)
		error("%s: not lines of a reason and a count", path);
	return got == EOF;
}

static bool cause(struct coverage *coverage, char *line)
{
	char *rest = line + strspn(line, " \t"), *isa, *number, *end;
	unsigned long reason;
	struct reached *reached;

	rest[strcspn(rest, "\n")] = 0;
	if (!*rest || *rest == '#')
		return true;
	isa = strsep(&rest, " ");
	number = strsep(&rest, " ");
	if (!rest || (strcmp(isa, "vmx") && strcmp(isa, "svm")))
		return false;
	reason = strtoul(number, &end, 0);
	if (*end || end == number)
		return false;
	reached = coverage_entry(coverage, strcmp(isa, "vmx") ? ISA_SVM : ISA_VMX, reason);
	free(reached->cause);
	reached->cause = print("%s", rest);
	return true;
}

bool coverage_causes(struct coverage *coverage, const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned int number = 0;
	char *line = NULL;
	size_t room = 0;
	bool good = true;

	if (!file) {
		error("%s: %s (make tools)", path, strerror(errno));
		return false;
	}
	while (good && getline(&line, &room, file) >= 0) {
		number++;
		good = cause(coverage, line);
	}
	if (!good)
		error("%s:%u: not a line `vmx|svm REASON CAUSE`", path, number);
	free(line);
	fclose(file);
	return good;
}

static void free_names(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->name[i]);
	free(names->name);
}

void coverage_free(struct coverage *coverage)
{
	for (int isa = ISA_VMX; isa <= ISA_SVM; isa++) {
		for (size_t i = 0; i < coverage->count[isa]; i++) {
			struct reached *reached = &coverage->reached[isa][i];

			free_names(&reached->by);
			free_names(&reached->in);
			free_names(&reached->host_in);
			free_names(&reached->life_in);
			free(reached->cause);
		}
		free(coverage->reached[isa]);
	}
	memset(coverage, 0, sizeof(*coverage));
}
