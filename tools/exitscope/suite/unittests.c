// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/memory.h"
#include "shared/message.h"
#include "shell_words.h"
#include "unittests.h"

/* Where L1 has the images. */
#define L1_FOLDER "/suite/"

/* What kvm-unit-tests gives a test that says nothing itself. */
#define DEFAULT_TIMEOUT 90

/* What x86/run there gives every test, behind the programs and paths of L1; the image comes next. */
#define COMMAND                                                                                    \
	"/usr/bin/qemu-system-x86_64 -L /usr/share/qemu --no-reboot -nodefaults "                  \
	"-global kvm-pit.lost_tick_policy=discard -device pc-testdev "                             \
	"-device isa-debug-exit,iobase=0xf4,iosize=0x4 -display none -serial stdio "               \
	"-device pci-testdev -machine accel=kvm -kernel"

enum {
	FILE_NAME,
	SMP,
	TEST_ARGS,
	QEMU_PARAMS,
	GROUPS,
	ARCH,
	MACHINE,
	CHECK,
	ACCEL,
	TIMEOUT,
	DISABLED_IF,
	KVMTOOL_PARAMS,
	KEYS
};

/* Of one name in the file a place in value[]. */
static const struct {
	const char *name;
	int key;
} keys[] = {
	{ "file", FILE_NAME },
	{ "smp", SMP },
	{ "test_args", TEST_ARGS },
	{ "qemu_params", QEMU_PARAMS },
	{ "extra_params", QEMU_PARAMS },
	{ "groups", GROUPS },
	{ "arch", ARCH },
	{ "machine", MACHINE },
	{ "check", CHECK },
	{ "accel", ACCEL },
	{ "timeout", TIMEOUT },
	{ "disabled_if", DISABLED_IF },
	{ "kvmtool_params", KVMTOOL_PARAMS },
};

/* The file, and the entry that is being read. */
struct source {
	FILE *file;
	char *path;
	unsigned int number; /* of the line */
	char *line;
	size_t room;
	struct suite *suite;
	const char *directory;
	const struct unittests_how *how;
	struct suite_test *test; /* NULL before the first */
	char *value[KEYS];
	bool bad;
};

static void wrong(struct source *source, const char *what)
{
	error("%s:%u: %s", source->path, source->number, what);
	source->bad = true;
}

static bool next_line(struct source *source)
{
	ssize_t length = getline(&source->line, &source->room, source->file);

	if (length < 0)
		return false;
	source->number++;
	while (length && strchr("\r\n \t", source->line[length - 1]))
		source->line[--length] = 0;
	return true;
}

static bool has_word(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = words; at && *at; at += strcspn(at, " ")) {
		at += strspn(at, " ");
		if (strcspn(at, " ") == length && !strncmp(at, word, length))
			return true;
	}
	return false;
}

/* `30`, `90s`, `2m`, as timeout(1) takes it; -1: not a duration. */
static double duration(const char *text)
{
	char *end;
	double value = strtod(text, &end);
	static const char units[] = "smh";
	static const double seconds[] = { 1, 60, 3600 };
	const char *unit = *end ? strchr(units, *end) : NULL;

	if (end == text || !(value >= 0) || (*end && (!unit || end[1])))
		return -1;
	return value * (unit ? seconds[unit - units] : 1);
}

static void add_words(struct source *source, const char *text, const char *what)
{
	char *problem;

	if (shell_words(&source->test->words, text, source->how->max_smp, &problem))
		return;
	suite_leave_out(source->test, "%s: %s", what, problem);
	free(problem);
}

/* As run_tests.sh there puts it together. */
static void build_command(struct source *source)
{
	struct words *words = &source->test->words;
	char **value = source->value;

	words_split(words, COMMAND);
	words_add(words, L1_FOLDER "%s", value[FILE_NAME]);
	words_add(words, "-smp");
	add_words(source, value[SMP] ? value[SMP] : "1", "smp");
	if (value[TEST_ARGS]) {
		words_add(words, "-append");
		add_words(source, value[TEST_ARGS], "test_args");
	}
	if (value[QEMU_PARAMS])
		add_words(source, value[QEMU_PARAMS], "qemu_params");
}

static void set_limits(struct source *source)
{
	const char *timeout = source->value[TIMEOUT];

	source->test->late = timeout ? duration(timeout) : DEFAULT_TIMEOUT;
	source->test->busy = source->how->busy;
	if (source->test->late < 0)
		suite_leave_out(source->test, "timeout: '%s' is not a duration", timeout);
}

static void find_image(struct source *source)
{
	struct suite_test *test = source->test;
	const char *file = source->value[FILE_NAME];

	if (!file || !*file) {
		suite_leave_out(test, "no file");
		return;
	}
	test->image = print("%s/x86/%s", source->directory, file);
	if (strchr(file, '/') || access(test->image, R_OK))
		suite_leave_out(test, "test file %s not found", file);
}

/* What run_tests.sh there skips for, in its order. */
static void find_reasons(struct source *source)
{
	struct suite_test *test = source->test;
	char **value = source->value;

	if (source->how->group && !has_word(value[GROUPS], source->how->group))
		suite_leave_out(test, "not of the group %s", source->how->group);
	if (!source->how->group && !source->how->all && has_word(value[GROUPS], "nodefault"))
		suite_leave_out(test, "group nodefault: for manual runs only");
	if (has_word(value[GROUPS], "migration") || has_word(value[GROUPS], "panic"))
		suite_leave_out(test, "group migration or panic: takes a monitor");
	if (value[ARCH] && strcmp(value[ARCH], "x86_64"))
		suite_leave_out(test, "%s only", value[ARCH]);
	if (value[ACCEL] && strcmp(value[ACCEL], "kvm"))
		suite_leave_out(test, "%s only", value[ACCEL]);
	if (value[DISABLED_IF])
		suite_leave_out(test, "disabled_if: '%s' is for a shell, which is not asked here",
				value[DISABLED_IF]);
	find_image(source);
}

static void finish(struct source *source)
{
	if (source->test) {
		find_reasons(source);
		if (!source->test->not_run) {
			build_command(source);
			set_limits(source);
		}
		if (source->value[CHECK])
			words_split(&source->test->checks, source->value[CHECK]);
	}
	for (int i = 0; i < KEYS; i++) {
		free(source->value[i]);
		source->value[i] = NULL;
	}
	source->test = NULL;
}

static void begin(struct source *source, char *name)
{
	size_t length = strlen(name);

	finish(source);
	name[--length] = 0;
	if (!length || strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789._+-") != length) {
		wrong(source, "not a name for a test, of letters, digits and . _ + -");
		return;
	}
	if (suite_find(source->suite, name)) {
		wrong(source, "a second test of that name");
		return;
	}
	source->test = suite_add(source->suite, name);
}

/* A value in three quotes goes on until the next three; a backslash at a line's end joins two. */
static char *long_value(struct source *source, const char *first)
{
	char *whole = print("%s\n", first), *more, *end;
	size_t length;

	while (next_line(source)) {
		end = strstr(source->line, "\"\"\"");
		if (end)
			*end = 0;
		length = strlen(whole);
		if (length > 1 && whole[length - 2] == '\\' &&
		    !(length > 2 && whole[length - 3] == '\\'))
			whole[length - 2] = 0;
		more = print("%s%s%s", whole, source->line, end ? "" : "\n");
		free(whole);
		whole = more;
		if (end)
			return whole;
	}
	wrong(source, "three quotes are not closed");
	return whole;
}

static void assign(struct source *source)
{
	size_t length = strcspn(source->line, " \t=");
	const char *value = source->line + length;

	value += strspn(value, " \t");
	if (!length || *value != '=' || !source->test) {
		wrong(source, source->test ? "not `key = value`" : "not a test's [name]");
		return;
	}
	value++;
	value += strspn(value, " \t");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		char **place = &source->value[keys[i].key];
		char *new;

		if (strlen(keys[i].name) != length || strncmp(keys[i].name, source->line, length))
			continue;
		new = strncmp(value, "\"\"\"", 3) ? print("%s", value)
						  : long_value(source, value + 3);
		free(*place);
		*place = new;
		return;
	}
	suite_leave_out(source->test, "the key '%.*s' is not known", (int)length, source->line);
}

static enum status read_all(struct source *source)
{
	while (!source->bad && next_line(source)) {
		char *line = source->line;

		if (!*line || *line == '#')
			continue;
		if (*line == '[' && line[strlen(line) - 1] == ']')
			begin(source, line + 1);
		else
			assign(source);
	}
	finish(source);
	if (!source->bad && !source->suite->count)
		wrong(source, "no test in it");
	return source->bad ? STATUS_USAGE : STATUS_PASS;
}

enum status unittests_read(struct suite *suite, const char *directory,
			   const struct unittests_how *how)
{
	struct source source = { .suite = suite, .directory = directory, .how = how };
	enum status status = STATUS_CANNOT_RUN;

	source.path = print("%s/x86/unittests.cfg", directory);
	source.file = fopen(source.path, "re");
	if (source.file) {
		status = read_all(&source);
		if (status == STATUS_PASS && ferror(source.file))
			status = STATUS_CANNOT_RUN;
		fclose(source.file);
	} else {
		error("%s: %s (a checkout of kvm-unit-tests is wanted)", source.path,
		      strerror(errno));
	}
	free(source.path);
	free(source.line);
	return status;
}
