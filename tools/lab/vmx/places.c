// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <string.h>

#include "patch.h"
#include "places.h"

/* BX_CPU_C: getICacheEntry(), cpu_loop_debugger() (from 3.0 on) and cpu_loop() */
#define FETCH	      "_ZN8BX_CPU_C14getICacheEntryEv"
#define DEBUGGER_LOOP "_ZN8BX_CPU_C17cpu_loop_debuggerEv"
#define LOOP	      "_ZN8BX_CPU_C8cpu_loopEv"

/* getICacheEntry() begins with it: is RIP within what can be fetched without a look at the TLB? */
struct fetch {
	unsigned char load_window[2]; /* mov eipPageWindowSize(%rdi), %eax */
	uint32_t window;
	unsigned char load_bias[3]; /* mov eipPageBias(%rdi), %rsi */
	uint32_t bias;
	unsigned char add_rip[3]; /* add RIP(%rdi), %rsi */
	uint32_t rip;
} __attribute__((packed));

/* What comes next takes the page's physical address. Between it and the window is eipFetchPtr, where the page is here. */
struct page {
	unsigned char load[3]; /* mov pAddrFetchPage(%rbx), %rdx */
	uint32_t field;
} __attribute__((packed));

/* The loop's step: RIP += i->ilen(). */
struct step {
	unsigned char call; /* bx_instr_before_execution() */
	int32_t distance;
	unsigned char load[3]; /* movzbl ilen(%rbx), %eax */
	uint8_t length;
	unsigned char add[3]; /* add %rax, RIP(%r14) */
	uint32_t rip;
} __attribute__((packed));

static bool find_fields(struct places *places)
{
	static const struct fetch known = {
		.load_window = { 0x8b, 0x87 },
		.load_bias = { 0x48, 0x8b, 0xb7 },
		.add_rip = { 0x48, 0x03, 0xb7 },
	};
	struct page page = { .load = { 0x48, 0x8b, 0x93 } };
	size_t size, start = 0;
	const unsigned char *code = code_of(FETCH, &size);
	struct fetch at;

	if (!code)
		return false;
	for (; start + sizeof(at) <= size; start++) {
		memcpy(&at, code + start, sizeof(at));
		if (!memcmp(at.load_window, known.load_window, sizeof(known.load_window)) &&
		    !memcmp(at.load_bias, known.load_bias, sizeof(known.load_bias)) &&
		    !memcmp(at.add_rip, known.add_rip, sizeof(known.add_rip)))
			break;
	}
	page.field = at.bias + 24;
	if (start + sizeof(at) > size || at.window != at.bias + 8 ||
	    !memmem(code + start, size - start, &page, sizeof(page)))
		return false;
	places->rip = at.rip;
	places->bias = at.bias;
	places->window = at.window;
	places->fetch = at.bias + 16;
	return true;
}

/* RIP's place must be the one that was found. */
static bool find_length(struct places *places, const unsigned char *before_execution)
{
	static const struct step known = {
		.call = 0xe8,
		.load = { 0x0f, 0xb6, 0x43 },
		.add = { 0x49, 0x01, 0x86 },
	};
	size_t size;
	const unsigned char *code = code_of(DEBUGGER_LOOP, &size);
	struct step at;

	if (!code)
		code = code_of(LOOP, &size);
	for (size_t i = 0; code && i + sizeof(at) <= size; i++) {
		memcpy(&at, code + i, sizeof(at));
		if (at.call == known.call && at.rip == places->rip &&
		    !memcmp(at.load, known.load, sizeof(known.load)) &&
		    !memcmp(at.add, known.add, sizeof(known.add)) &&
		    code + i + 5 + at.distance == before_execution) {
			places->length = at.length;
			return true;
		}
	}
	return false;
}

bool places_find(struct places *places, const unsigned char *before_execution)
{
	return find_fields(places) && find_length(places, before_execution);
}
