// SPDX-License-Identifier: GPL-2.0-only
#include <json-c/json.h>

#include "json.h"

struct json_object *json_member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, name, &value);
	return value;
}
