// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMX: exit qualifications, SDM volume 3, tables 28-1 to 28-7. SVM: EXITINFO1, APM volume 2, figures 15-2 and 15-3, and 15.11
 * for MSRs.
 */
#include <stdio.h>

#include "sites_words.h"

static void io_words(char text[SITE_WORDS], u64 port, bool in, bool string, bool repeated,
		     unsigned int bytes)
{
	snprintf(text, SITE_WORDS, "%s%s%s%u 0x%lx", repeated ? "rep " : "", in ? "in" : "out",
		 string ? "s" : "", bytes * 8, port);
}

static void cr_words(char text[SITE_WORDS], u64 info)
{
	static const char *const how[] = { "write", "read", "clts", "lmsw" };
	unsigned int type = info >> 4 & 3;

	if (type > 1)
		snprintf(text, SITE_WORDS, "%s", how[type]);
	else
		snprintf(text, SITE_WORDS, "%s cr%u", how[type], (unsigned int)(info & 15));
}

static void vmx_words(char text[SITE_WORDS], u32 reason, u64 info)
{
	static const char *const how[] = { "read", "write", "fetch" };
	unsigned int type = info >> 12 & 15;

	switch (reason) {
	case VMX_IO_INSTRUCTION:
		io_words(text, info >> 16 & 0xffff, info & 8, info & 16, info & 32, (info & 7) + 1);
		break;
	case VMX_CR_ACCESS:
		cr_words(text, info);
		break;
	case VMX_DR_ACCESS:
		snprintf(text, SITE_WORDS, "%s dr%u", info & 16 ? "read" : "write",
			 (unsigned int)(info & 7));
		break;
	case VMX_APIC_ACCESS:
		snprintf(text, SITE_WORDS, "%s apic 0x%lx", type < 3 ? how[type] : "event",
			 info & 0xfff);
		break;
	case VMX_APIC_WRITE:
		snprintf(text, SITE_WORDS, "write apic 0x%lx", info & 0xfff);
		break;
	case VMX_EOI_INDUCED:
		snprintf(text, SITE_WORDS, "vector 0x%lx", info & 0xff);
		break;
	default:
		snprintf(text, SITE_WORDS, "0x%lx", info);
	}
}

static void svm_words(char text[SITE_WORDS], u32 reason, u64 info)
{
	switch (reason) {
	case SVM_IOIO:
		io_words(text, info >> 16 & 0xffff, info & 1, info & 4, info & 8, info >> 4 & 7);
		break;
	case SVM_MSR:
		snprintf(text, SITE_WORDS, info & 1 ? "wrmsr" : "rdmsr");
		break;
	default:
		snprintf(text, SITE_WORDS, "0x%lx", info);
	}
}

static void page_words(char text[SITE_WORDS], const struct site *site)
{
	char access[32];

	snprintf(access, sizeof(access), "%s%s%s%s", site->more & 1 ? "read" : "",
		 site->more & 2 ? (site->more & 1 ? "/write" : "write") : "",
		 site->more & 4 && site->more & 3 ? "/" : "", site->more & 4 ? "fetch" : "");
	if (!site->addresses)
		snprintf(text, SITE_WORDS, "%s", access);
	else if (site->addresses == 1)
		snprintf(text, SITE_WORDS, "%s 0x%lx", access, site->lowest);
	else
		snprintf(text, SITE_WORDS, "%s %lu in 0x%lx-0x%lx", access, site->addresses,
			 site->lowest, site->highest);
}

const char *site_words(enum isa isa, const struct site *site, char text[SITE_WORDS])
{
	*text = 0;
	switch (site->kind) {
	case SITE_PLAIN:
		break;
	case SITE_INFO:
		if (isa == ISA_VMX)
			vmx_words(text, site->reason, site->value);
		else
			svm_words(text, site->reason, site->value);
		break;
	case SITE_VECTOR:
		snprintf(text, SITE_WORDS, "vector 0x%lx", site->value);
		break;
	case SITE_LEAF:
		snprintf(text, SITE_WORDS, "leaf 0x%lx.%lx", site->value, site->more);
		break;
	case SITE_MSR:
		snprintf(text, SITE_WORDS, "%s 0x%lx", site->more ? "wrmsr" : "rdmsr", site->value);
		break;
	case SITE_ADDRESS:
		snprintf(text, SITE_WORDS, "0x%lx", site->value);
		break;
	case SITE_PAGES:
		page_words(text, site);
		break;
	}
	return text;
}
