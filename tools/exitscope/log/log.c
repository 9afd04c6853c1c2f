// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "shared/memory.h"

/* *to, unless it says something already: what is wrong with the current line. */
static void remember(struct log *log, char **to, const char *format, va_list arguments)
{
	char *text;

	if (*to)
		return;
	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	*to = print("line %u: %s", log->number, text ? text : "damaged");
	free(text);
}

void log_damage(struct log *log, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	remember(log, &log->damage, format, arguments);
	va_end(arguments);
}

void log_doubt(struct log *log, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	remember(log, &log->doubt, format, arguments);
	va_end(arguments);
}

struct log_result *log_result_of(struct log *log, unsigned int n)
{
	struct log_result *result;

	if (n >= log->index_size) {
		size_t size = n < 128 ? 256 : 2 * (size_t)n;

		log->index = grow(log->index, size * sizeof(*log->index));
		memset(log->index + log->index_size, 0,
		       (size - log->index_size) * sizeof(*log->index));
		log->index_size = size;
	}
	if (log->index[n])
		return &log->results[log->index[n] - 1];
	if (log->result_count == log->result_room) {
		log->result_room = log->result_room ? log->result_room * 3 / 2 : 128;
		log->results = grow(log->results, log->result_room * sizeof(*result));
	}
	result = &log->results[log->result_count++];
	log->index[n] = log->result_count;
	memset(result, 0, sizeof(*result));
	result->n = n;
	result->at = log->number;
	return result;
}

void log_set_name(struct log_result *result, const char *name, size_t length)
{
	if (!result->name)
		result->name = print("%.*s", (int)length, name);
}

void log_free(struct log *log)
{
	for (size_t i = 0; i < log->result_count; i++) {
		struct log_result *result = &log->results[i];

		for (size_t j = 0; j < result->exit_count; j++)
			free(result->exits[j].name);
		free(result->exits);
		free(result->name);
		free(result->why);
	}
	free(log->results);
	for (size_t i = 0; i < log->workload_count; i++) {
		free(log->workloads[i].name);
		free(log->workloads[i].summary);
	}
	free(log->workloads);
	for (size_t i = 0; i < log->traced_count; i++) {
		free(log->traced[i].name);
		free(log->traced[i].round_trips);
	}
	free(log->traced);
	free(log->index);
	free(log->wrong);
	free(log->half);
	free(log->held);
	free(log->run.lab);
	free(log->run.config);
	free(log->run.emulator);
	free(log->run.version);
	free(log->host.apic);
	free(log->host.mode);
	free(log->end.message);
	free(log->end.word);
	free(log->host.numbering);
	free(log->host.flag_names);
	free(log->host.boot);
	free(log->damage);
	free(log->doubt);
	if (log->tokener)
		json_tokener_free(log->tokener);
	memset(log, 0, sizeof(*log));
}
