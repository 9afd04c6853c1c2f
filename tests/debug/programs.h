/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs of the payload. */
#ifndef PROGRAMS_H
#define PROGRAMS_H

/* Runs a program to its end; its wait status, or -1 after wrong(). */
int program_run(char *const *words, const char *output, unsigned int seconds);

#endif
