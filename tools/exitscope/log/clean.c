// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>

#include "clean.h"
#include "shared/memory.h"

#define BOM "\xef\xbb\xbf"

static bool starts(const char *at, const char *end, const char *word)
{
	size_t length = strlen(word);

	return (size_t)(end - at) >= length && !memcmp(at, word, length);
}

static bool ends(const char *start, const char *end, const char *word)
{
	size_t length = strlen(word);

	return (size_t)(end - start) >= length && !memcmp(end - length, word, length);
}

/* rsyslog writes a control character as # and three octal digits. */
static size_t escape(const char *at, const char *end)
{
	return at < end && *at == 0x1b ? 1 : starts(at, end, "#033") ? 4 : 0;
}

static const char *skip_range(const char *at, const char *end, char least, char most)
{
	while (at < end && *at >= least && *at <= most)
		at++;
	return at;
}

/* Behind a string that BEL or ESC \ ends; NULL if nothing does. */
static const char *string_end(const char *at, const char *end)
{
	for (; at < end; at++) {
		size_t length = escape(at, end);

		if (*at == '\a')
			return at + 1;
		if (length && at + length < end && at[length] == '\\')
			return at + length + 1;
	}
	return NULL;
}

/* Behind the sequence whose first byte behind ESC is at; one that does not end is its first byte. */
static const char *sequence_end(const char *at, const char *end)
{
	const char *behind;

	if (at == end)
		return at;
	if (*at == '[') {
		behind = skip_range(skip_range(at + 1, end, '0', '?'), end, ' ', '/');
		return behind < end && *behind >= '@' && *behind <= '~' ? behind + 1 : at + 1;
	}
	if (*at && strchr("]P_^X", *at)) {
		behind = string_end(at + 1, end);
		return behind ? behind : at + 1;
	}
	behind = skip_range(at, end, ' ', '/');
	return behind < end && *behind >= '0' && *behind <= '~' ? behind + 1 : at;
}

int clean_needed(const char *line, size_t length)
{
	return memchr(line, 0x1b, length) || memchr(line, BOM[0], length) ||
	       (length && strchr("\r5M", line[length - 1])) || memmem(line, length, "#033", 4);
}

size_t clean_line(char *line, size_t length)
{
	const char *at = line, *end = line + length;
	char *to = line;

	while (at < end) {
		size_t sequence = escape(at, end);

		if (sequence)
			at = sequence_end(at + sequence, end);
		else if (starts(at, end, BOM))
			at += strlen(BOM);
		else
			*to++ = *at++;
	}
	for (;;) {
		if (ends(line, to, "\r"))
			to--;
		else if (ends(line, to, "#015"))
			to -= 4;
		else if (ends(line, to, "^M"))
			to -= 2;
		else
			return to - line;
	}
}

static const char *member(struct json_object *object, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

/* The console's text; NULL if the object is no line of a log. */
static const char *text_of(struct json_object *object)
{
	static const char *const names[] = { "log", "MESSAGE", "message", "line" };
	const char *level = member(object, "lvl"), *text = member(object, "msg");

	/* LAVA's own words, and its echo of what it waits for, have other levels. */
	if (level && text)
		return strcmp(level, "target") ? "" : text;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((text = member(object, names[i])))
			return text;
	return NULL;
}

char *clean_unwrapped(const char *line, size_t length)
{
	const char *end = line + length, *text;
	struct json_tokener *tokener;
	struct json_object *object;
	char *copy = NULL;

	if (starts(line, end, "- "))
		line += 2;
	if (!starts(line, end, "{\"") || !ends(line, end, "}"))
		return NULL;
	tokener = json_tokener_new();
	object = json_tokener_parse_ex(tokener, line, end - line);
	if (object && json_tokener_get_parse_end(tokener) == (size_t)(end - line) &&
	    (text = text_of(object)))
		copy = print("%.*s", (int)strcspn(text, "\n"), text);
	json_object_put(object);
	json_tokener_free(tokener);
	return copy;
}
