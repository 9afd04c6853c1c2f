// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "build.h"
#include "kernels.h"
#include "shared/memory.h"

static double number_at(struct json_object *array, size_t at)
{
	return json_object_get_double(json_object_array_get_idx(array, at));
}

static struct row row_of(const char *name, struct json_object *array)
{
	const char *word = json_object_get_string(json_object_array_get_idx(array, 4));
	struct row row = {
		.name = name,
		.median = number_at(array, 0),
		.least = number_at(array, 1),
		.p99 = number_at(array, 2),
		.reasons = json_object_array_get_idx(array, 3),
		.steady = !word,
		.failed = word && strcmp(word, "unsteady") && strcmp(word, "waits"),
	};

	json_object_object_foreach(row.reasons, reason, count)
	{
		(void)reason;
		row.exits += json_object_get_double(count);
	}
	return row;
}

static void add_sample(struct series *series, struct json_object *line, struct json_object *rows)
{
	struct sample sample = {
		.line = line,
		.kernel = store_text(line, "kernel"),
		.package = store_text(line, "package"),
		.by = store_text(line, "emulator"),
		.row = allocate(json_object_object_length(rows) * sizeof(*sample.row) + 1),
	};

	json_object_object_foreach(rows, name, array)
	{
		if (json_object_is_type(array, json_type_array) &&
		    json_object_array_length(array) >= 4 &&
		    json_object_is_type(json_object_array_get_idx(array, 3), json_type_object))
			sample.row[sample.n++] = row_of(name, array);
	}
	series->sample = grow(series->sample, (series->n + 1) * sizeof(*series->sample));
	series->sample[series->n++] = sample;
}

static void find_line(struct series *series)
{
	const char **names = allocate(series->n * sizeof(*names) + 1);
	bool *on_line = allocate(series->n + 1);

	for (size_t i = 0; i < series->n; i++)
		names[i] = series->sample[i].kernel;
	build_line(names, series->n, on_line);
	for (size_t i = 0; i < series->n; i++)
		series->sample[i].on_line = on_line[i];
	free(names);
	free(on_line);
}

struct series series_of(const struct store *store, const char *lab, const char *config)
{
	struct series series = { .lab = lab, .config = config };

	for (size_t i = 0; i < store->n; i++) {
		struct json_object *line = store->line[i], *rows;

		if (!store_is(line, "kernel") || strcmp(store_text(line, "lab"), lab))
			continue;
		rows = json_member(json_member(json_member(line, "configs"), config), "rows");
		if (json_object_is_type(rows, json_type_object))
			add_sample(&series, line, rows);
	}
	find_line(&series);
	return series;
}

void series_free(struct series *series)
{
	for (size_t i = 0; i < series->n; i++)
		free(series->sample[i].row);
	free(series->sample);
	*series = (struct series){ 0 };
}

const struct row *sample_row(const struct sample *sample, const char *name)
{
	for (size_t i = 0; i < sample->n; i++)
		if (!strcmp(sample->row[i].name, name))
			return &sample->row[i];
	return NULL;
}

static const struct sample *from(const struct series *series, size_t at)
{
	while (at < series->n && !series->sample[at].on_line)
		at++;
	return at < series->n ? &series->sample[at] : NULL;
}

const struct sample *series_first(const struct series *series)
{
	return from(series, 0);
}

const struct sample *series_last(const struct series *series)
{
	return series->n ? &series->sample[series->n - 1] : NULL;
}

const struct sample *series_next(const struct series *series, const struct sample *sample)
{
	return from(series, sample - series->sample + 1);
}

const struct sample *series_find(const struct series *series, const char *kernel)
{
	for (size_t i = series->n; i--;)
		if (!strcmp(series->sample[i].kernel, kernel))
			return &series->sample[i];
	return NULL;
}
