/* SPDX-License-Identifier: GPL-2.0-only */
/* Which emulator a boot's configurations get. */
#ifndef HARDWARE_H
#define HARDWARE_H

#include <stdbool.h>

#include "plan/config.h"
#include "plan/options.h"

/*
 * Makes *boot the options for a boot of configurations like this one: the emulator that it needs, that
 * emulator's quirks, and the time limit. An emulator that was chosen by the user is used or none; else one
 * of build/emulators serves where the installed one is too old, the oldest that will do. False: there is
 * none, or L1's kernel is older than the configuration needs: *why says so (to be freed), or NULL if it was said.
 */
bool hardware_find(struct options *boot, const struct options *options, const struct config *config,
		   char **why);

/* Frees what hardware_find() found, true or false. */
void hardware_free(struct options *boot);

#endif
