/* SPDX-License-Identifier: GPL-2.0-only */
/* What a site's exits were for, in words. */
#ifndef EXITSTAT_SITES_WORDS_H
#define EXITSTAT_SITES_WORDS_H

#include "sites_read.h"

#define SITE_WORDS 80

/* `out8 0x3f8`, `wrmsr 0x6e0`, `leaf 0x4.1`, or an empty text: the reason says it all. Returns @text. */
const char *site_words(enum isa isa, const struct site *site, char text[SITE_WORDS]);

#endif
