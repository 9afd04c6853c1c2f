// SPDX-License-Identifier: GPL-2.0-only
/* Takes one configuration's run as it comes: writes the log file, shows it, ends with its verdict. */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/build_path.h"
#include "base/progress.h"
#include "base/status.h"
#include "log/log.h"
#include "log/parse.h"
#include "log/table.h"
#include "log/verdict.h"
#include "oracle.h"
#include "plan/config.h"
#include "plan/labs.h"
#include "plan/options.h"
#include "record.h"
#include "shared/memory.h"
#include "shared/message.h"

/* `name.log` for the seventh of twenty runs is `name.07.log`. */
static char *numbered(const char *path, unsigned int run, unsigned int of)
{
	const char *dot = strrchr(path, '.');
	size_t stem = dot && !strchr(dot, '/') ? (size_t)(dot - path) : strlen(path);
	char most[16];

	if (of < 2)
		return print("%s", path);
	return print("%.*s.%0*u%s", (int)stem, path, snprintf(most, sizeof(most), "%u", of), run,
		     path + stem);
}

static char *log_path(const struct config *config, const struct options *options)
{
	char *directory, *path, *whole;

	if (options->log)
		return numbered(options->log, config->run, options->repeat);
	directory = options->log_dir ? print("%s", options->log_dir) : logs_path();
	make_folders(directory);
	path = print("%s/%s-%s.log", directory, lab_names[config->lab], config->name);
	free(directory);
	whole = numbered(path, config->run, options->repeat);
	free(path);
	return whole;
}

/* `<lab>-<config>.life` beside the log. */
static char *life_path(const struct record *record)
{
	const char *dot = strrchr(record->path, '.');
	int length = dot && !strchr(dot, '/') ? (int)(dot - record->path)
					      : (int)strlen(record->path);

	return print("%.*s.life", length, record->path);
}

static bool failed(struct record *record)
{
	if (!record->broken)
		error("writing the log %s: %s", record->path, strerror(errno));
	record->broken = true;
	return false;
}

/*
 * For those who read the log later: costs from an emulated lab repeat to the digit, in the same place
 * of a boot; others do not.
 * What a program in L1 prints is its own.
 */
static bool write_run(struct record *record)
{
	const struct config *config = record->config;
	const struct quirks *quirks = &record->options->quirks;
	struct json_object *run;
	bool good;
	char *line;

	if (record->options->payload)
		return true;
	run = json_object_new_object();
	json_object_object_add(run, "type", json_object_new_string("run"));
	json_object_object_add(run, "lab", json_object_new_string(lab_names[config->lab]));
	json_object_object_add(run, "config", json_object_new_string(config->name));
	json_object_object_add(run, "place", json_object_new_int(config->place));
	if (quirks->emulator) {
		json_object_object_add(run, "emulator", json_object_new_string(quirks->emulator));
		json_object_object_add(run, "version", json_object_new_string(quirks->version));
		json_object_object_add(run, "checked", json_object_new_boolean(quirks->checked));
		json_object_object_add(run, "quirks", json_object_new_string(quirks->told));
	}
	line = print("# exitscope %s\n",
		     json_object_to_json_string_ext(run, JSON_C_TO_STRING_PLAIN));
	good = (fputs(line, record->file) >= 0 && !fflush(record->file)) || failed(record);
	log_line(&record->log, line, strlen(line));
	json_object_put(run);
	free(line);
	return good;
}

/* Boot menus paint the screen by escape sequences; those go to the log only. */
static void print_clean(const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = line[i];

		if (c == 0x1b) {
			if (i + 1 < length && line[i + 1] == '[')
				for (i += 2; i < length && (line[i] < '@' || line[i] > '~'); i++)
					;
			continue;
		}
		if (c >= ' ' || c == '\t')
			putchar(c);
	}
	putchar('\n');
	fflush(stdout);
}

static bool put_line(struct record *record, const char *line, size_t length, bool whole)
{
	/* Of a run for a trace the explanation is what people want. */
	if (!record->options->tracer)
		print_clean(line, length);
	if (!record->options->payload)
		log_line(&record->log, line, length);
	if (!record->file)
		return false;
	if (fwrite(line, 1, length, record->file) != length ||
	    (whole && fputc('\n', record->file) == EOF) || fflush(record->file))
		return failed(record);
	return true;
}

static bool put_whole(void *data, const char *line, size_t length)
{
	return put_line(data, line, length, true);
}

bool record_line(struct record *record, const char *line, size_t length, bool whole)
{
	if (whole && record->counts.put)
		return hostcount_line(&record->counts, line, length);
	return put_line(record, line, length, whole);
}

/* What the host has counted since the last row is what this one cost. */
static bool count_window(struct record *record)
{
	const struct oracle *oracle = &record->oracle;

	if (!record->counts.put || oracle->windows < 2)
		return true;
	return hostcount_window(&record->counts, &oracle->window[oracle->windows - 2],
				&oracle->window[oracle->windows - 1]);
}

bool record_note(struct record *record, const char *who, const char *channel, const char *text)
{
	if (!record->file)
		return false;
	if (fprintf(record->file, "# %s %s %s\n", who, channel, text) < 0 || fflush(record->file))
		return failed(record);
	return strcmp(channel, "window") || count_window(record);
}

bool record_begin(struct record *record, struct config *config, const struct options *options)
{
	char *life;

	memset(record, 0, sizeof(*record));
	record->config = config;
	record->payload_status = -1;
	record->options = options;
	record->path = log_path(config, options);
	record->file = fopen(record->path, "we");
	if (!record->file)
		return failed(record);
	/* An older run's would not belong to this log. */
	life = life_path(record);
	unlink(life);
	free(life);
	return write_run(record);
}

void record_host_counts(struct record *record)
{
	record->counts = (struct hostcount){ .put = put_whole, .data = record };
}

static enum status payload_verdict(const struct record *record, char **why)
{
	*why = print("%s", record->end ? record->end : "the payload did not end");
	if (record->payload_status < 0)
		return STATUS_INCOMPLETE;
	return record->payload_status ? STATUS_FAIL : STATUS_PASS;
}

static void add_word(char **why, const char *more)
{
	char *both = print("%s; %s", *why, more);

	free(*why);
	*why = both;
}

static unsigned int disturbers(const struct config *config)
{
	unsigned int words = 0;

	for (const char *at = config->disturb; *at; at += strcspn(at, " ")) {
		at += strspn(at, " ");
		words += *at != 0;
	}
	return words;
}

/* A VM's end is worth a word only if the log does not say all. */
static void add_end(const struct record *record, enum status status, char **why)
{
	if (status == STATUS_INCOMPLETE && record->end)
		add_word(why, record->end);
}

/* What a log that is incomplete lacks is said already: @so_far is its status. */
static enum status disturbed(const struct record *record, unsigned int wanted, enum status so_far,
			     char **why)
{
	enum status status;
	char *missing;

	status = disturbance_check(&record->disturbance, wanted, &record->log, stdout, &missing);
	if (missing && so_far != STATUS_INCOMPLETE)
		add_word(why, missing);
	free(missing);
	return status;
}

static enum status verdict(struct record *record, char **why)
{
	unsigned int wanted = disturbers(record->config);
	enum status status;

	if (record->refused) {
		*why = print("not run");
		return STATUS_CANNOT_RUN;
	}
	if (record->options->payload)
		return payload_verdict(record, why);
	log_done(&record->log);
	if (!record->options->tracer)
		log_table(&record->log, stdout);
	if (record->config->death)
		status = oracle_death(&record->oracle, &record->log, stdout, why);
	else
		status = log_verdict(&record->log, why);
	add_end(record, status, why);
	if (record->config->death)
		return status;
	if (record->options->oracle && record->log.end.verdict < OUTCOME_LIST)
		status = status_worse(status, oracle_check(&record->oracle, &record->log, stdout));
	if (wanted && record->log.end.verdict < OUTCOME_LIST)
		status = status_worse(status, disturbed(record, wanted, status, why));
	return status;
}

static void save_life(struct record *record)
{
	char *path = life_path(record);

	if (record->oracle.lives && !oracle_write_life(&record->oracle, path)) {
		error("writing %s: %s", path, strerror(errno));
		record->broken = true;
	}
	free(path);
}

static void print_verdict(const struct record *record, enum status status, const char *why)
{
	char *line = print("%s %s: %s: %s (log: %s)", lab_names[record->config->lab],
			   record->config->name, status_name(status), why, record->path);

	if (record->options->tracer)
		progress("%s", line);
	else
		printf("%s\n", line);
	fflush(stdout);
	free(line);
}

enum status record_finish(struct record *record)
{
	enum status status;
	char *why;

	if (record->counts.put && record->file)
		hostcount_end(&record->counts);
	if (record->file && fclose(record->file))
		failed(record);
	record->file = NULL;
	save_life(record);
	status = verdict(record, &why);
	if (record->broken)
		status = status_worse(status, STATUS_CANNOT_RUN);
	print_verdict(record, status, why);
	record->config->passed = status == STATUS_PASS;
	free(why);
	free(record->path);
	free(record->end);
	log_free(&record->log);
	oracle_free(&record->oracle);
	disturbance_free(&record->disturbance);
	return status;
}
