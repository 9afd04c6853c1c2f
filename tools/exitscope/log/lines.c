// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"
#include "shared/memory.h"

#define BLOCK 65536

struct lines {
	line_taker *take;
	void *data;
	char end;	   /* of a line */
	int high, low;	   /* which byte of a pair is which; both 0: bytes as they are */
	unsigned char odd; /* of a pair, the first */
	bool has_odd;
	uint16_t surrogate;
	char *part; /* of a line that the last block did not end */
	size_t length, room;
};

static void keep(struct lines *lines, const char *at, size_t length)
{
	if (lines->room - lines->length < length) {
		lines->room = 2 * (lines->length + length);
		lines->part = grow(lines->part, lines->room);
	}
	memcpy(lines->part + lines->length, at, length);
	lines->length += length;
}

static void split(struct lines *lines, const char *at, size_t length)
{
	const char *end = at + length, *stop;

	while (at < end && (stop = memchr(at, lines->end, end - at))) {
		if (lines->length) {
			keep(lines, at, stop - at);
			lines->take(lines->data, lines->part, lines->length);
			lines->length = 0;
		} else {
			lines->take(lines->data, at, stop - at);
		}
		at = stop + 1;
	}
	if (at < end)
		keep(lines, at, end - at);
}

/* At most four bytes. */
static size_t utf8(char *to, uint32_t c)
{
	if (c < 0x80) {
		to[0] = c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = 0xc0 | c >> 6;
		to[1] = 0x80 | (c & 0x3f);
		return 2;
	}
	if (c < 0x10000) {
		to[0] = 0xe0 | c >> 12;
		to[1] = 0x80 | (c >> 6 & 0x3f);
		to[2] = 0x80 | (c & 0x3f);
		return 3;
	}
	to[0] = 0xf0 | c >> 18;
	to[1] = 0x80 | (c >> 12 & 0x3f);
	to[2] = 0x80 | (c >> 6 & 0x3f);
	to[3] = 0x80 | (c & 0x3f);
	return 4;
}

/* A surrogate without its other half is U+FFFD. */
static size_t unit(struct lines *lines, uint16_t value, char *to)
{
	uint16_t first = lines->surrogate;
	size_t used = 0;

	lines->surrogate = 0;
	if (first && (value & 0xfc00) == 0xdc00)
		return utf8(to, 0x10000 + ((first & 0x3ff) << 10 | (value & 0x3ff)));
	if (first)
		used = utf8(to, 0xfffd);
	if ((value & 0xfc00) == 0xd800)
		lines->surrogate = value;
	else
		used += utf8(to + used, (value & 0xfc00) == 0xdc00 ? 0xfffd : value);
	return used;
}

static void split_pairs(struct lines *lines, const unsigned char *at, size_t length)
{
	char text[3 * BLOCK + 8]; /* three bytes a unit of two, and what the last block left */
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char pair[2] = { lines->odd, at[i] };

		if (lines->has_odd)
			used += unit(lines, pair[lines->high] << 8 | pair[lines->low], text + used);
		lines->odd = at[i];
		lines->has_odd = !lines->has_odd;
	}
	split(lines, text, used);
}

static void decide(struct lines *lines, const unsigned char *block, size_t length)
{
	lines->end = '\n';
	if (length >= 4 && ((block[0] == 0xff && block[1] == 0xfe) ||
			    (block[0] && !block[1] && block[2] && !block[3])))
		lines->high = 1;
	else if (length >= 4 && ((block[0] == 0xfe && block[1] == 0xff) ||
				 (!block[0] && block[1] && !block[2] && block[3])))
		lines->low = 1;
	if (!memchr(block, '\n', length) && memchr(block, '\r', length))
		lines->end = '\r';
}

bool lines_read(FILE *file, line_taker *take, void *data)
{
	struct lines lines = { .take = take, .data = data };
	char *block = allocate(BLOCK);
	size_t length;

	while ((length = fread(block, 1, BLOCK, file))) {
		if (!lines.end)
			decide(&lines, (unsigned char *)block, length);
		if (lines.high || lines.low)
			split_pairs(&lines, (unsigned char *)block, length);
		else
			split(&lines, block, length);
	}
	if (lines.length)
		take(data, lines.part, lines.length);
	free(lines.part);
	free(block);
	return !ferror(file);
}
