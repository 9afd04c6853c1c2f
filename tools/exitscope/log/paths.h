/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of logs, as command lines give them. */
#ifndef PATHS_H
#define PATHS_H

#include <stdbool.h>
#include <stddef.h>

struct paths {
	char **path;
	size_t count;
};

void paths_add(struct paths *paths, const char *path);
/* The *.log in a directory, compressed or not, sorted, and how many they are; -1: errno says why. */
int paths_directory(struct paths *paths, const char *path);
/* A file as it is, a directory as the *.log in it, sorted. False: said why. */
bool paths_expand(struct paths *paths, const char *path);
/* `vmx-ept1` of `dir/vmx-ept1.log`; to be freed. */
char *paths_name(const char *path);
void paths_free(struct paths *paths);

#endif
