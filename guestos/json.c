// SPDX-License-Identifier: GPL-2.0-only
#include "json.h"
#include "machine/console.h"

static bool first; /* no comma before the next member */

static void quoted(const char *s)
{
	print("\"");
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			print("\\%c", *s);
		else if ((u8)*s < ' ' || (u8)*s > '~')
			print("\\u%04x", (u8)*s);
		else
			print("%c", *s);
	}
	print("\"");
}

static void member(const char *key)
{
	if (!first)
		print(",");
	first = false;
	if (key)
		print("\"%s\":", key);
}

void json_record(const char *type)
{
	print("# exitscope {");
	first = true;
	json_string("type", type);
}

void json_end(void)
{
	print("}\n");
}

void json_string(const char *key, const char *value)
{
	member(key);
	quoted(value);
}

void json_number(const char *key, u64 value)
{
	member(key);
	print("%lu", value);
}

void json_bool(const char *key, bool value)
{
	member(key);
	print("%s", value ? "true" : "false");
}

void json_open(const char *key, char bracket)
{
	member(key);
	print("%c", bracket);
	first = true;
}

void json_close(char bracket)
{
	print("%c", bracket);
	first = false;
}
