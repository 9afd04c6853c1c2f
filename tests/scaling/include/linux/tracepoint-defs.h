/* SPDX-License-Identifier: GPL-2.0-only */
/* The header under test names a type of it, by pointer. */
