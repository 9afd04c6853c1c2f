// SPDX-License-Identifier: GPL-2.0-only
/*
 * table LAB LOG: the table of what each way to count adds to a round trip, from the log of one run
 * of the payload. table LAB LOG judge: a line for each limit, and status 1 if one is passed.
 */
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define LIMIT_OFF 3 /* instructions an exit more than stock, at most */
#define TITLE	  29
#define LIMIT_ON  24 /* the same, with both metrics */

static const struct {
	const char *name, *title;
} workloads[] = {
	{ "cpuid", "CPUID" },
	{ "io.in8", "IN, in-kernel" },
	{ "ipi.nobody", "WRMSR, fast path" },
	{ "memory.first_touch", "page fault" },
	{ "hlt", "HLT" },
};

/* In the order of the table. */
enum {
	STOCK,
	AGAIN,
	UNPATCHED,
	OFF,
	ON,
	WRITE_UP,
	HISTOGRAM,
	BPF_COUNT,
	BPF_TIME,
	PERF_COUNT,
	PERF_RECORD,
	VARIANTS,
};

static const struct {
	const char *name, *title;
} variants[VARIANTS] = {
	[STOCK] = { "stock", "stock, Debian's modules" },
	[AGAIN] = { "stock-again", "stock again, after the tracers" },
	[UNPATCHED] = { "unpatched", "stock, compiled here" },
	[OFF] = { "off", "patched, off" },
	[ON] = { "on", "patched, on" },
	[WRITE_UP] = { "write-up", "write-up: 3 global atomics" },
	[HISTOGRAM] = { "histogram", "kvm_exit histogram" },
	[BPF_COUNT] = { "bpf-count", "bpf: count by reason" },
	[BPF_TIME] = { "bpf-time", "bpf: count and time" },
	[PERF_COUNT] = { "perf-count", "perf stat: one sum" },
	[PERF_RECORD] = { "perf-record", "perf kvm stat record" },
};

#define WORKLOADS ARRAY_SIZE(workloads)

static struct {
	bool there, steady;
	long round_trip; /* the median, in cycles of the lab: an instruction each */
	long exits;	 /* of one operation, where the counters are on */
} cell[VARIANTS][WORKLOADS];

static struct {
	char refused[256]; /* why the kernel would not have this tracer */
	long counted;	   /* exits that it says to have seen, -1 if it says nothing */
} tracer[VARIANTS];

static long member(struct json_object *object, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(object, name, &value) ? json_object_get_int64(value) : -1;
}

static struct json_object *inner(struct json_object *object, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(object, name, &value) ? value : NULL;
}

/* What the workload must cost, by its own expectation, which the guest has checked. */
static long exits_of(struct json_object *record)
{
	struct json_object *exits = inner(record, "exits");
	long ops = member(record, "ops"), sum = 0;

	for (size_t i = 0; exits && i < json_object_array_length(exits); i++) {
		long expect = member(json_object_array_get_idx(exits, i), "expect");

		sum += expect > 0 ? expect : 0;
	}
	return ops > 0 ? sum / ops : 0;
}

static void take_result(int variant, struct json_object *record)
{
	struct json_object *round_trip = inner(record, "round_trip");
	const char *name = json_object_get_string(inner(record, "name"));
	const char *verdict = json_object_get_string(inner(record, "verdict"));

	for (size_t i = 0; name && verdict && i < WORKLOADS; i++) {
		if (strcmp(name, workloads[i].name) || !strcmp(verdict, "fail") || !round_trip)
			continue;
		cell[variant][i].there = true;
		cell[variant][i].steady = member(round_trip, "steady") == 1;
		cell[variant][i].round_trip = member(round_trip, "median");
		cell[variant][i].exits = exits_of(record);
	}
}

static void take_line(int variant, const char *text)
{
	static const char mark[] = "# exitscope ";
	struct json_object *record;

	if (sscanf(text, "counted %ld", &tracer[variant].counted) == 1)
		return;
	if (!strncmp(text, "refused ", 8)) {
		snprintf(tracer[variant].refused, sizeof(tracer[variant].refused), "%s", text + 8);
		return;
	}
	if (strncmp(text, mark, sizeof(mark) - 1))
		return;
	record = json_tokener_parse(text + sizeof(mark) - 1);
	if (record && !strcmp(json_object_get_string(inner(record, "type")) ?: "", "result"))
		take_result(variant, record);
	json_object_put(record);
}

static bool read_log(const char *path)
{
	static char line[1 << 16];
	FILE *log = fopen(path, "r");

	if (!log) {
		perror(path);
		return false;
	}
	while (fgets(line, sizeof(line), log)) {
		char *text = strstr(line, ": ");

		line[strcspn(line, "\r\n")] = 0;
		if (!text)
			continue;
		*text = 0;
		for (int i = 0; i < VARIANTS; i++)
			if (!strcmp(line, variants[i].name))
				take_line(i, text + 2);
	}
	fclose(log);
	return true;
}

static long more(int variant, int base, size_t i)
{
	return cell[variant][i].round_trip - cell[base][i].round_trip;
}

/* What is added to @base; of that itself, the whole. */
static void print_row(int variant, int base, const char *title)
{
	printf("%-*s", TITLE, title);
	for (size_t i = 0; i < WORKLOADS; i++) {
		int width = strlen(workloads[i].title);

		if (!cell[variant][i].there || !cell[base][i].there)
			printf("  %*s", width, "-");
		else if (variant == base)
			printf("  %*ld", width, cell[base][i].round_trip);
		else
			printf("  %+*ld", width, more(variant, base, i));
	}
	if (*tracer[variant].refused)
		printf("  the kernel refuses %s", tracer[variant].refused);
	putchar('\n');
}

static void print_table(const char *lab)
{
	printf("%s lab: %-*s", lab, TITLE - 9, "instructions");
	for (size_t i = 0; i < WORKLOADS; i++)
		printf("  %s", workloads[i].title);
	printf("\n%-*s", TITLE, "exits of one operation");
	for (size_t i = 0; i < WORKLOADS; i++)
		printf("  %*ld", (int)strlen(workloads[i].title), cell[ON][i].exits);
	putchar('\n');
	for (int i = 0; i < VARIANTS; i++) {
		if (i != AGAIN)
			print_row(i, STOCK, variants[i].title);
		if (i == ON)
			print_row(ON, OFF, "  on, over off");
	}
}

static int checks;
static bool bad;

static void check(bool good, const char *lab, const char *what)
{
	printf("%s %d %s: %s\n", good ? "ok" : "not ok", ++checks, lab, what);
	bad |= !good;
}

/* A cell that is empty is no measurement: only a tracer that the kernel refuses may have none. */
static void check_complete(const char *lab)
{
	bool good = true;

	for (int v = 0; v < VARIANTS; v++) {
		for (size_t i = 0; i < WORKLOADS && !*tracer[v].refused; i++) {
			if (cell[v][i].there && cell[v][i].steady)
				continue;
			printf("# %s of %s: %s\n", workloads[i].name, variants[v].name,
			       cell[v][i].there ? "not steady" : "no result");
			good = false;
		}
	}
	check(good, lab, "every variant has run, every median is steady");
}

/* A tracer that has seen nothing costs nothing. */
static void check_tracers(const char *lab)
{
	bool good = true;

	for (int v = HISTOGRAM; v < VARIANTS; v++) {
		if (*tracer[v].refused || tracer[v].counted > 0)
			continue;
		printf("# %s has counted %ld exits\n", variants[v].name, tracer[v].counted);
		good = false;
	}
	check(good, lab, "the tracers have counted exits");
}

static bool within(int variant, int base, int limit)
{
	bool good = true;

	for (size_t i = 0; i < WORKLOADS; i++) {
		if (more(variant, base, i) <= limit * cell[ON][i].exits)
			continue;
		printf("# %s: %s is %+ld against %s, in %ld exits\n", workloads[i].name,
		       variants[variant].name, more(variant, base, i), variants[base].name,
		       cell[ON][i].exits);
		good = false;
	}
	return good;
}

/* In the vmx lab to the instruction; in the svm lab QEMU's clock is off by one now and then. */
static bool same(const char *lab, int variant, int base)
{
	int slack = !strcmp(lab, "svm");

	return within(variant, base, slack) && within(base, variant, slack);
}

static int judge(const char *lab)
{
	check_complete(lab);
	check_tracers(lab);
	check(same(lab, AGAIN, STOCK), lab, "stock after the tracers costs the same again");
	check(same(lab, UNPATCHED, STOCK), lab, "stock compiled here costs the same");
	check(within(OFF, STOCK, LIMIT_OFF), lab, "off: at most 3 instructions an exit over stock");
	check(within(ON, STOCK, LIMIT_ON), lab, "on: at most 24 instructions an exit over stock");
	check(within(ON, OFF, LIMIT_ON), lab, "on: at most 24 instructions an exit over off");
	return bad;
}

int main(int argc, char **argv)
{
	bool judging = argc == 4 && !strcmp(argv[3], "judge");

	if (argc != 3 && !judging) {
		fprintf(stderr, "usage: table LAB LOG [judge]\n");
		return 2;
	}
	for (int i = 0; i < VARIANTS; i++)
		tracer[i].counted = -1;
	if (!read_log(argv[2]))
		return 2;
	if (judging)
		return judge(argv[1]);
	print_table(argv[1]);
	return 0;
}
