/* SPDX-License-Identifier: GPL-2.0-only */
/* Versions of Debian's kernels: their order, and whose builds they are. */
#ifndef HISTORY_BUILD_H
#define HISTORY_BUILD_H

#include <stdbool.h>
#include <stddef.h>

/* As dpkg orders versions (deb-version(7)), without epochs: <0, 0 or >0. */
int version_compare(const char *a, const char *b);
/*
 * The release of Debian that a kernel was built for, by its name: 13 of 6.12.90+deb13.1. Before names said so, 12. The compiler is
 * that release's.
 */
unsigned int build_debian(const char *name);
/* Of two kernels: by the upstream release, the package's revision, then by whose build it is. */
int build_compare(const char *name_a, const char *package_a, const char *name_b,
		  const char *package_b);
/*
 * Of kernels in their order, those that are one line in time: as many as there can be so that the Debian that they were built for
 * never goes back, and the newest is the last; of as many, those of the newer Debian. So no step of it is a return to an older compiler.
 */
void build_line(const char *const *names, size_t n, bool *on_line);
/* How many bytes of a version are `6.12`, what a series of releases has in common. */
int build_series(const char *package);
/* How many are `6.12.90`, the upstream release. */
int build_release(const char *package);

#endif
