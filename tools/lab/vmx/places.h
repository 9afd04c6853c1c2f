/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where Bochs has what an instruction is. That is read from Bochs's code, which is known by what it is, as 2.7, 3.0 and
 * 3.1 of Debian have it.
 */
#ifndef PLACES_H
#define PLACES_H

#include <stdbool.h>
#include <stdint.h>

struct places {
	/* In BX_CPU_C: RIP; what makes an offset in the page of it; how much of the page can be fetched from; the page. */
	uint32_t rip, bias, window, fetch;
	uint8_t length; /* in bxInstruction_c */
};

/* @before_execution: the function that is called before each instruction. False: the code is another. */
bool places_find(struct places *places, const unsigned char *before_execution);

#endif
