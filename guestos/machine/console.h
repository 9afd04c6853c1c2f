/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the log goes: to the serial port, and where there is none, what is for
 * people goes to the screen.
 */
#ifndef EXITSCOPE_CONSOLE_H
#define EXITSCOPE_CONSOLE_H

#include "screen.h"
#include "uart.h"

/*
 * Finds the serial port: the one that console= names (uart_named()), or with NULL the firmware's
 * (@firmware, base 0: it names none), COM1 or COM2, whichever answers first. And the screen.
 */
void console_init(const char *name, const struct uart *firmware, const struct screen *screen);

/* The serial port as console= would name it, `none` where there is none. */
const char *console_name(void);

/*
 * printf() to the log; string.h's format() says what it knows. At most
 * 1023 bytes a call. What is printed goes out by the line.
 */
void print(const char *fmt, ...) __printf(1, 2);

/* The same for what only machines read: it never goes to the screen. */
void print_record(const char *fmt, ...) __printf(1, 2);

/* The same for what must be seen: it goes to the screen as well as to the serial port. */
void print_everywhere(const char *fmt, ...) __printf(1, 2);

/* The same to the screen alone. */
void print_screen(const char *fmt, ...) __printf(1, 2);

/* Whether somebody sees the run on the screen and nowhere else. */
bool console_is_screen(void);

/* Waits for one byte to come in and returns it. Never gives up: the host has the time limit. */
u8 console_wait_byte(void);

#endif
