/* SPDX-License-Identifier: GPL-2.0-only */
/* What frames go out by; the program of tests/price has another one. */
#ifndef PORT_H
#define PORT_H

#include <stddef.h>

void frame_open(void);
void frame_text(const char *channel, const char *text, size_t length);

#endif
