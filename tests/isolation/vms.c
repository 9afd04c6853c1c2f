// SPDX-License-Identifier: GPL-2.0-only
/*
 * vms SPEC: guests side by side. All begin their workloads when all are ready, and none ends
 * before all are through, so that each exists, and can be read, all the time.
 *
 * SPEC has lines `vm NAME`, and for each `append WORDS` (its command line) and `argument WORD`
 * (for QEMU). Ends with 0 if all guests passed, 1 if one did not, 2 for wrong usage, 3 if it
 * could not run, 5 if a guest ended too early.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "host.h"
#include "vm.h"

static struct vm vm[MAX_VMS];
static int vms;

static void usage(const char *what, const char *line)
{
	printf("@error vms: %s: %s\n", what, line);
	exit(2);
}

static void read_spec(char *text)
{
	char *line;

	while ((line = strsep(&text, "\n"))) {
		char *value = line, *key = strsep(&value, " ");
		struct vm *last = vms ? &vm[vms - 1] : NULL;

		if (!*key)
			continue;
		if (!value || (strcmp(key, "vm") && !last))
			usage("not a line of a spec", key);
		if (!strcmp(key, "vm") && vms < MAX_VMS)
			vm[vms++] = (struct vm){
				.name = value, .append = "", .serial = -1, .step = true
			};
		else if (!strcmp(key, "append"))
			last->append = value;
		else if (!strcmp(key, "argument") && last->arguments < MAX_WORDS)
			last->argument[last->arguments++] = value;
		else
			usage("unknown, or too many", key);
	}
	if (!vms)
		usage("no vm in the spec", "");
}

static void all_counters(const char *when)
{
	for (int i = 0; i < vms; i++)
		host_counters(when, &vm[i]);
}

static bool starts(const char *line, const char *with)
{
	return !strncmp(line, with, strlen(with));
}

static void line(struct vm *v)
{
	printf("%s| %s\n", v->name, v->line);
	sscanf(v->line, "1..%d", &v->planned);
	if (starts(v->line, "# exitscope {\"type\":\"host\"")) {
		v->ready = true;
		v->waits = true;
	} else if (starts(v->line, "ok ") || starts(v->line, "not ok ")) {
		v->results++;
		v->waits = true;
	}
	fflush(stdout);
}

/* One guest's next input; false if all serial ports are closed. */
static bool follow(void)
{
	struct pollfd wait[MAX_VMS];
	bool open = false;

	for (int i = 0; i < vms; i++) {
		wait[i] = (struct pollfd){ .fd = vm[i].serial, .events = POLLIN };
		open |= vm[i].serial >= 0;
	}
	if (!open)
		return false;
	if (poll(wait, vms, -1) < 0)
		return true;
	for (int i = 0; i < vms; i++)
		if (wait[i].revents)
			vm_input(&vm[i], line);
	return true;
}

static bool all_ready(void)
{
	for (int i = 0; i < vms; i++)
		if (!vm[i].ready || !vm[i].waits)
			return false;
	return true;
}

static bool all_through(void)
{
	for (int i = 0; i < vms; i++)
		if (vm[i].results < vm[i].planned || !vm[i].waits)
			return false;
	return true;
}

static void must_live(void)
{
	for (int i = 0; i < vms; i++) {
		if (vm[i].ended) {
			printf("@early %s\n", vm[i].name);
			exit(5);
		}
	}
}

/* A guest that has a result and more to come goes on at once. */
static void step_on(void)
{
	for (int i = 0; i < vms; i++) {
		char when[32];

		if (!vm[i].waits || vm[i].results == vm[i].planned)
			continue;
		snprintf(when, sizeof(when), "%s-%d", vm[i].name, vm[i].results);
		all_counters(when);
		vm_step(&vm[i]);
	}
}

static void run(void)
{
	while (!all_ready()) {
		follow();
		must_live();
	}
	host_log("boot");
	host_memory_begin();
	while (!all_through()) {
		step_on();
		follow();
		must_live();
	}
	all_counters("after");
	host_memory_end(vm, vms);
	host_log("after");
}

int main(int argc, char **argv)
{
	char *spec = argc == 2 ? read_text(argv[1]) : NULL;
	bool passed = true;

	if (!spec)
		usage("usage: vms SPEC", argc == 2 ? argv[1] : "");
	read_spec(spec);
	for (int i = 0; i < vms; i++)
		vm_start(&vm[i]);
	run();
	for (int i = 0; i < vms; i++)
		vm_step(&vm[i]);
	while (follow())
		;
	for (int i = 0; i < vms; i++)
		passed &= vm_passed(&vm[i]);
	printf("@done %s\n", passed ? "pass" : "fail");
	return !passed;
}
