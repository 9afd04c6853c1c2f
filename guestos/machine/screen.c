// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text is kept in a table of characters, and another holds what the screen shows: reading a screen back
 * is slow, and writing it not cheap.
 */
#include "screen.h"
#include "cpu.h"
#include "lib/string.h"
#include "memory.h"
#include "shared/font.h"

#define TEXT_BASE    0xb8000
#define TEXT_COLUMNS 80
#define TEXT_ROWS    25
#define TEXT_COLOR   0x0700 /* light gray on black */

#define CRTC_INDEX	   0x3d4
#define CRTC_DATA	   0x3d5
#define CRTC_CURSOR	   0x0a
#define CRTC_CURSOR_HIDDEN 0x20

#define MAX_COLUMNS 160
#define MAX_ROWS    60

static struct screen screen;
static u8 *pixels;
static u32 columns, rows, scale;
static u32 row, column;
static char wanted[MAX_ROWS][MAX_COLUMNS], shown[MAX_ROWS][MAX_COLUMNS];

static volatile u16 *text_cell(u32 r, u32 c)
{
	volatile u16 *cells = (volatile u16 *)TEXT_BASE;

	asm("" : "+r"(cells)); /* low memory is an address like any other here */
	return cells + r * TEXT_COLUMNS + c;
}

/* Without an adapter the bus keeps nothing. */
static bool text_is_there(void)
{
	volatile u16 *cell = text_cell(0, 0);
	u16 before = *cell, other = ~before;
	bool kept;

	*cell = other;
	kept = *cell == other;
	*cell = before;
	return kept;
}

static void draw_pixel(u8 *at, bool lit)
{
	u32 value = lit ? screen.white : 0;

	if (screen.bytes == 4)
		*(volatile u32 *)at = value;
	else
		for (u32 i = 0; i < screen.bytes; i++)
			((volatile u8 *)at)[i] = value >> 8 * i;
}

static void draw_glyph(u32 r, u32 c, char what)
{
	u8 *corner = pixels + r * FONT_HEIGHT * scale * screen.pitch +
		     c * FONT_WIDTH * scale * screen.bytes;

	for (u32 y = 0; y < FONT_HEIGHT * scale; y++) {
		u8 bits = font_line(what, y / scale);

		for (u32 x = 0; x < FONT_WIDTH * scale; x++)
			draw_pixel(corner + y * screen.pitch + x * screen.bytes,
				   bits & 0x80 >> x / scale);
	}
}

static void draw_cell(u32 r, u32 c, char what)
{
	if (screen.kind == SCREEN_TEXT)
		*text_cell(r, c) = TEXT_COLOR | (u8)what;
	else
		draw_glyph(r, c, what);
}

static void draw(void)
{
	for (u32 r = 0; r < rows; r++) {
		for (u32 c = 0; c < columns; c++) {
			if (shown[r][c] == wanted[r][c])
				continue;
			shown[r][c] = wanted[r][c];
			draw_cell(r, c, wanted[r][c]);
		}
	}
}

/* The loader's cursor stays where it was. */
static void hide_cursor(void)
{
	out8(CRTC_INDEX, CRTC_CURSOR);
	out8(CRTC_DATA, CRTC_CURSOR_HIDDEN);
}

/* As large as leaves room for 80 by 25 characters, so that it can be read on any screen. */
static bool pixels_init(void)
{
	scale = min_u64(screen.width / (FONT_WIDTH * TEXT_COLUMNS),
			screen.height / (FONT_HEIGHT * TEXT_ROWS));
	if (!scale)
		return false;
	columns = min_u64(screen.width / (FONT_WIDTH * scale), MAX_COLUMNS);
	rows = min_u64(screen.height / (FONT_HEIGHT * scale), MAX_ROWS);
	pixels = memory_map_device(screen.address, (u64)screen.pitch * screen.height);
	if (pixels)
		memset(pixels, 0, (u64)screen.pitch * screen.height);
	return pixels;
}

void screen_init(const struct screen *given)
{
	screen = *given;
	columns = TEXT_COLUMNS;
	rows = TEXT_ROWS;
	if ((screen.kind == SCREEN_TEXT && !text_is_there()) ||
	    (screen.kind == SCREEN_PIXELS && !pixels_init()))
		screen.kind = SCREEN_NONE;
	if (screen.kind == SCREEN_NONE)
		return;
	if (screen.kind == SCREEN_TEXT)
		hide_cursor();
	memset(wanted, ' ', sizeof(wanted));
	draw();
}

bool screen_is_there(void)
{
	return screen.kind != SCREEN_NONE;
}

const char *screen_name(void)
{
	static char name[32];

	if (screen.kind == SCREEN_PIXELS)
		return format_into(name, sizeof(name), "framebuffer %ux%u", screen.width,
				   screen.height);
	return screen.kind == SCREEN_TEXT ? "text 80x25" : "none";
}

static void new_line(void)
{
	column = 0;
	if (++row < rows)
		return;
	row = rows / 2;
	memcpy(wanted, wanted[rows - row], row * sizeof(wanted[0]));
	memset(wanted[row], ' ', (rows - row) * sizeof(wanted[0]));
}

void screen_write(const char *text, size_t n)
{
	if (!screen_is_there())
		return;
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\n') {
			draw();
			new_line();
			continue;
		}
		if (column == columns)
			new_line();
		wanted[row][column++] = text[i];
	}
}
