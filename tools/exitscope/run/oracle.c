// SPDX-License-Identifier: GPL-2.0-only
/* Holds the kernel's own histograms of exits against what the guest counted and debugfs says. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "log/log.h"
#include "log/reason_names.h"
#include "oracle.h"
#include "shared/memory.h"

bool oracle_frame(struct oracle *oracle, const char *channel, const char *text)
{
	size_t more = (oracle->windows + 1) * sizeof(*oracle->window);

	if (!strcmp(channel, "window")) {
		oracle->window = grow(oracle->window, more);
		memset(&oracle->window[oracle->windows], 0, sizeof(*oracle->window));
		histogram_add_text(&oracle->window[oracle->windows++], text);
	} else if (!strcmp(channel, "life")) {
		oracle->lives++;
		histogram_add_text(&oracle->life, text);
	} else if (!strcmp(channel, "vcpu")) {
		oracle->vcpu_count++;
		histogram_add_text(&oracle->vcpus, text);
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

static bool is_svm(const struct log *log)
{
	return log->host.numbering && !strcmp(log->host.numbering, "svm");
}

/* One side by side: a workload's window, or (without a result) the whole life. */
struct pairing {
	const struct log *log;
	const struct log_result *result;
	const char *what, *who;
	struct histogram mine, kernel;
	unsigned int wrong;
	FILE *to;
};

/*
 * The guest reads its counters one by one before the window opens. Nothing but the host's interrupts, which it reads
 * in opening it, comes between, unless the host takes pages away: then the row is disturbed, and what the guest has
 * counted of missing pages may have begun before the window.
 */
static bool counted_before(const struct pairing *c, uint32_t reason)
{
	enum isa isa = is_svm(c->log) ? ISA_SVM : ISA_VMX;
	bool tdp = c->log->host.flags & UINT64_C(1) << FLAG_TDP;

	return c->result && c->result->disturbed && reason == reason_of_missing_page(isa, tdp);
}

static void compare_reason(struct pairing *c, uint32_t reason)
{
	uint64_t mine = histogram_count(&c->mine, reason),
		 kernel = histogram_count(&c->kernel, reason);

	if (mine == kernel || (kernel < mine && counted_before(c, reason)))
		return;
	c->wrong++;
	fprintf(c->to, "oracle: %s: reason %u (%s): %s %" PRIu64 ", kernel %" PRIu64 "\n", c->what,
		reason, name_of(c->log, reason), c->who, mine, kernel);
}

/* Every reason in either histogram, once. */
static void compare_all(struct pairing *c)
{
	for (size_t i = 0; i < c->mine.rows; i++)
		histogram_add(&c->kernel, c->mine.row[i].reason, 0);
	for (size_t i = 0; i < c->kernel.rows; i++)
		compare_reason(c, c->kernel.row[i].reason);
	free(c->mine.row);
	free(c->kernel.row);
}

/* The window sees one exit more than the guest counts: the CPUID that closes it. */
static void compare_window(struct pairing *c, const struct histogram *before,
			   const struct histogram *after)
{
	const struct log_result *result = c->result;

	c->what = result->name;
	c->who = "guest (with the closing CPUID)";
	c->mine = c->kernel = (struct histogram){ 0 };
	histogram_add_since(&c->kernel, before, after);
	for (size_t i = 0; i < result->exit_count; i++)
		histogram_add(&c->mine, result->exits[i].reason, result->exits[i].count);
	histogram_add(&c->mine, is_svm(c->log) ? SVM_CPUID : VMX_CPUID, 1);
	compare_all(c);
}

static void compare_life(struct pairing *c, const struct oracle *oracle)
{
	c->what = "whole life";
	c->who = "debugfs";
	c->mine = c->kernel = (struct histogram){ 0 };
	for (size_t i = 0; i < oracle->vcpus.rows; i++)
		histogram_add(&c->mine, oracle->vcpus.row[i].reason, oracle->vcpus.row[i].count);
	for (size_t i = 0; i < oracle->life.rows; i++)
		histogram_add(&c->kernel, oracle->life.row[i].reason, oracle->life.row[i].count);
	compare_all(c);
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
	struct pairing c = { .log = log, .to = to };
	const char *gap = missing(oracle, log);
	unsigned int compared = 0;

	if (gap) {
		fprintf(to, "oracle: %s (%zu windows, %zu workloads)\n", gap, oracle->windows,
			log->result_count);
		return STATUS_INCOMPLETE;
	}
	for (size_t i = 0; i < log->result_count; i++) {
		c.result = &log->results[i];
		if (!c.result->measured)
			continue;
		compared++;
		compare_window(&c, &oracle->window[i], &oracle->window[i + 1]);
	}
	compare_life(&c, oracle);
	fprintf(to,
		"oracle: %u workloads and the VM's whole life (%zu reasons, %u vCPU%s) compared "
		"with the kernel's histogram: %u differ\n",
		compared, oracle->life.rows, oracle->vcpu_count, oracle->vcpu_count == 1 ? "" : "s",
		c.wrong);
	return c.wrong ? STATUS_FAIL : STATUS_PASS;
}

enum status oracle_death(const struct oracle *oracle, const struct log *log, FILE *to, char **why)
{
	struct pairing c = { .log = log, .to = to };
	uint32_t reason = is_svm(log) ? SVM_SHUTDOWN : VMX_TRIPLE_FAULT;

	if (log->end.seen) {
		*why = print("the VM outlived what was to kill it");
		return STATUS_FAIL;
	}
	if (!log->host.seen || oracle->lives != 1 || (!oracle->vcpu_count && !log->host.by_host)) {
		*why = print("the VM was to die of a triple fault: %s",
			     log->host.seen ? "no histogram of its life" : "it has not begun");
		return STATUS_INCOMPLETE;
	}
	*why = print("the VM died as it was to, by %" PRIu64 " exit of reason %u",
		     histogram_count(&oracle->life, reason), reason);
	/* A stock KVM's debugfs has nothing to compare. */
	if (!log->host.by_host) {
		char *died = *why;

		compare_life(&c, oracle);
		*why = print("%s; its whole life compared: %u differ", died, c.wrong);
		free(died);
	}
	return c.wrong || histogram_count(&oracle->life, reason) != 1 ? STATUS_FAIL : STATUS_PASS;
}

bool oracle_write_life(const struct oracle *oracle, const char *path)
{
	FILE *file = fopen(path, "we");

	for (size_t i = 0; file && i < oracle->life.rows; i++)
		fprintf(file, "%u %" PRIu64 "\n", oracle->life.row[i].reason,
			oracle->life.row[i].count);
	return file && !fclose(file);
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
