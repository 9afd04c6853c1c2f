/* SPDX-License-Identifier: GPL-2.0-only */
/* Framed lines to the host tool, `@<channel> <text>`, made as by printf(). */
#ifndef FRAME_H
#define FRAME_H

void frame(const char *channel, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
