/* SPDX-License-Identifier: GPL-2.0-only */
/* Every way to the counters, asked. */
#ifndef PATHS_H
#define PATHS_H

#include <stdbool.h>

/* All checks, a line `ok` or `not ok` each; whether all were ok. */
bool paths_check(bool vmx, bool emulates);

#endif
