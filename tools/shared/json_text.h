/* SPDX-License-Identifier: GPL-2.0-only */
/* Text for JSON. */
#ifndef SHARED_JSON_TEXT_H
#define SHARED_JSON_TEXT_H

#include <stdio.h>

/*
 * In quotes. Bytes beyond ASCII stay: text in UTF-8 makes JSON in UTF-8. `<` is written by its number, so that JSON may
 * stand in a page.
 */
void json_text(FILE *to, const char *text);

#endif
