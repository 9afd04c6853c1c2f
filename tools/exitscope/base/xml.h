/* SPDX-License-Identifier: GPL-2.0-only */
/* Text for XML and HTML. */
#ifndef XML_H
#define XML_H

#include <stddef.h>
#include <stdio.h>

/* Bytes of the UTF-8 sequence at text, which ends with a NUL, if it is a character of XML 1.0; else 0. */
size_t utf8_length(const unsigned char *text);
/*
 * As content or in quotes: what is not a character there, or not UTF-8, becomes U+FFFD. NULL is no
 * text.
 */
void xml_text(const char *text, FILE *to);

#endif
