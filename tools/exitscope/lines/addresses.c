// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "addresses.h"
#include "shared/memory.h"
#include "walk/trace.h"

static int by_value(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

static void keep_once(struct addresses *addresses)
{
	size_t kept = 0;

	if (addresses->count)
		qsort(addresses->at, addresses->count, sizeof(*addresses->at), by_value);
	for (size_t i = 0; i < addresses->count; i++)
		if (!kept || addresses->at[i] != addresses->at[kept - 1])
			addresses->at[kept++] = addresses->at[i];
	addresses->count = kept;
}

struct addresses addresses_of(const void *data, size_t size)
{
	struct addresses addresses = { 0 };
	struct trace_event event;
	struct trace trace;
	size_t steps = 0;

	if (trace_open(&trace, data, size))
		while (trace_next(&trace, &event))
			;
	for (size_t i = 0; i < trace.runs; i++)
		steps += trace.run[i].steps;
	addresses.at = allocate((steps + 1) * sizeof(*addresses.at));
	for (size_t i = 0; i < trace.runs; i++)
		for (uint32_t j = 0; j < trace.run[i].steps; j++)
			addresses.at[addresses.count++] = trace.run[i].step[j].address;
	trace_close(&trace);
	keep_once(&addresses);
	return addresses;
}

void addresses_free(struct addresses *addresses)
{
	free(addresses->at);
}

uint64_t *addresses_in(const struct addresses *addresses, const struct symbols *symbols,
		       enum space space, const char *module, size_t *count)
{
	uint64_t *found = allocate((addresses->count + 1) * sizeof(*found));

	*count = 0;
	for (size_t i = 0; i < addresses->count; i++) {
		const struct function *function = symbols_find(symbols, space, addresses->at[i]);

		if (function && !strcmp(function->module, module))
			found[(*count)++] = addresses->at[i];
	}
	return found;
}
