// SPDX-License-Identifier: GPL-2.0-only
#include "json.h"
#include "machine/console.h"

static bool first; /* no comma before the next member */

static void quoted(const char *s)
{
	print_record("\"");
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			print_record("\\%c", *s);
		else if ((u8)*s < ' ' || (u8)*s > '~')
			print_record("\\u%04x", (u8)*s);
		else
			print_record("%c", *s);
	}
	print_record("\"");
}

static void member(const char *key)
{
	if (!first)
		print_record(",");
	first = false;
	if (key)
		print_record("\"%s\":", key);
}

void json_record(const char *type)
{
	print_record("# exitscope {");
	first = true;
	json_string("type", type);
}

void json_end(void)
{
	print_record("}\n");
}

void json_string(const char *key, const char *value)
{
	member(key);
	quoted(value);
}

void json_number(const char *key, u64 value)
{
	member(key);
	print_record("%lu", value);
}

void json_bool(const char *key, bool value)
{
	member(key);
	print_record("%s", value ? "true" : "false");
}

void json_open(const char *key, char bracket)
{
	member(key);
	print_record("%c", bracket);
	first = true;
}

void json_close(char bracket)
{
	print_record("%c", bracket);
	first = false;
}
