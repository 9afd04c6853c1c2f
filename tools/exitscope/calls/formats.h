/* SPDX-License-Identifier: GPL-2.0-only */
/* All formats, by name. */
#ifndef CALLS_FORMATS_H
#define CALLS_FORMATS_H

#include "format.h"

/* "html", ...; NULL: there is no such format. */
format_writer *format_find(const char *name);

#endif
