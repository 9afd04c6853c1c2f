/* SPDX-License-Identifier: GPL-2.0-only */
/* JSON objects on one line of the serial log. */
#ifndef EXITSCOPE_JSON_H
#define EXITSCOPE_JSON_H

#include "shared/types.h"

/* A record: `# exitscope {"type":"TYPE"`, members, json_end(). */
void json_record(const char *type);
void json_end(void);

void json_string(const char *key, const char *value);
void json_number(const char *key, u64 value);
void json_bool(const char *key, bool value);

/* A member that is an object or an array; inside an array, @key is NULL. */
void json_open(const char *key, char bracket);
void json_close(char bracket);

#endif
