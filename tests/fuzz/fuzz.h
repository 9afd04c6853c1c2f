/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>
#include <stdio.h>

#include "log/log.h"
#include "log/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where output goes that nobody reads; formatted all the same. */
static inline FILE *fuzz_nowhere(void)
{
	static FILE *nowhere;

	if (!nowhere)
		nowhere = fopen("/dev/null", "we");
	return nowhere;
}

static inline void fuzz_read(struct log *log, const uint8_t *data, size_t size)
{
	FILE *file = size ? fmemopen((void *)data, size, "r") : NULL;

	if (!file)
		return;
	log_read(log, file);
	fclose(file);
}

#endif
