// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preloaded into Bochs. In Debian's build of Bochs 3.1 IDIV of 64 bits gives 0 or what lay on the stack: long_idiv()
 * (cpu/wide_int.cc) passes a signed structure on as an unsigned one, and the compiler takes its stores for
 * unused. L1's kernel then dies of a divide error, when it computes the speed of the HPET. So the function
 * is tried; if it cannot divide, a jump to a right one is put at its start.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "patch.h"

#define NAME "_Z9long_idivP7Bit128sPlPKS_l"

/* Bochs's Bit128s */
struct wide {
	uint64_t low;
	int64_t high;
};

typedef void divide(struct wide *quotient, int64_t *remainder, const struct wide *dividend,
		    int64_t divisor);

/* The caller has seen to it that the divisor is not 0, nor the quotient beyond 128 bits. */
static void right(struct wide *quotient, int64_t *remainder, const struct wide *dividend,
		  int64_t divisor)
{
	__int128 from = (__int128)((unsigned __int128)dividend->high << 64 | dividend->low);
	__int128 result = from / divisor;

	*remainder = (int64_t)(from % divisor);
	quotient->low = (uint64_t)result;
	quotient->high = (int64_t)(result >> 64);
}

static bool can(divide *function)
{
	static const struct wide ten = { 10, 0 }, minus_ten = { (uint64_t)-10, -1 };
	struct wide quotient = { 0 };
	int64_t remainder = 0;
	bool good;

	function(&quotient, &remainder, &ten, 3);
	good = quotient.low == 3 && quotient.high == 0 && remainder == 1;
	function(&quotient, &remainder, &minus_ten, 3);
	return good && quotient.low == (uint64_t)-3 && quotient.high == -1 && remainder == -1;
}

__attribute__((constructor)) static void learn_to_divide(void)
{
	void *address = dlsym(RTLD_DEFAULT, NAME);
	divide *function;

	if (!address)
		return;
	memcpy(&function, &address, sizeof(function));
	if (can(function))
		return;
	if (!patch_jump(address, (uintptr_t)right))
		perror("Bochs's long_idiv()");
}
