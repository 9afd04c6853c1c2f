// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as a log: parsed, judged, printed and exported. */
#include <stdlib.h>

#include "base/status.h"
#include "export/format.h"
#include "fuzz.h"
#include "log/log.h"
#include "log/table.h"
#include "log/verdict.h"

/* Whatever the bytes are, a log that passes has a run, a plan, an end and no failure. */
static void demand(const struct log *log, enum status status)
{
	if (status != STATUS_PASS || log->end.verdict == OUTCOME_LIST)
		return;
	if (log->runs != 1 || !log->planned || !log->end.seen || log->damage || !log->end.pass)
		abort();
	for (size_t i = 0; i < log->result_count; i++) {
		const struct log_result *result = &log->results[i];

		if (result->line == OUTCOME_FAIL || result->line == OUTCOME_NONE)
			abort();
		if (result->record != OUTCOME_NONE &&
		    (result->record != result->line || !log->host.seen))
			abort();
	}
	if (log->result_count != log->plan || log->doubt || log->half || log->held)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct log log = { 0 };
	struct exported exported = { .log = &log, .name = "fuzz" };
	FILE *nowhere = fuzz_nowhere();
	char *why;

	fuzz_read(&log, data, size);
	exported.status = log_verdict(&log, &why);
	exported.why = why;
	demand(&log, exported.status);
	log_table(&log, nowhere);
#define WRITE(name) export_##name(&exported, nowhere);
	EXPORT_FORMATS(WRITE)
#undef WRITE
	free(why);
	log_free(&log);
	return 0;
}
