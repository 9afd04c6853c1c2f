// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/message.h"
#include "tables.h"

#define STATUS_CANNOT_RUN 3

const char *const state_names[STATES] = { "after boot", "after use", "after idling" };
const char *const activity_names[ACTIVITIES] = {
	"200 processes", "32 MiB of memory", "8 MiB to disk and back", "8 MiB on loopback", "idle",
};

static _Noreturn void fail(const char *path, const char *what)
{
	error("%s: %s", path, what);
	exit(STATUS_CANNOT_RUN);
}

static void path_of(char path[4096], const char *directory, const char *folder, const char *file)
{
	snprintf(path, 4096, "%s/%s%s%s", directory, folder, *folder ? "/" : "", file);
}

/* Lines `REASON- EAX, EBX, ECX, EDX`, EAX in decimal. */
static void read_raw(struct table *table, const char *directory, const char *name)
{
	char path[4096], line[256];
	unsigned int reason;
	unsigned long count;
	FILE *file;

	path_of(path, directory, "", name);
	file = fopen(path, "r");
	if (!file)
		fail(path, strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%u- %lu,", &reason, &count) != 2 || reason >= REASONS)
			fail(path, "not a line REASON- EAX, EBX, ECX, EDX");
		table->count[reason] = count;
		table->exits += count;
		table->there = true;
	}
	fclose(file);
	if (!table->there)
		fail(path, "no table");
	table->isa = ISA_VMX;
}

void read_write_up(struct series *series, const char *directory)
{
	series->name = "write-up";
	series->title = "the write-up";
	series->isa = ISA_VMX;
	read_raw(&series->tdp[AFTER_BOOT], directory, "a4-ept-on-after-boot.txt");
	read_raw(&series->tdp[AFTER_USE], directory, "a3-after-use.txt");
	read_raw(&series->tdp[AFTER_IDLE], directory, "a3-after-idle.txt");
	read_raw(&series->shadow[AFTER_BOOT], directory, "a4-ept-off-after-boot.txt");
}

static struct json_object *member(struct json_object *object, const char *name, const char *path)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value))
		fail(path, "not exitstat's JSON");
	return value;
}

static void read_rows(struct table *table, struct json_object *part, const char *path)
{
	struct json_object *rows = member(part, "reasons", path);

	table->exits = json_object_get_int64(member(part, "exits", path));
	table->handled = json_object_get_int64(member(part, "handled", path));
	for (size_t i = 0; i < json_object_array_length(rows); i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);
		int reason = json_object_get_int(member(row, "reason", path));

		if (reason < 0 || reason >= REASONS)
			fail(path, "a reason that cannot be");
		table->count[reason] = json_object_get_int64(member(row, "count", path));
	}
}

/* The seconds that the sample covers; 0 since boot, or if there is no such file. */
static double read_json(struct table *table, const char *directory, const char *folder,
			const char *name)
{
	struct json_object *object, *seconds;
	char path[4096];
	double result = 0;

	path_of(path, directory, folder, name);
	object = json_object_from_file(path);
	if (!object && !access(path, F_OK))
		fail(path, "not JSON");
	if (!object)
		return 0;
	table->isa = strcmp(json_object_get_string(member(object, "numbering", path)), "vmx")
			     ? ISA_SVM
			     : ISA_VMX;
	read_rows(table, json_object_array_get_idx(member(object, "parts", path), 0), path);
	table->there = true;
	if (json_object_object_get_ex(object, "seconds", &seconds))
		result = json_object_get_double(seconds);
	json_object_put(object);
	return result;
}

static void read_states(struct table *table, const char *directory, const char *folder)
{
	static const char *const files[STATES] = {
		"after-boot.json",
		"after-use.json",
		"after-idle.json",
	};

	for (enum state state = 0; state < STATES; state++)
		read_json(&table[state], directory, folder, files[state]);
}

bool read_lab(struct series *series, const char *directory)
{
	static const char *const files[ACTIVITIES] = {
		"load-processes.json", "load-memory.json", "load-disk.json",
		"load-network.json",   "load-sleep.json",
	};
	bool vmx = series->isa == ISA_VMX;
	const char *tdp = vmx ? "vmx-ept1" : "svm-npt1";

	read_states(series->tdp, directory, tdp);
	read_states(series->shadow, directory, vmx ? "vmx-ept0" : "svm-npt0");
	if (vmx)
		read_json(&series->real_mode, directory, "vmx-realmode", "after-boot.json");
	for (enum activity activity = 0; activity < ACTIVITIES; activity++)
		series->idle_seconds =
			read_json(&series->activity[activity], directory, tdp, files[activity]);
	return series->tdp[AFTER_BOOT].there;
}
