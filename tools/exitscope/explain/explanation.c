// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "explanation.h"
#include "readings.h"
#include "shared/memory.h"
#include "walk/trace.h"
#include "window.h"

static void begin_row(struct explained_row *row, const struct log *log,
		      const struct log_traced *traced)
{
	row->name = print("%s", traced->name);
	row->ops = traced->ops;
	for (size_t i = 0; i < log->result_count; i++)
		if (log->results[i].name && !strcmp(log->results[i].name, traced->name))
			row->result = &log->results[i];
	if (row->result) {
		row->round_trip = row->result->median;
		row->steady = !row->result->unsteady;
	}
}

static bool build_rows(struct explanation *explanation, struct trace *trace, bool aborted,
		       const struct log *log, const struct readings *readings)
{
	struct trace_event event;

	for (size_t i = 0; i < log->traced_count; i++) {
		struct explained_row *row = &explanation->rows[i];
		const struct window window = { &log->traced[i], readings[i], explanation->measuring,
					       aborted };
		unsigned int ended = 0;
		bool good = true;

		if (log->traced[i].ops && !trace_next(trace, &event))
			return false;
		begin_row(row, log, &log->traced[i]);
		explanation->row_count++;
		if (log->traced[i].ops)
			good = window_explain(row, trace, explanation->symbols, &window, &ended);
		if (ended != row->ops)
			row->why = print("%u operations are in the trace, and the guest did %u",
					 ended, row->ops);
		else
			explained_choose(row);
		if (!good)
			return false;
	}
	return true;
}

bool explain_trace(struct explanation *explanation, const void *data, size_t size,
		   const struct log *log, struct symbols *symbols, char **why)
{
	/* QEMU looks at an instruction before it knows whether it can be executed; Bochs counts a failure as one. */
	bool aborted = log->run.emulator && !strcmp(log->run.emulator, "qemu");
	struct readings *readings = allocate((log->traced_count + 1) * sizeof(*readings));
	struct trace trace;
	bool good;

	*explanation = (struct explanation){ .symbols = symbols, .measuring = log->host.measuring };
	explanation->rows = allocate((log->traced_count + 1) * sizeof(*explanation->rows));
	good = trace_open(&trace, data, size) &&
	       readings_find(&trace, symbols, readings, log->traced_count);
	if (good) {
		trace_rewind(&trace);
		good = build_rows(explanation, &trace, aborted, log, readings);
	}
	if (!good)
		*why = print("the trace is not whole: %s",
			     trace.damage ? trace.damage : "it ends before the guest did");
	trace_close(&trace);
	free(readings);
	return good;
}

void explanation_free(struct explanation *explanation)
{
	for (size_t i = 0; i < explanation->row_count; i++)
		explained_free(&explanation->rows[i]);
	free(explanation->rows);
	symbols_free(explanation->symbols);
}
