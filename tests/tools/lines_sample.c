// SPDX-License-Identifier: GPL-2.0-only
/*
 * Code whose lines test_lines.c looks for, built with debug information as a module is: two sections, and a function within a function.
 * Lines are known by their comments.
 */
volatile int sink;

static inline __attribute__((always_inline)) void inner(void)
{
	sink = 1; /* inner */
}

static inline __attribute__((always_inline)) void middle(void)
{
	inner(); /* middle */
}

__attribute__((noinline)) void leaf(void)
{
	sink = 2; /* leaf */
}

__attribute__((noinline)) void caller(void)
{
	middle(); /* caller */
	leaf();	  /* call */
	sink = 3; /* behind */
}

__attribute__((noinline, section(".text.unlikely"))) void cold(void)
{
	inner(); /* cold */
}
