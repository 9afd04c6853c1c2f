/* SPDX-License-Identifier: GPL-2.0-only */
/* The header under test aligns its structures by the cache line. */
#ifndef SHIM_CACHE_H
#define SHIM_CACHE_H

#define ____cacheline_aligned __attribute__((__aligned__(64)))

#endif
