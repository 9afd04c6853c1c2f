/* SPDX-License-Identifier: GPL-2.0-only */
/* The serial console: COM1, 115200 8N1, a 16550A with its FIFO. */
#ifndef EXITSCOPE_CONSOLE_H
#define EXITSCOPE_CONSOLE_H

#include "shared/types.h"

void console_init(void);

/*
 * printf() to the serial port; string.h's format() says what it knows. At most
 * 1023 bytes a call. What is printed goes out by the line.
 */
void print(const char *fmt, ...) __printf(1, 2);

/* Waits for one byte to come in and returns it. Never gives up: the host has the time limit. */
u8 console_wait_byte(void);

#endif
