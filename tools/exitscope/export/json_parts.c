// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "json_parts.h"
#include "log/log_value.h"
#include "shared/memory.h"

static void add_number(struct json_object *to, const char *name, uint64_t number)
{
	json_object_object_add(to, name, json_object_new_uint64(number));
}

static void add_cycles(struct json_object *to, const char *name, double cycles)
{
	if (cycles == (double)(uint64_t)cycles)
		add_number(to, name, cycles);
	else
		json_object_object_add(to, name, json_object_new_double(cycles));
}

struct json_object *json_host(const struct log_host *host)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "counters", json_object_new_boolean(host->counters));
	if (host->by_host)
		json_add_text(object, "counts", "host");
	if (host->counters) {
		if (!host->by_host)
			add_number(object, "abi", host->abi);
		json_add_text(object, "numbering", host->numbering);
		add_number(object, "flags", host->flags);
		json_add_text(object, "flag_names", host->flag_names);
	}
	add_number(object, "vcpus", host->vcpus);
	json_add_text(object, "mode", host->mode);
	json_add_text(object, "apic", host->apic);
	json_add_text(object, "boot", host->boot);
	return object;
}

static struct json_object *exit_object(const struct log_exit *exit)
{
	struct json_object *object = json_object_new_object();

	add_number(object, "reason", exit->reason);
	json_add_text(object, "name", exit->name);
	add_number(object, "count", exit->count);
	if (exit->background)
		json_object_object_add(object, "background", json_object_new_boolean(true));
	else if (exit->expect >= 0)
		add_number(object, "expect", exit->expect);
	if (exit->more)
		add_number(object, "more", exit->more);
	if (exit->fewer)
		add_number(object, "fewer", exit->fewer);
	if (exit->at_most)
		json_object_object_add(object, "at_most", json_object_new_boolean(true));
	if (exit->timed) {
		add_number(object, "handled", exit->handled);
		add_number(object, "away", exit->away);
	}
	return object;
}

static void add_measured(struct json_object *object, const struct log_result *result)
{
	struct json_object *exits = json_object_new_array();

	add_number(object, "ops", result->ops);
	for (size_t i = 0; i < result->exit_count; i++)
		json_object_array_add(exits, exit_object(&result->exits[i]));
	json_object_object_add(object, "exits", exits);
}

struct json_object *json_result(const struct log_result *result)
{
	struct json_object *object = json_object_new_object(), *trip;

	add_number(object, "n", result->n);
	json_add_text(object, "name", result->name);
	json_add_text(object, "verdict", outcome_name(result->line));
	json_add_text(object, "why", result->why);
	if (result->measured)
		add_measured(object, result);
	if (!result->round_trip)
		return object;
	trip = json_object_new_object();
	add_cycles(trip, "min", result->min);
	add_cycles(trip, "median", result->median);
	add_cycles(trip, "p99", result->p99);
	add_cycles(trip, "max", result->max);
	add_cycles(trip, "mean", result->mean);
	json_object_object_add(trip, "steady", json_object_new_boolean(!result->unsteady));
	if (result->waits)
		json_object_object_add(trip, "waits", json_object_new_boolean(true));
	json_object_object_add(object, "round_trip", trip);
	return object;
}
