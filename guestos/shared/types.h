/* SPDX-License-Identifier: GPL-2.0-only */
/* The types and attributes that all of the guest uses, and reasons.h in the host's tools; no code. */
#ifndef EXITSCOPE_TYPES_H
#define EXITSCOPE_TYPES_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define BIT(n)		(1ULL << (n))
#define PAGE_SIZE	4096UL
#define LARGE_PAGE_SIZE (2UL << 20)

#define __section(s)   __attribute__((section(s)))
#define __used	       __attribute__((used))
#define __packed       __attribute__((packed))
#define __aligned(n)   __attribute__((aligned(n)))
#define __noreturn     __attribute__((noreturn))
#define __printf(f, a) __attribute__((format(printf, f, a)))

static inline u64 min_u64(u64 a, u64 b)
{
	return a < b ? a : b;
}

#endif
