// SPDX-License-Identifier: GPL-2.0-only
#include "disturbance.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "shared/memory.h"

/* `375 ksm: pages merged, ...` */
static void told(struct disturbance *disturbance, const char *text)
{
	disturbance->disturbers++;
	if (strtoull(text, NULL, 10) || disturbance->idle)
		return;
	disturbance->idle = print("%s", text);
}

bool disturbance_frame(struct disturbance *disturbance, const char *channel, const char *text)
{
	size_t more = (disturbance->handshakes + 1) * sizeof(*disturbance->taken);

	if (!strcmp(channel, "taken")) {
		disturbance->taken = grow(disturbance->taken, more);
		disturbance->taken[disturbance->handshakes++] = strtoull(text, NULL, 10);
	} else if (!strcmp(channel, "disturber")) {
		told(disturbance, text);
	} else {
		return false;
	}
	return true;
}

enum status disturbance_check(const struct disturbance *disturbance, unsigned int wanted,
			      const struct log *log, FILE *to)
{
	unsigned int rows = 0, disturbed = 0, wrong = 0;

	if (disturbance->disturbers != wanted || disturbance->handshakes != log->result_count + 1) {
		fprintf(to, "disturbers: %u of %u, %zu handshakes, %zu workloads\n",
			disturbance->disturbers, wanted, disturbance->handshakes,
			log->result_count);
		return STATUS_INCOMPLETE;
	}
	for (size_t i = 0; i < log->result_count; i++) {
		const struct log_result *result = &log->results[i];
		uint64_t taken = disturbance->taken[i + 1] - disturbance->taken[i];

		rows += taken > 0;
		disturbed += result->disturbed > 0;
		if (!result->disturbed || taken)
			continue;
		wrong++;
		fprintf(to,
			"disturbers: %s: %" PRIu64
			" exits more or fewer, but the host has taken no page meanwhile\n",
			result->name, result->disturbed);
	}
	fprintf(to,
		"disturbers: pages were taken from the VM during %u of %zu workloads, and %u of them are "
		"disturbed\n",
		rows, log->result_count, disturbed);
	if (disturbance->idle)
		fprintf(to, "disturbers: one has done nothing: %s\n", disturbance->idle);
	if (wrong)
		return STATUS_FAIL;
	return disturbance->idle ? STATUS_INCOMPLETE : STATUS_PASS;
}

void disturbance_free(struct disturbance *disturbance)
{
	free(disturbance->taken);
	free(disturbance->idle);
	memset(disturbance, 0, sizeof(*disturbance));
}
