// SPDX-License-Identifier: GPL-2.0-only
/* Gathers what logs, life histograms and the list of causes say of each exit reason. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "coverage.h"
#include "log/log.h"
#include "plan/quirks.h"
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

static void add_result(struct coverage *coverage, const struct origin *origin,
		       const struct log_result *result)
{
	for (size_t i = 0; i < result->exit_count; i++) {
		const struct log_exit *exit = &result->exits[i];
		struct reached *reached;

		if (!exit->count)
			continue;
		reached = coverage_entry(coverage, origin->isa, exit->reason);
		add_name(&reached->with, origin->label);
		if (exit->background) {
			add_name(&reached->host_in, origin->config);
			continue;
		}
		add_name(&reached->by, result->name);
		add_name(&reached->in, origin->config);
	}
}

static void add_emulator(struct emulators *all, const struct log_run *run, const char *label)
{
	for (size_t i = 0; i < all->count; i++)
		if (!strcmp(all->emulator[i].label, label))
			return;
	all->emulator = grow(all->emulator, (all->count + 1) * sizeof(*all->emulator));
	all->emulator[all->count++] = (struct emulator){
		.name = print("%s", run->seen ? run->emulator : ""),
		.release = run->seen ? quirks_release(run->version) : 0,
		.label = print("%s", label),
	};
}

/* "qemu 7.2" of version 7.2.22. */
static char *label(const struct log_run *run)
{
	unsigned int release = run->seen ? quirks_release(run->version) : 0;

	if (!run->seen || !*run->emulator)
		return print("%s", "");
	return print("%s %u.%u", run->emulator, release / 1000, release % 1000);
}

struct origin coverage_log(struct coverage *coverage, const struct log *log, const char *config)
{
	struct origin origin = { .isa = ISA_NONE, .config = config, .label = label(&log->run) };

	if (log->host.counters && !strcmp(log->host.numbering, "vmx"))
		origin.isa = ISA_VMX;
	if (log->host.counters && !strcmp(log->host.numbering, "svm"))
		origin.isa = ISA_SVM;
	coverage->logs[origin.isa]++;
	if (origin.isa)
		add_emulator(&coverage->emulators[origin.isa], &log->run, origin.label);
	for (size_t i = 0; origin.isa && i < log->result_count; i++)
		if (log->results[i].record == OUTCOME_PASS)
			add_result(coverage, &origin, &log->results[i]);
	return origin;
}

bool coverage_life(struct coverage *coverage, const struct origin *origin, const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned long long count;
	unsigned int reason;
	int got;

	if (!file)
		return errno == ENOENT;
	while ((got = fscanf(file, "%u %llu", &reason, &count)) == 2) {
		struct reached *reached;

		if (!count)
			continue;
		reached = coverage_entry(coverage, origin->isa, reason);
		add_name(&reached->life_in, origin->config);
		add_name(&reached->with, origin->label);
	}
	fclose(file);
	if (got != EOF)
		error("%s: not lines of a reason and a count", path);
	return got == EOF;
}

static void free_names(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->name[i]);
	free(names->name);
}

static void free_isa(struct coverage *coverage, enum isa isa)
{
	struct emulators *emulators = &coverage->emulators[isa];

	for (size_t i = 0; i < coverage->count[isa]; i++) {
		struct reached *reached = &coverage->reached[isa][i];

		free_names(&reached->by);
		free_names(&reached->in);
		free_names(&reached->host_in);
		free_names(&reached->life_in);
		free_names(&reached->with);
	}
	free(coverage->reached[isa]);
	for (size_t i = 0; i < emulators->count; i++) {
		free(emulators->emulator[i].name);
		free(emulators->emulator[i].label);
	}
	free(emulators->emulator);
}

void coverage_free(struct coverage *coverage)
{
	free_isa(coverage, ISA_VMX);
	free_isa(coverage, ISA_SVM);
	causes_free(&coverage->causes);
	memset(coverage, 0, sizeof(*coverage));
}
