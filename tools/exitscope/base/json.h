/* SPDX-License-Identifier: GPL-2.0-only */
/* Members of JSON objects. */
#ifndef JSON_H
#define JSON_H

struct json_object;

/* NULL where there is none, and where @object is no object. */
struct json_object *json_member(struct json_object *object, const char *name);

#endif
