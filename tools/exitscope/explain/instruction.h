/* SPDX-License-Identifier: GPL-2.0-only */
/* The names of instructions that leave a guest. */
#ifndef EXPLAIN_INSTRUCTION_H
#define EXPLAIN_INSTRUCTION_H

#include "walk/trace.h"

/* "CPUID", "MOV CR"; of one that is none of these, its bytes. To be freed. */
char *instruction_name(const struct trace_step *step);

#endif
