// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "against.h"
#include "base/output.h"
#include "boots.h"
#include "course.h"
#include "deviations.h"
#include "plan/labs.h"
#include "results.h"
#include "run/hardware.h"
#include "shared/memory.h"
#include "shared/message.h"

/* One configuration's run. */
struct course {
	const struct suite_options *options;
	struct options boot; /* hardware_find()'s */
	struct suite *suite;
	const struct config *config;
	char *stem; /* <log-dir>/<lab>-<config> */
	char *path; /* of the results */
	struct facts_file file;
};

static char *path_of(const char *directory, const struct config *config, const char *end)
{
	return print("%s/%s-%s%s", directory, lab_names[config->lab], config->name, end);
}

static bool make_folder(const char *path)
{
	char *part = print("%s", path);
	bool good = true;

	for (char *at = part + 1; good && *at; at++) {
		if (*at != '/')
			continue;
		*at = 0;
		good = !mkdir(part, 0777) || errno == EEXIST;
		*at = '/';
	}
	good = good && (!mkdir(part, 0777) || errno == EEXIST);
	if (!good)
		error("%s: %s", path, strerror(errno));
	free(part);
	return good;
}

/* Two runs at once would write into each other's results. The lock is held until the program ends. */
static bool is_alone(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB))
		return true;
	error("%s: %s", folder, errno == EWOULDBLOCK ? "another run is at it" : strerror(errno));
	if (fd >= 0)
		close(fd);
	return false;
}

static struct facts_header make_header(const struct course *course)
{
	const struct options *boot = &course->boot;

	return (struct facts_header){
		.suite = print("%s", course->suite->name),
		.lab = print("%s", lab_names[course->config->lab]),
		.config = print("%s", course->config->name),
		.kernel = print("%s", boot->kernel),
		.modules = print("%s %s", boot->modules, course->config->kvm),
		.emulator = print("%s %s", boot->quirks.emulator, boot->quirks.version),
		.release = print("%s", ""),
	};
}

/* What is other in two headers, or NULL. */
static const char *other(const struct facts_header *a, const struct facts_header *b)
{
	const struct {
		const char *a, *b, *what;
	} words[] = {
		{ a->suite, b->suite, "suite" },	   { a->lab, b->lab, "lab" },
		{ a->config, b->config, "configuration" }, { a->kernel, b->kernel, "kernel" },
		{ a->modules, b->modules, "KVM" },	   { a->emulator, b->emulator, "emulator" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].a, words[i].b))
			return words[i].what;
	return NULL;
}

/* It was killed at a limit that is higher now. */
static bool has_more_time(const struct suite_test *test, const struct facts *facts)
{
	if (!strcmp(facts->end, "busy"))
		return test->busy > 1.2 * facts->worked_ns / 1e9;
	return !strcmp(facts->end, "late") &&
	       (!test->late || test->late > 1.2 * facts->lab_ns / 1e9);
}

/* Results of what was built anew since, or is run in another way, are no longer true. */
static void drop_stale(struct course *course)
{
	struct facts_file *file = &course->file;
	size_t kept = 0;

	for (size_t i = 0; i < file->count; i++) {
		const struct suite_test *test = suite_find(course->suite, file->facts[i].test);

		bool stale =
			test && !test->not_run &&
			(test->print != file->facts[i].print ||
			 (!course->options->judge_only && has_more_time(test, &file->facts[i])));

		if (stale)
			facts_free(&file->facts[i]);
		else
			file->facts[kept++] = file->facts[i];
	}
	file->count = kept;
}

/* The earlier run's results, or none. */
static enum status open_results(struct course *course)
{
	struct facts_file wanted = { .header = make_header(course) };
	enum status status = STATUS_PASS;
	const char *what;

	if ((course->options->resume || course->options->judge_only) &&
	    !access(course->path, F_OK)) {
		if (!facts_read(&course->file, course->path))
			status = STATUS_CANNOT_RUN;
		else if ((what = other(&course->file.header, &wanted.header))) {
			error("%s: results of another %s: choose another --log-dir, or leave out --resume",
			      course->path, what);
			status = STATUS_USAGE;
		}
		facts_file_free(&wanted);
		drop_stale(course);
	} else {
		course->file = wanted;
	}
	if (status == STATUS_PASS && !course->options->judge_only &&
	    !facts_write(&course->file, course->path))
		status = STATUS_CANNOT_RUN;
	return status;
}

static void print_stale(const struct deviations *deviations, const char *path)
{
	for (size_t i = 0; i < deviations->count; i++) {
		const struct deviation *row = &deviations->row[i];

		if (row->met && !row->used)
			printf("STALE: %s:%u: %s does not fail so: %s\n", path, row->line,
			       row->test, row->fails);
	}
}

static enum status write_ktap(const struct results *results, const char *path)
{
	struct output output;

	if (!output_open(&output, path))
		return STATUS_CANNOT_RUN;
	results_ktap(results, output.file);
	return output_close(&output) ? STATUS_PASS : STATUS_CANNOT_RUN;
}

static enum status judge_all(struct course *course, const char *table)
{
	const struct facts_header *header = &course->file.header;
	char *log = print("%s.log", course->stem), *words;
	struct deviations deviations;
	struct results results;
	enum status status = STATUS_CANNOT_RUN;

	if (deviations_read(&deviations, table, course->suite->name)) {
		deviations_choose(&deviations, header->emulator,
				  *header->release ? header->release : header->kernel);
		results_make(&results, course->suite, &course->file, &deviations);
		results.quirks = &course->boot.quirks;
		results_table(&results, stdout);
		print_stale(&deviations, table);
		words = results_words(&results);
		status = results_status(&results);
		printf("%s %s, %s %s: %s: %s (log: %s)\n", header->lab, header->config,
		       *header->release ? header->release : header->kernel, header->modules,
		       status_name(status), words, log);
		status = status_worse(status, write_ktap(&results, log));
		free(words);
		results_free(&results);
	}
	deviations_free(&deviations);
	free(log);
	return status;
}

/* An earlier run's, of the same lab and configuration. */
static enum status compare(struct course *course)
{
	char *path = path_of(course->options->against, course->config, ".results");
	struct facts_file base;
	enum status status = STATUS_CANNOT_RUN;

	if (facts_read(&base, path))
		status = against(course->suite, &base, &course->file, stdout);
	facts_file_free(&base);
	free(path);
	return status;
}

static enum status run_course(struct course *course, const char *table)
{
	struct configs one = { (struct config *)course->config, 1 };
	enum status status = open_results(course), verdict;

	if (status != STATUS_PASS)
		return status;
	if (!course->options->judge_only)
		status = boots_run(course->suite, &course->file, &course->boot, &one, course->path,
				   course->stem);
	verdict = judge_all(course, table);
	/* Of what is not complete the difference would be no answer. */
	if (course->options->against && verdict != STATUS_CANNOT_RUN && status == STATUS_PASS) {
		enum status differs = compare(course);

		/* What fails on both sides is not the question then. */
		if (verdict == STATUS_FAIL || verdict == STATUS_SKIP)
			verdict = STATUS_PASS;
		return status_worse(verdict, differs);
	}
	return status_worse(status, verdict);
}

enum status course_run(const struct suite_options *options, struct suite *suite,
		       const struct config *config, const char *directory, const char *table)
{
	struct course course = { .options = options, .suite = suite, .config = config };
	enum status status = STATUS_CANNOT_RUN;
	char *why;

	course.stem = path_of(directory, config, "");
	course.path = path_of(directory, config, ".results");
	if (!hardware_find(&course.boot, &options->run, config, &why)) {
		if (why)
			printf("%s %s: skip: %s\n", lab_names[config->lab], config->name, why);
		status = why ? STATUS_SKIP : STATUS_CANNOT_RUN;
	} else if (make_folder(course.stem) && (options->judge_only || is_alone(course.stem))) {
		status = run_course(&course, table);
	}
	free(why);
	hardware_free(&course.boot);
	facts_file_free(&course.file);
	free(course.stem);
	free(course.path);
	return status;
}
