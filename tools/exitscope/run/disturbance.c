// SPDX-License-Identifier: GPL-2.0-only
#include "disturbance.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "log/reason_names.h"
#include "shared/memory.h"

static void told(struct disturbance *disturbance, const char *text)
{
	size_t more = (disturbance->disturbers + 1) * sizeof(*disturbance->told);

	disturbance->told = grow(disturbance->told, more);
	disturbance->told[disturbance->disturbers++] = print("%s", text);
}

/* Prints what each has done. Returns the names of those that have done nothing, to be freed; NULL if there are none. */
static char *print_done(const struct disturbance *disturbance, FILE *to)
{
	char *idle = NULL, *before;

	for (unsigned int i = 0; i < disturbance->disturbers; i++) {
		const char *told = disturbance->told[i], *name = strchr(told, ' ');
		bool done = strtoull(told, NULL, 10);

		fprintf(to, "disturbers: %s%s\n", done ? "" : "one has done nothing: ", told);
		if (done || !name)
			continue;
		before = idle;
		idle = print("%s%s%.*s", before ? before : "", before ? ", " : "",
			     (int)strcspn(name + 1, ":"), name + 1);
		free(before);
	}
	return idle;
}

static struct taken taken(const char *text)
{
	struct taken taken = { 0 };

	/* What is missing was not done, and so excuses nothing. */
	sscanf(text, "%" SCNu64 " %" SCNu64 " %" SCNu64, &taken.pages, &taken.begun, &taken.ended);
	return taken;
}

bool disturbance_frame(struct disturbance *disturbance, const char *channel, const char *text)
{
	size_t more = (disturbance->handshakes + 1) * sizeof(*disturbance->taken);

	if (!strcmp(channel, "taken")) {
		disturbance->taken = grow(disturbance->taken, more);
		disturbance->taken[disturbance->handshakes++] = taken(text);
	} else if (!strcmp(channel, "disturber")) {
		told(disturbance, text);
	} else {
		return false;
	}
	return true;
}

static uint64_t surplus(const struct log_exit *exit)
{
	uint64_t expected = exit->expect < 0 ? 0 : exit->expect;

	return exit->count > expected ? exit->count - expected : 0;
}

static uint64_t deficit(const struct log_exit *exit)
{
	uint64_t expected = exit->expect < 0 ? 0 : exit->expect;

	return exit->count < expected ? expected - exit->count : 0;
}

/* What of a disturbed row can be the host's doing. */
struct suspicion {
	bool pages;	/* more or fewer exits for missing pages */
	uint64_t again; /* IRETs that exited twice */
	uint64_t late;	/* deadlines that had passed */
	uint64_t own; /* exits of the host's own, and for pages: at each the host had the processor */
};

static struct suspicion suspect(const struct log *log, const struct log_result *result)
{
	bool svm = log->host.numbering && !strcmp(log->host.numbering, "svm");
	uint32_t missing = reason_of_missing_page(svm ? ISA_SVM : ISA_VMX,
						  log->host.flags & UINT64_C(1) << FLAG_TDP);
	struct suspicion suspicion = { 0 };

	for (size_t i = 0; i < result->exit_count; i++) {
		const struct log_exit *exit = &result->exits[i];

		if (exit->background) {
			suspicion.own += exit->count;
		} else if (exit->reason == missing) {
			suspicion.pages |= exit->more || exit->fewer;
			suspicion.own += surplus(exit);
		} else if (svm && exit->reason == SVM_IRET) {
			suspicion.again += surplus(exit);
		} else if (!svm && exit->reason == VMX_PREEMPTION_TIMER) {
			suspicion.late += deficit(exit);
		}
	}
	return suspicion;
}

/* Why the host cannot have done what disturbed the row; NULL if it can. */
static const char *not_the_host(const struct log *log, const struct log_result *result,
				const struct taken *before, const struct taken *after)
{
	struct suspicion suspicion = suspect(log, result);
	/* One that had begun before the row may have ended in it. */
	uint64_t writes = after->begun - before->ended;

	if (suspicion.again > writes)
		return "the VMM has written registers less often";
	if (suspicion.late > writes + suspicion.own)
		return "the host has come between less often";
	if (suspicion.pages && after->pages == before->pages)
		return "the host has taken no page meanwhile";
	return suspicion.pages || suspicion.again || suspicion.late
		       ? NULL
		       : "none is of a kind that a host causes";
}

enum status disturbance_check(const struct disturbance *disturbance, unsigned int wanted,
			      const struct log *log, FILE *to, char **why)
{
	unsigned int rows = 0, disturbed = 0, wrong = 0;
	char *idle;

	*why = NULL;
	if (disturbance->disturbers != wanted || disturbance->handshakes != log->result_count + 1) {
		fprintf(to, "disturbers: %u of %u, %zu handshakes, %zu workloads\n",
			disturbance->disturbers, wanted, disturbance->handshakes,
			log->result_count);
		*why = print("%u of %u disturbers told what they did: rebuild the lab (make lab)",
			     disturbance->disturbers, wanted);
		return STATUS_INCOMPLETE;
	}
	for (size_t i = 0; i < log->result_count; i++) {
		const struct taken *before = &disturbance->taken[i];
		const struct log_result *result = &log->results[i];
		const char *not = NULL;

		rows += before[1].pages > before->pages;
		disturbed += result->disturbed > 0;
		if (result->disturbed)
			not = not_the_host(log, result, before, before + 1);
		wrong += not != NULL;
		if (not )
			fprintf(to, "disturbers: %s: %" PRIu64 " exits more or fewer, but %s\n",
				result->name, result->disturbed, not );
	}
	fprintf(to,
		"disturbers: pages were taken from the VM during %u of %zu workloads; %u workloads are "
		"disturbed\n",
		rows, log->result_count, disturbed);
	idle = print_done(disturbance, to);
	if (idle && !wrong)
		*why = print("nothing was disturbed by %s: give it longer (--append ops=N)", idle);
	free(idle);
	if (wrong)
		return STATUS_FAIL;
	return *why ? STATUS_INCOMPLETE : STATUS_PASS;
}

void disturbance_free(struct disturbance *disturbance)
{
	for (unsigned int i = 0; i < disturbance->disturbers; i++)
		free(disturbance->told[i]);
	free(disturbance->told);
	free(disturbance->taken);
	memset(disturbance, 0, sizeof(*disturbance));
}
