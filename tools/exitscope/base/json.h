/* SPDX-License-Identifier: GPL-2.0-only */
/* Members and texts of JSON objects. */
#ifndef JSON_H
#define JSON_H

struct json_object;

/* NULL where there is none, and where @object is no object. */
struct json_object *json_member(struct json_object *object, const char *name);

/* UTF-8, whatever @text has: what is none becomes U+FFFD. NULL is no text. */
struct json_object *json_utf8(const char *text);
/* Adds it, if there is any. */
void json_add_text(struct json_object *to, const char *name, const char *text);

#endif
