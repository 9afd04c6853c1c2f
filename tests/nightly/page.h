/* SPDX-License-Identifier: GPL-2.0-only */
/* The page of a night, which needs no other file; it links to the logs. */
#ifndef NIGHTLY_PAGE_H
#define NIGHTLY_PAGE_H

#include "night.h"

/* FOLDER/index.html, as things are now; whole or not at all. False: it cannot be written, and it was said. */
bool page_write(const struct night *night);

#endif
