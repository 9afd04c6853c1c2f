// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preloaded into Bochs, which seeds its RDRAND and RDSEED with the time of day: L1's kernel feeds
 * its hash seeds from them, and so no two runs would cost the same. Without a seed rand() always
 * begins the same way.
 */
__attribute__((visibility("default"))) void srand(unsigned int seed);

void srand(unsigned int seed)
{
	(void)seed;
}
