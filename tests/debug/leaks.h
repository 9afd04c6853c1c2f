/* SPDX-License-Identifier: GPL-2.0-only */
/* What kmemleak finds, and whether the detectors are on. */
#ifndef LEAKS_H
#define LEAKS_H

#include <stdbool.h>

/*
 * Two scans by kmemleak (an object's first scan only notes its checksum); prints what they
 * report and returns how many objects, then forgets them. -1: kmemleak is off.
 */
int leaks_scan(void);

/* The detectors that turn themselves off after their first find; false after wrong(). */
bool detectors_are_on(void);

#endif
