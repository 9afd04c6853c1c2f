/* SPDX-License-Identifier: GPL-2.0-only */
/* What a lab's emulator does otherwise than the manuals say: tools/lab/quirks, read for the version that runs. */
#ifndef QUIRKS_H
#define QUIRKS_H

#include <stdbool.h>

struct quirks {
	char *emulator; /* "qemu" or "bochs" */
	char *version;	/* as it says itself, "" if it does not */
	char *taken_as; /* the release whose entries hold: its own, or the last that was checked before it */
	bool checked; /* it is its own */
	char *told;   /* the names of those that change rows of the guest's, with commas between */
};

/* The table's word on a version. False: said why; to be freed all the same. */
bool quirks_read(struct quirks *quirks, const char *path, const char *emulator,
		 const char *version);
void quirks_free(struct quirks *quirks);

/* A version's first two numbers as one that can be compared; 0: it has none. */
unsigned int quirks_release(const char *version);

/* The number that follows the words @before in what `@program @option` says; "" if there is none. To be freed. */
char *quirks_version(const char *program, const char *option, const char *before);

#endif
