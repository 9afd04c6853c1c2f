// SPDX-License-Identifier: GPL-2.0-only
/* What the counters must say of a guest of vm.c. */
#include <string.h>

#include "counts.h"
#include "modules.h"
#include "say.h"
#include "vm.h"

/* Native numbers: SDM vol. 3, appendix C; APM vol. 2, appendix C. */
static uint32_t reason_cpuid(void)
{
	return strcmp(vendor(), "amd") ? 10 : 0x72;
}

static uint32_t reason_hlt(void)
{
	return strcmp(vendor(), "amd") ? 12 : 0x78;
}

/* All reasons that the numbering defines, and some that it does not. */
static void ask_all(struct vcpu *vcpu)
{
	if (strcmp(vendor(), "amd")) {
		for (uint32_t i = 0; i < 96; i++)
			ask(vcpu, LEAF_METRIC, i);
		return;
	}
	for (uint32_t i = 0; i < 0xb0; i++)
		ask(vcpu, LEAF_METRIC, i);
	for (uint32_t i = 0x3ff; i < 0x405; i++)
		ask(vcpu, LEAF_METRIC, i);
	ask(vcpu, LEAF_METRIC, 0xffff);
}

static uint64_t sum(const struct vcpu *vcpu, uint32_t *defined)
{
	uint64_t total = 0;

	*defined = 0;
	for (uint32_t i = 0; i < vcpu->list->count; i++) {
		const struct query *query = &vcpu->list->query[i];

		if (query->leaf != LEAF_METRIC || !answer_defined(query))
			continue;
		total += answer_count(query);
		++*defined;
	}
	return total;
}

static uint64_t count_of(const struct vcpu *vcpu, uint32_t reason)
{
	for (uint32_t i = 0; i < vcpu->list->count; i++) {
		const struct query *query = &vcpu->list->query[i];

		if (query->leaf == LEAF_METRIC && query->index == reason)
			return answer_count(query);
	}
	return UINT64_MAX;
}

static bool same(const char *what, uint64_t is, uint64_t should)
{
	if (is != should)
		wrong("%s: %lu, should be %lu", what, (unsigned long)is, (unsigned long)should);
	return is == should;
}

bool counts_check(struct vcpu *vcpu, uint32_t view)
{
	/* What the latch, the first of the list, has counted: itself and all before it. */
	uint64_t cpuids = vcpu->cpuids + 1, halts = vcpu->halts, total;
	uint32_t defined;

	vcpu_clear(vcpu);
	ask(vcpu, LEAF_VIEW, view | VIEW_LATCH);
	ask_all(vcpu);
	ask(vcpu, LEAF_TOTAL, 0);
	if (!vcpu_answer(vcpu))
		return false;
	total = answer_count(&vcpu->list->query[0]);
	if (!same("sum of the latched rows", sum(vcpu, &defined), total) ||
	    !same("the live total is beyond the latched one",
		  answer_count(&vcpu->list->query[vcpu->list->count - 1]) > total, true) ||
	    !same("reasons that are defined", defined, strcmp(vendor(), "amd") ? 80 : 172))
		return false;
	if (view & VIEW_THIS_VCPU)
		return same("CPUIDs", count_of(vcpu, reason_cpuid()), cpuids) &&
		       same("halts", count_of(vcpu, reason_hlt()), halts);
	if (count_of(vcpu, reason_cpuid()) >= cpuids)
		return true;
	wrong("the VM's sum is less than one vCPU's share");
	return false;
}

bool counts_check_few(struct vcpu *vcpu)
{
	uint64_t cpuids = vcpu->cpuids;
	const struct query *query = vcpu->list->query;

	vcpu_clear(vcpu);
	ask(vcpu, LEAF_SIGNATURE, 0);
	ask(vcpu, LEAF_VERSION, 0);
	ask(vcpu, LEAF_VIEW, VIEW_THIS_VCPU | VIEW_LATCH);
	ask(vcpu, LEAF_METRIC, reason_cpuid());
	ask(vcpu, LEAF_VIEW, 0);
	ask(vcpu, LEAF_METRIC, 2u << 16 | reason_hlt());
	ask(vcpu, LEAF_VIEW, 4);
	ask(vcpu, LEAF_COUNT, 0x12345678);
	ask(vcpu, LEAF_TOTAL, 0);
	if (!vcpu_answer(vcpu))
		return false;
	if (answer_defined(&query[6]) || answer_defined(&query[7])) {
		wrong("a view or a reason that is not defined has an answer");
		return false;
	}
	return same("the class", query[0].eax, LEAF_TOTAL) && same("the ABI", query[1].eax, 2) &&
	       same("CPUIDs", answer_count(&query[3]), cpuids + 3);
}

bool counts_check_off(struct vcpu *vcpu)
{
	vcpu_clear(vcpu);
	ask(vcpu, LEAF_SIGNATURE, 0);
	ask(vcpu, LEAF_VIEW, VIEW_LATCH);
	if (!vcpu_answer(vcpu))
		return false;
	if (!memcmp(&vcpu->list->query[0].ebx, "ExitCounters", 12)) {
		wrong("the leaves are there, with exit_counters=0");
		return false;
	}
	return true;
}
