/* SPDX-License-Identifier: GPL-2.0-only */
/* Parts of a log as JSON, for the formats that consist of it. */
#ifndef JSON_PARTS_H
#define JSON_PARTS_H

#include "log/log.h"

struct json_object;

/* UTF-8, whatever the log has: what is none becomes U+FFFD. NULL is no text. */
struct json_object *json_utf8(const char *text);
/* Adds it, if there is any. */
void json_add_text(struct json_object *to, const char *name, const char *text);
/* As in the guest's records: number, name, verdict, exits, round trip. To be put. */
struct json_object *json_result(const struct log_result *result);
struct json_object *json_host(const struct log_host *host);

#endif
