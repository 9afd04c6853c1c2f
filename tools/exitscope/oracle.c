// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

#define VMX_CPUID 10
#define SVM_CPUID 0x72

static uint64_t count_of(const struct histogram *histogram, uint32_t reason)
{
	for (size_t i = 0; i < histogram->rows; i++)
		if (histogram->row[i].reason == reason)
			return histogram->row[i].count;
	return 0;
}

static void add(struct histogram *histogram, uint32_t reason, uint64_t count)
{
	for (size_t i = 0; i < histogram->rows; i++) {
		if (histogram->row[i].reason != reason)
			continue;
		histogram->row[i].count += count;
		return;
	}
	histogram->row = grow(histogram->row, (histogram->rows + 1) * sizeof(*histogram->row));
	histogram->row[histogram->rows].reason = reason;
	histogram->row[histogram->rows++].count = count;
}

/* `10=1001 28=5`, added to what is there. */
static void add_text(struct histogram *histogram, const char *text)
{
	unsigned long long count;
	unsigned long reason;
	int used;

	while (sscanf(text, " %lu=%llu%n", &reason, &count, &used) == 2) {
		/* The tracepoint shows flags beside the basic reason; -1 is VMEXIT_INVALID. */
		add(histogram, reason & 0xffff, count);
		text += used;
	}
}

bool oracle_frame(struct oracle *oracle, const char *channel, const char *text)
{
	size_t more = (oracle->windows + 1) * sizeof(*oracle->window);

	if (!strcmp(channel, "window")) {
		oracle->window = grow(oracle->window, more);
		memset(&oracle->window[oracle->windows], 0, sizeof(*oracle->window));
		add_text(&oracle->window[oracle->windows++], text);
	} else if (!strcmp(channel, "life")) {
		oracle->lives++;
		add_text(&oracle->life, text);
	} else if (!strcmp(channel, "vcpu")) {
		oracle->vcpu_count++;
		add_text(&oracle->vcpus, text);
	} else {
		return false;
	}
	return true;
}

/* A name for a reason, if any workload of this log has seen one. */
static const char *name_of(const struct log *log, uint32_t reason)
{
	for (size_t i = 0; i < log->result_count; i++)
		for (size_t j = 0; j < log->results[i].exit_count; j++)
			if (log->results[i].exits[j].reason == reason)
				return log->results[i].exits[j].name;
	return "not in the log";
}

static void differ(const struct log *log, const char *what, uint32_t reason, const char *who,
		   uint64_t count, uint64_t kernel, FILE *to)
{
	fprintf(to, "oracle: %s: reason %u (%s): %s %" PRIu64 ", kernel %" PRIu64 "\n", what, reason,
		name_of(log, reason), who, count, kernel);
}

/* Every reason in either histogram, once; the number that differ. */
static unsigned int compare(const struct log *log, const char *what, const char *who,
			    const struct histogram *mine, const struct histogram *kernel, FILE *to)
{
	unsigned int wrong = 0;

	for (size_t i = 0; i < kernel->rows; i++) {
		uint64_t count = count_of(mine, kernel->row[i].reason);

		if (count == kernel->row[i].count)
			continue;
		wrong++;
		differ(log, what, kernel->row[i].reason, who, count, kernel->row[i].count, to);
	}
	for (size_t i = 0; i < mine->rows; i++) {
		uint32_t reason = mine->row[i].reason;
		bool listed = false;

		for (size_t j = 0; j < kernel->rows; j++)
			listed |= kernel->row[j].reason == reason;
		if (listed || !mine->row[i].count)
			continue;
		wrong++;
		differ(log, what, reason, who, mine->row[i].count, 0, to);
	}
	return wrong;
}

/* The window sees one exit more than the guest counts: the CPUID that closes it. */
static unsigned int compare_window(const struct log *log, const struct log_result *result,
				   const struct histogram *before, const struct histogram *after,
				   FILE *to)
{
	bool svm = log->host.numbering && !strcmp(log->host.numbering, "svm");
	struct histogram guest = { 0 }, kernel = { 0 };
	unsigned int wrong;

	for (size_t i = 0; i < after->rows; i++)
		add(&kernel, after->row[i].reason,
		    after->row[i].count - count_of(before, after->row[i].reason));

	for (size_t i = 0; i < result->exit_count; i++)
		add(&guest, result->exits[i].reason, result->exits[i].count);
	add(&guest, svm ? SVM_CPUID : VMX_CPUID, 1);
	wrong = compare(log, result->name, "guest (with the closing CPUID)", &guest, &kernel, to);
	free(guest.row);
	free(kernel.row);
	return wrong;
}

static const char *missing(const struct oracle *oracle, const struct log *log)
{
	if (!log->host.counters)
		return "the guest has no exit counters to compare";
	if (oracle->windows != log->result_count + 1)
		return "not a window for each workload";
	if (oracle->lives != 1)
		return "no histogram of the VM's life";
	if (!oracle->vcpu_count)
		return "no exit counters in debugfs";
	return NULL;
}

enum status oracle_check(const struct oracle *oracle, const struct log *log, FILE *to)
{
	const char *gap = missing(oracle, log);
	unsigned int wrong = 0, compared = 0;

	if (gap) {
		fprintf(to, "oracle: %s (%zu windows, %zu workloads)\n", gap, oracle->windows,
			log->result_count);
		return STATUS_INCOMPLETE;
	}
	for (size_t i = 0; i < log->result_count; i++) {
		const struct log_result *result = &log->results[i];

		if (!result->measured)
			continue;
		compared++;
		wrong += compare_window(log, result, &oracle->window[i], &oracle->window[i + 1], to);
	}
	wrong += compare(log, "whole life", "debugfs", &oracle->vcpus, &oracle->life, to);
	fprintf(to, "oracle: %u workloads and the VM's whole life (%zu reasons, %u vCPU%s) compared "
		"with the kernel's histogram: %u differ\n", compared, oracle->life.rows,
		oracle->vcpu_count, oracle->vcpu_count == 1 ? "" : "s", wrong);
	return wrong ? STATUS_FAIL : STATUS_PASS;
}

void oracle_free(struct oracle *oracle)
{
	for (size_t i = 0; i < oracle->windows; i++)
		free(oracle->window[i].row);
	free(oracle->window);
	free(oracle->life.row);
	free(oracle->vcpus.row);
	memset(oracle, 0, sizeof(*oracle));
}
