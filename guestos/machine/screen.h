/* SPDX-License-Identifier: GPL-2.0-only */
/* The screen, where the boot loader left one: VGA's text mode or a framebuffer. */
#ifndef EXITSCOPE_SCREEN_H
#define EXITSCOPE_SCREEN_H

#include "shared/types.h"

enum screen_kind {
	SCREEN_NONE,
	SCREEN_TEXT,   /* 80x25 cells of character and color at 0xb8000 */
	SCREEN_PIXELS, /* a linear framebuffer of direct color */
};

struct screen {
	enum screen_kind kind;
	/* Of a framebuffer. */
	u64 address;
	u32 pitch;	   /* bytes from a line to the next */
	u32 width, height; /* pixels */
	u32 bytes;	   /* a pixel: 2, 3 or 4 */
	u32 white;	   /* all bits of red, green and blue */
};

/*
 * Takes @screen into use and clears it, if it is there: a loader may tell of a text mode that no
 * adapter has. With SCREEN_NONE nothing is touched.
 */
void screen_init(const struct screen *screen);

bool screen_is_there(void);

/* The screen in a few words, "text 80x25", "framebuffer 1280x800", or "none". */
const char *screen_name(void);

/*
 * Writes @n bytes of text where the last text ended; a newline has all of it drawn. Only what changes is
 * drawn, since each cell may be an exit. When the screen is full, its lower half moves up.
 */
void screen_write(const char *text, size_t n);

#endif
