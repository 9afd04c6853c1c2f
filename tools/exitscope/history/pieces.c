// SPDX-License-Identifier: GPL-2.0-only
/* Files within the program, so that an installed one needs no other; make's folder is the source tree's. */
#include "pieces.h"

#define PIECE(name, file)                                                                          \
	__asm__(".pushsection .rodata\n" #name ": .incbin \"tools/exitscope/history/" file         \
		"\"\n.byte 0\n.globl " #name "\n.type " #name ", @object\n.popsection")

PIECE(history_css, "page.css");
PIECE(history_js, "page.js");
