/* SPDX-License-Identifier: GPL-2.0-only */
/* What is wrong, in words, for people. */
#ifndef SHARED_MESSAGE_H
#define SHARED_MESSAGE_H

/* What error() names the program; main() sets it. */
extern const char *program_name;

/* One clear line on standard error, behind the program's name. */
void error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
