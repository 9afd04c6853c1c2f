/* SPDX-License-Identifier: GPL-2.0-only */
/* Parts of a log as JSON, for the formats that consist of it. */
#ifndef JSON_PARTS_H
#define JSON_PARTS_H

#include "log/log.h"

struct json_object;

/* As in the guest's records: number, name, verdict, exits, round trip. To be put. */
struct json_object *json_result(const struct log_result *result);
struct json_object *json_host(const struct log_host *host);

#endif
