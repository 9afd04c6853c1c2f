// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "shared/memory.h"
#include "xml.h"

static const char unknown[] = "\xef\xbf\xbd";

struct json_object *json_member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, name, &value);
	return value;
}

struct json_object *json_utf8(const char *text)
{
	size_t room = text ? 3 * strlen(text) + 1 : 1, used = 0;
	char *clean = allocate(room);
	struct json_object *object;

	while (text && *text) {
		size_t length = utf8_length((const unsigned char *)text);

		memcpy(clean + used, length ? text : unknown, length ? length : 3);
		used += length ? length : 3;
		text += length ? length : 1;
	}
	object = json_object_new_string(clean);
	free(clean);
	return object;
}

void json_add_text(struct json_object *to, const char *name, const char *text)
{
	if (text)
		json_object_object_add(to, name, json_utf8(text));
}
