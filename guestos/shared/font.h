/* SPDX-License-Identifier: GPL-2.0-only */
/* ASCII's printable characters in a cell of 8 by 16 pixels. */
#ifndef EXITSCOPE_FONT_H
#define EXITSCOPE_FONT_H

#include "types.h"

#define FONT_WIDTH  8
#define FONT_HEIGHT 16

/* Line @y (from the top, under FONT_HEIGHT) of @c: bit 7 is the leftmost pixel. Empty for what has no glyph. */
u8 font_line(char c, u32 y);

#endif
