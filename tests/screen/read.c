// SPDX-License-Identifier: GPL-2.0-only
/*
 * read FILE: the text on a guest's screen, a line a row, without the empty ones. FILE is what QEMU dumped:
 * a picture (PPM, of which each cell is compared with the guest's font), or the 4000 bytes of VGA's text.
 * What is no character of the font is a `?`. Status 2: no such file, or neither of the two.
 */
#include <stdio.h>
#include <stdlib.h>

#include "shared/font.h"

#define COLUMNS 80
#define ROWS	25

static u8 data[64 << 20];
static size_t size;

static struct {
	const u8 *at; /* three bytes a pixel */
	unsigned int width, height, scale;
} picture;

static bool is_lit(unsigned int x, unsigned int y)
{
	return picture.at[3 * ((size_t)y * picture.scale * picture.width + x * picture.scale)];
}

static bool is_glyph(char c, unsigned int row, unsigned int column)
{
	for (unsigned int y = 0; y < FONT_HEIGHT; y++)
		for (unsigned int x = 0; x < FONT_WIDTH; x++)
			if (is_lit(column * FONT_WIDTH + x, row * FONT_HEIGHT + y) !=
			    !!(font_line(c, y) & 0x80 >> x))
				return false;
	return true;
}

static char pixels_at(unsigned int row, unsigned int column)
{
	for (char c = ' '; c <= '~'; c++)
		if (is_glyph(c, row, column))
			return c;
	return '?';
}

static char text_at(unsigned int row, unsigned int column)
{
	u8 c = data[2 * (row * COLUMNS + column)];

	return c >= ' ' && c <= '~' ? c : c ? '?' : ' ';
}

static void print_screen(unsigned int rows, unsigned int columns,
			 char (*at)(unsigned int row, unsigned int column))
{
	for (unsigned int r = 0; r < rows; r++) {
		char line[columns + 1];
		unsigned int length = 0;

		for (unsigned int c = 0; c < columns; c++) {
			line[c] = at(r, c);
			if (line[c] != ' ')
				length = c + 1;
		}
		if (length)
			printf("%.*s\n", (int)length, line);
	}
}

static bool find_picture(void)
{
	int header = 0;

	if (sscanf((const char *)data, "P6 %u %u 255%n", &picture.width, &picture.height,
		   &header) != 2 ||
	    !header || size < header + 1 + 3ULL * picture.width * picture.height)
		return false;
	picture.at = data + header + 1;
	/* As the guest chooses it (screen.c). */
	picture.scale = min_u64(picture.width / (FONT_WIDTH * COLUMNS),
				picture.height / (FONT_HEIGHT * ROWS));
	return picture.scale;
}

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;

	if (file)
		size = fread(data, 1, sizeof(data) - 1, file);
	if (size == 2 * COLUMNS * ROWS) {
		print_screen(ROWS, COLUMNS, text_at);
	} else if (find_picture()) {
		print_screen(picture.height / (FONT_HEIGHT * picture.scale),
			     picture.width / (FONT_WIDTH * picture.scale), pixels_at);
	} else {
		fputs("read: not a dump of a screen\n", stderr);
		return 2;
	}
	return 0;
}
