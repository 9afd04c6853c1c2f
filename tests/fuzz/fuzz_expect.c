// SPDX-License-Identifier: GPL-2.0-only
/* Any bytes as a file of expectations, held against two logs. */
#include <stdlib.h>
#include <string.h>

#include "check/expect.h"
#include "check/judge.h"
#include "fuzz.h"
#include "log/log.h"
#include "shared/memory.h"

#define ROWS                                                                                       \
	"# exitscope {\"type\":\"result\",\"n\":1,\"name\":\"cpuid\",\"verdict\":\"pass\","        \
	"\"ops\":1000,\"exits\":[{\"reason\":10,\"name\":\"CPUID\",\"count\":1000,\"expect\":"     \
	"1000,\"handled\":512000,\"away\":800000},{\"reason\":1,\"name\":\"EXTERNAL_INTERRUPT\","  \
	"\"count\":3,\"background\":true,\"handled\":9,\"away\":12}],\"round_trip\":{\"min\":1,"   \
	"\"median\":2,\"p99\":3,\"max\":4,\"mean\":2}}\nok 1 cpuid\n"                              \
	"# exitscope {\"type\":\"result\",\"n\":2,\"name\":\"vmx.invept\",\"verdict\":\"skip\","   \
	"\"why\":\"not on SVM\"}\nok 2 vmx.invept # SKIP not on SVM\n"                             \
	"# exitscope {\"type\":\"result\",\"n\":3,\"name\":\"cr0.wp\",\"verdict\":\"fail\","       \
	"\"ops\":0,\"exits\":[{\"reason\":28,\"name\":\"CR_ACCESS\",\"count\":"                    \
	"18446744073709551615,\"expect\":2,\"away\":18446744073709551615}]}\nnot ok 3 cr0.wp\n"

static const char *const logs[] = {
	"KTAP version 1\n1..3\n# exitscope {\"type\":\"host\",\"counters\":true,\"numbering\":\"vmx\","
	"\"flags\":262143,\"vcpus\":2,\"apic\":\"x2apic\"}\n" ROWS
	"# exitscope {\"type\":\"end\",\"verdict\":\"fail\",\"pass\":1,\"fail\":1,\"skip\":1}\n",
	"KTAP version 1\n1..3\n" ROWS,
};

static void parse(struct expects *expects, const char *text)
{
	unsigned int number = 0;
	char *copy = print("%s", text), *rest = copy, *line;

	expects->path = print("%s", "fuzz");
	while ((line = strsep(&rest, "\n")))
		expects_line(expects, ++number, line, true);
	free(copy);
}

static const struct log *parsed(size_t number)
{
	static struct log log[sizeof(logs) / sizeof(logs[0])];

	if (!log[number].runs)
		fuzz_read(&log[number], (const uint8_t *)logs[number], strlen(logs[number]));
	return &log[number];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct expects expects = { 0 };
	char *text = allocate(size + 1);

	memcpy(text, data, size);
	parse(&expects, text);
	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		struct judgement judgement = { 0 };

		judge(&expects, parsed(i), NULL, "log", &judgement, fuzz_nowhere());
		/* The row that fails is a violation unless a line expects it. */
		if (!expects.count && judgement.violated != 1)
			abort();
	}
	expects_free(&expects);
	free(text);
	return 0;
}
