/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of proc, sysfs and debugfs; and the end of a program that cannot run. */
#ifndef FILE_H
#define FILE_H

/* Ends the program with 3, could not run, after a line that says why. */
void __attribute__((format(printf, 1, 2), noreturn)) fail(const char *format, ...);

/* The whole text of a file of proc, sysfs or debugfs, or NULL. */
char *read_text(const char *path);

#endif
