/* SPDX-License-Identifier: GPL-2.0-only */
/* Text for XML and HTML. */
#ifndef XML_H
#define XML_H

#include <stdio.h>

/*
 * As content or in quotes: what is not a character there, or not UTF-8, becomes U+FFFD. NULL is no
 * text.
 */
void xml_text(const char *text, FILE *to);

#endif
