// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "shared/memory.h"

/* A character's weight: ~ before the end, the end before letters, letters before all others. */
static int weight(char c)
{
	if (c == '~')
		return -1;
	if (!c || isdigit((unsigned char)c))
		return 0;
	return isalpha((unsigned char)c) ? c : c + 256;
}

static int texts(const char **a, const char **b)
{
	while ((**a && !isdigit((unsigned char)**a)) || (**b && !isdigit((unsigned char)**b))) {
		int difference = weight(**a) - weight(**b);

		if (difference)
			return difference;
		(*a)++;
		(*b)++;
	}
	return 0;
}

static int numbers(const char **a, const char **b)
{
	char *end_a, *end_b;
	unsigned long x = strtoul(*a, &end_a, 10), y = strtoul(*b, &end_b, 10);

	*a = end_a;
	*b = end_b;
	return (x > y) - (x < y);
}

int version_compare(const char *a, const char *b)
{
	int difference = 0;

	while (!difference && (*a || *b)) {
		difference = texts(&a, &b);
		if (!difference && (*a || *b))
			difference = numbers(&a, &b);
	}
	return difference;
}

unsigned int build_debian(const char *name)
{
	const char *at = strstr(name, "+deb");

	return at ? strtoul(at + 4, NULL, 10) : 12;
}

/* Up to what Debian adds for a release of its own: 6.12.90-2 of 6.12.90-2~bpo12+1. */
static void plain(const char *package, char *to, size_t size)
{
	size_t length = strcspn(package, "~+");

	if (length >= size)
		length = size - 1;
	memcpy(to, package, length);
	to[length] = 0;
}

int build_compare(const char *name_a, const char *package_a, const char *name_b,
		  const char *package_b)
{
	unsigned int debian_a = build_debian(name_a), debian_b = build_debian(name_b);
	char a[64], b[64];
	int difference;

	plain(package_a, a, sizeof(a));
	plain(package_b, b, sizeof(b));
	/* The same release's builds side by side, whatever the revisions. */
	a[build_release(a)] = 0;
	b[build_release(b)] = 0;
	difference = version_compare(a, b);
	if (!difference)
		difference = (debian_a > debian_b) - (debian_a < debian_b);
	if (!difference)
		difference = version_compare(package_a, package_b);
	return difference ? difference : strcmp(name_a, name_b);
}

/* Bytes up to the first that is neither a digit nor one of so many dots. */
static int dotted(const char *text, int dots)
{
	int n = 0;

	while (isdigit((unsigned char)text[n]) || (text[n] == '.' && dots-- > 0))
		n++;
	return n;
}

int build_series(const char *package)
{
	return dotted(package, 1);
}

int build_release(const char *package)
{
	return dotted(package, 2);
}

void build_line(const char *const *names, size_t n, bool *on_line)
{
	/* Of the longest chain that ends with each: its length, and who is before. Numbers are those of names plus 1, 0: none. */
	size_t *length = allocate((n + 1) * sizeof(*length));
	size_t *before = allocate((n + 1) * sizeof(*before));

	for (size_t i = 1; i <= n; i++) {
		length[i] = 1;
		on_line[i - 1] = false;
		for (size_t j = 1; j < i; j++) {
			unsigned int debian = build_debian(names[j - 1]);

			if (debian > build_debian(names[i - 1]) || length[j] + 1 < length[i] ||
			    (length[j] + 1 == length[i] && before[i] &&
			     debian < build_debian(names[before[i] - 1])))
				continue;
			length[i] = length[j] + 1;
			before[i] = j;
		}
	}
	for (size_t at = n; at; at = before[at])
		on_line[at - 1] = true;
	free(length);
	free(before);
}
