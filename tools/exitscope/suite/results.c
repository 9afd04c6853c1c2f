// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "log/reason_names.h"
#include "results.h"
#include "shared/memory.h"

void results_make(struct results *results, const struct suite *suite, const struct facts_file *file,
		  struct deviations *deviations)
{
	*results = (struct results){
		.header = &file->header,
		.verdict = allocate((suite->count + 1) * sizeof(struct verdict)),
		.count = suite->count,
	};
	for (size_t i = 0; i < suite->count; i++) {
		struct verdict *verdict = &results->verdict[i];

		verdict->test = &suite->test[i];
		verdict->facts = facts_of(file, verdict->test->name);
		verdict->judgement = suite_judge(suite->kind, verdict->test, verdict->facts,
						 deviations, &verdict->why);
		results->tally[verdict->judgement]++;
	}
}

void results_free(struct results *results)
{
	for (size_t i = 0; i < results->count; i++)
		free(results->verdict[i].why);
	free(results->verdict);
	memset(results, 0, sizeof(*results));
}

enum status results_status(const struct results *results)
{
	if (results->tally[JUDGED_MISSING])
		return STATUS_INCOMPLETE;
	if (results->tally[JUDGED_FAIL] || results->tally[JUDGED_TIMEOUT])
		return STATUS_FAIL;
	return results->tally[JUDGED_PASS] ? STATUS_PASS : STATUS_SKIP;
}

/* A second of the lab's is so many instructions: QEMU's icount shift=0, Bochs's ips (lab/lab.c). */
uint64_t results_instructions(const struct results *results, const struct facts *facts)
{
	if (!facts)
		return 0;
	return strcmp(results->header->lab, "vmx") ? facts->worked_ns : facts->worked_ns / 5;
}

const char *results_reason(const char *lab, uint32_t reason, char room[16])
{
#define ROW(ident, number, name) { number, name },
	static const struct {
		uint32_t number;
		const char *name;
	} vmx[] = { VMX_REASONS(ROW) }, svm[] = { SVM_REASONS(ROW) };
	bool is_vmx = !strcmp(lab, "vmx");
	size_t count = is_vmx ? ARRAY_SIZE(vmx) : ARRAY_SIZE(svm);

	for (size_t i = 0; i < count; i++)
		if ((is_vmx ? vmx : svm)[i].number == reason)
			return (is_vmx ? vmx : svm)[i].name;
	snprintf(room, 16, "%u", reason);
	return room;
}

char *results_words(const struct results *results)
{
	char *words = print("%s", ""), *more;

	for (int i = 0; i < JUDGEMENTS; i++) {
		if (!results->tally[i] && i != JUDGED_PASS && i != JUDGED_FAIL)
			continue;
		more = print("%s%s%u %s", words, *words ? ", " : "", results->tally[i],
			     judgement_name(i));
		free(words);
		words = more;
	}
	more = print("%s, of %zu", words, results->count);
	free(words);
	return more;
}
