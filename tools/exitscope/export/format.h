/* SPDX-License-Identifier: GPL-2.0-only */
/* A log in formats that other tools read. */
#ifndef EXPORT_H
#define EXPORT_H

#include "log/log.h"

/* What is written of a log: itself, its name, and its verdict. */
struct export
{
	const struct log *log;
	const char *name; /* of the log's file, without folder and `.log` */
	enum status status;
	const char *why;
};

void export_json(const struct export *export, FILE *to);
void export_csv(const struct export *export, FILE *to);
void export_junit(const struct export *export, FILE *to);
void export_openmetrics(const struct export *export, FILE *to);

/* "pass", "fail", "skip", "none". */
const char *export_outcome(enum outcome outcome);

/*
 * Text for XML and HTML, as content or in quotes: what is not a character there, or not UTF-8, becomes
 * U+FFFD.
 */
void export_xml_text(const char *text, FILE *to);

#endif
