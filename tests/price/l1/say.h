/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines to the host, each behind the name of the variant that runs. */
#ifndef SAY_H
#define SAY_H

#include <stdbool.h>

/* From now on it is that variant. */
void say_of(const char *variant);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Whether there was an error among what the agent's parts had to say. */
bool say_failed(void);

#endif
