// SPDX-License-Identifier: GPL-2.0-only
/* The formats, the modes, and the host's files. */
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "counters.h"
#include "fake.h"
#include "guest.h"
#include "host.h"
#include "modes.h"
#include "reading.h"
#include "sample.h"
#include "shared/grouped.h"
#include "shared/memory.h"
#include "source.h"

static struct source source;

static void start_source(enum isa isa, bool steady)
{
	struct reader model = fake_reader();

	fake_start(isa);
	model.handlers = true;
	assert_null(source_guest(&source, &model, false, steady));
	fake_exits(isa == ISA_VMX ? 30 : 0x7b, 1234567, 1000);
	fake_exits(1, 3, 2000);
}

static void start(enum isa isa)
{
	start_source(isa, false);
}

/* What a mode writes. */
static char *written(enum format_kind kind, enum order order, int (*mode)(struct output *output),
		     int status)
{
	struct output output = { .kind = kind, .order = order };
	char *text;
	size_t size;

	output.to = open_memstream(&text, &size);
	assert_int_equal(mode(&output), status);
	fclose(output.to);
	source_free(&source);
	return text;
}

static int boot(struct output *output)
{
	return mode_boot(&source, output);
}

static int interval(struct output *output)
{
	return mode_interval(&source, output, 1, 2);
}

static void has(const char *text, const char *words)
{
	if (!strstr(text, words))
		fail_msg("'%s' is not in:\n%s", words, text);
}

static void test_table(void **state)
{
	char *text;

	(void)state;
	start(ISA_VMX);
	text = written(FORMAT_TABLE, BY_COUNT, boot, 0);
	has(text, "Exits since boot, VMX:\n");
	has(text,
	    "   30 IO_INSTRUCTION             1,234,567  100.0           1,000           1,300\n");
	has(text, "      total                      1,234,574  100.0           1,000 ");
	has(text, "\n4 of the CPUID exits are exitstat's own.\n");
	free(text);
	start(ISA_SVM);
	text = written(FORMAT_TABLE, BY_NAME, boot, 0);
	has(text, " 0x72 cpuid ");
	assert_true(strstr(text, " cpuid ") < strstr(text, " io "));
	free(text);
}

static void test_raw(void **state)
{
	char *text;

	(void)state;
	start(ISA_VMX);
	fake_exits(48, 0x100000002, 1);
	text = written(FORMAT_RAW, BY_COUNT, boot, 0);
	assert_int_equal(strncmp(text, "0- 0, 0x0, 0x0, 0x0\n1- 3, 0x0, 0x1, 0x0\n", 40), 0);
	has(text, "\n3- 0, 0x0, 0x0, 0x0\n");
	has(text, "\n30- 1234567, 0x0, 0x1e, 0x0\n");
	has(text, "\n35- 0, 0x0, 0x0, 0xffffffff\n36- 0, 0x0, 0x24, 0x0\n");
	has(text, "\n48- 2, 0x1, 0x30, 0x0\n");
	has(text, "\n85- 0, 0x0, 0x55, 0x0\n");
	free(text);
	start(ISA_SVM);
	text = written(FORMAT_RAW, BY_COUNT, boot, 0);
	has(text, "\n123- 1234567, 0x0, 0x7b, 0x0\n");
	has(text, "\n166- 0, 0x0, 0xa6, 0x0\n1024- 0, 0x0, 0x400, 0x0\n");
	has(text, "\n65535- 0, 0x0, 0xffff, 0x0\n");
	free(text);
}

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value))
		fail_msg("no member %s", name);
	return value;
}

static void test_json(void **state)
{
	struct json_object *object, *part, *row;
	char *text;

	(void)state;
	start(ISA_VMX);
	text = written(FORMAT_JSON, BY_COUNT, boot, 0);
	object = json_tokener_parse(text);
	assert_non_null(object);
	assert_string_equal(json_object_get_string(member(object, "type")), "boot");
	assert_string_equal(json_object_get_string(member(object, "numbering")), "vmx");
	assert_int_equal(json_object_get_int(member(object, "flags")), 0x401);
	assert_int_equal(json_object_array_length(member(object, "flag_names")), 2);
	assert_int_equal(json_object_get_int(member(member(object, "own"), "count")), 4);
	part = json_object_array_get_idx(member(object, "parts"), 0);
	assert_int_equal(json_object_get_int(member(part, "exits")), 1234574);
	row = json_object_array_get_idx(member(part, "reasons"), 0);
	assert_int_equal(json_object_get_int(member(row, "reason")), 30);
	assert_int_equal(json_object_get_int(member(row, "count")), 1234567);
	assert_int_equal(json_object_get_int64(member(row, "handled")), 1234567000);
	json_object_put(object);
	free(text);
}

static void test_csv(void **state)
{
	char *text;

	(void)state;
	start(ISA_VMX);
	text = written(FORMAT_CSV, BY_REASON, boot, 0);
	assert_string_equal(text,
			    "type,run,seconds,vcpu,reason,name,count,handled,away,nested\n"
			    "boot,0,0.000000,,1,EXTERNAL_INTERRUPT,3,6000,6900,0\n"
			    "boot,0,0.000000,,10,CPUID,4,3600,4500,0\n"
			    "boot,0,0.000000,,30,IO_INSTRUCTION,1234567,1234567000,1604937100,0\n"
			    "boot,0,0.000000,,,total,1234574,1234576600,1604948500,0\n");
	free(text);
}

/* Only exits of ours happen in them, so nothing is left. */
static void test_interval(void **state)
{
	char *text;

	(void)state;
	start(ISA_VMX);
	text = written(FORMAT_CSV, BY_COUNT, interval, 0);
	has(text, "nested\ninterval,0,");
	has(text, ",,,total,0,0,0,0\ninterval,0,");
	free(text);
	start(ISA_VMX);
	text = written(FORMAT_TABLE, BY_COUNT, interval, 0);
	has(text, "exits/s");
	free(text);
}

static char **words;
static unsigned long runs;

static int command(struct output *output)
{
	return mode_command(&source, output, words, runs);
}

static char *run(enum format_kind kind, char **command_words, unsigned long times, int status)
{
	start_source(ISA_SVM, true);
	words = command_words;
	runs = times;
	return written(kind, BY_COUNT, command, status);
}

static void test_command(void **state)
{
	struct json_object *object, *part;
	char *text;

	(void)state;
	text = run(FORMAT_TABLE, (char *[]){ "true", NULL }, 1, 0);
	has(text, "Exits while 'true' ran, SVM:");
	has(text, "Not in the table: ");
	free(text);
	free(run(FORMAT_TABLE, (char *[]){ "sh", "-c", "exit 7", NULL }, 1, 7));
	free(run(FORMAT_TABLE, (char *[]){ "sh", "-c", "kill -9 $$", NULL }, 1, 128 + 9));
	text = run(FORMAT_TABLE, (char *[]){ "/nonexistent", NULL }, 1, STATUS_NOT_FOUND);
	assert_string_equal(text, "");
	free(text);
	free(run(FORMAT_TABLE, (char *[]){ "/", NULL }, 1, STATUS_NOT_EXECUTABLE));
	text = run(FORMAT_TABLE, (char *[]){ "true", NULL }, 3, 0);
	has(text, "mean of 3 runs");
	has(text, "      total                            0.0  ±   0.00 %");
	free(text);
	text = run(FORMAT_JSON, (char *[]){ "sh", "-c", "exit 3 # \"\\\t", NULL }, 1, 3);
	object = json_tokener_parse(text);
	assert_string_equal(
		json_object_get_string(json_object_array_get_idx(member(object, "command"), 2)),
		"exit 3 # \"\\\t");
	assert_int_equal(json_object_get_int(member(object, "status")), 3);
	part = json_object_array_get_idx(member(object, "parts"), 0);
	assert_int_equal(json_object_get_int(member(part, "exits")), 0);
	json_object_put(object);
	free(text);
}

static void test_parse(void **state)
{
	static const struct {
		const char *text, *why;
	} files[] = {
		{ "# abi 2 numbering vmx other 0\n# reason name\n10 CPUID 5 50 60 1\n", NULL },
		{ "# abi 2 numbering svm other 0\n1024 npf 5 50 60 1\n", NULL },
		{ "", "no heading" },
		{ "10 CPUID 5 50 60 1\n", "no heading" },
		{ "# abi 2 numbering vmx other 0\n10 CPUID 5 50\n", "not a line" },
		{ "# abi 2 numbering vmx other 0\nrubbish\n", "not a line" },
	};
	struct reading reading;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char *text = print("%s", files[i].text);
		const char *why = host_parse(text, &reading);

		if (files[i].why)
			assert_non_null(strstr(why, files[i].why));
		else
			assert_null(why);
		free(text);
	}
}

static char root[] = "/tmp/exitstat-test-XXXXXX";

static void put(const char *name, const char *text)
{
	char *path = print("%s/%s", root, name);
	FILE *file;

	for (char *c = path + strlen(root) + 1; *c; c++) {
		if (*c != '/')
			continue;
		*c = 0;
		mkdir(path, 0700);
		*c = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	free(path);
}

static int host_vm(int expected, int which, bool vcpus, const char **why)
{
	char **directories;
	int n = host_vms(root, &directories);

	assert_int_equal(n, expected);
	*why = source_host(&source, directories[which], vcpus);
	for (int i = 0; i < n; i++)
		free(directories[i]);
	free(directories);
	return n;
}

#define HEAD "# abi 2 numbering vmx other 0\n# reason name count handled away nested\n"

static void test_host(void **state)
{
	const char *why;
	char *text;

	(void)state;
	assert_non_null(mkdtemp(root));
	put("not-a-vm", "");
	put("remote_tlb_flush", "");
	put("99999-11/vcpu0/exit_counters", HEAD "10 CPUID 5 50 60 0\n30 IO 1 2 3 0\n");
	put("99999-11/vcpu10/exit_counters", HEAD "12 HLT 7 70 80 0\n");
	put("99999-11/vcpu2/exit_counters", HEAD "10 CPUID 1 10 11 1\n");
	host_vm(1, 0, false, &why);
	assert_null(why);
	text = written(FORMAT_CSV, BY_REASON, boot, 0);
	has(text, "boot,0,0.000000,,10,CPUID,6,60,71,1\nboot,0,0.000000,,12,HLT,7,70,80,0\n");
	has(text, ",total,14,132,154,1\n");
	free(text);
	host_vm(1, 0, true, &why);
	assert_null(why);
	text = written(FORMAT_TABLE, BY_COUNT, boot, 0);
	has(text, "all vCPUs       vCPU  0       vCPU  2       vCPU 10\n");
	has(text,
	    "   12 HLT                              7             0             0             7\n");
	free(text);
	/* The VM's own file goes first where there is one. */
	put("99999-11/exit_counters", HEAD "10 CPUID 8 50 60 0\n");
	put("123456-9/vcpu0/statistics", "");
	host_vm(2, 0, false, &why);
	assert_null(why);
	text = written(FORMAT_CSV, BY_REASON, boot, 0);
	has(text, ",10,CPUID,8,");
	free(text);
	host_vm(2, 1, false, &why);
	has(why, "kvm.exit_counters is off");
	text = print("rm -r %s", root);
	assert_int_equal(system(text), 0);
	free(text);
}

static void test_grouped(void **state)
{
	char text[GROUPED];

	(void)state;
	assert_string_equal(grouped(0, text), "0");
	assert_string_equal(grouped(999, text), "999");
	assert_string_equal(grouped(1000, text), "1,000");
	assert_string_equal(grouped(ULONG_MAX, text), "18,446,744,073,709,551,615");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),	 cmocka_unit_test(test_raw),
		cmocka_unit_test(test_json),	 cmocka_unit_test(test_csv),
		cmocka_unit_test(test_interval), cmocka_unit_test(test_command),
		cmocka_unit_test(test_parse),	 cmocka_unit_test(test_host),
		cmocka_unit_test(test_grouped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
