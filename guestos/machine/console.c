// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each byte printed is an exit, so bytes are written in bursts of the FIFO's 16
 * after one look at the line status, not after a look each.
 */
#include "console.h"
#include "cpu.h"
#include "lib/string.h"

#define COM1	  0x3f8
#define UART_DATA (COM1 + 0)
#define UART_IER  (COM1 + 1)
#define UART_FCR  (COM1 + 2)
#define UART_LCR  (COM1 + 3)
#define UART_MCR  (COM1 + 4)
#define UART_LSR  (COM1 + 5)

#define LSR_DATA_READY 0x01
#define LSR_THR_EMPTY  0x20 /* with the FIFO on: all of it is empty */
#define LSR_ABSENT     0xff /* nobody drives the bus */

#define FIFO_SIZE 16

void console_init(void)
{
	out8(UART_IER, 0);
	out8(UART_LCR, 0x80); /* divisor latch: 1, 115200 baud */
	out8(UART_DATA, 1);
	out8(UART_IER, 0);
	out8(UART_LCR, 0x03); /* 8 bits, no parity, 1 stop bit */
	out8(UART_FCR, 0x07); /* FIFO on and empty */
	out8(UART_MCR, 0x03); /* DTR, RTS */
}

static char line[256];
static size_t used;

static void flush(void)
{
	for (size_t i = 0; i < used; i++) {
		if (i % FIFO_SIZE == 0)
			while (!(in8(UART_LSR) & LSR_THR_EMPTY))
				cpu_pause();
		out8(UART_DATA, line[i]);
	}
	used = 0;
}

static void put(char c)
{
	line[used++] = c;
	if (c == '\n' || used == sizeof(line))
		flush();
}

void print(const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	format(text, sizeof(text), fmt, args);
	va_end(args);
	for (const char *c = text; *c; c++)
		put(*c);
}

u8 console_wait_byte(void)
{
	flush();
	for (;;) {
		u8 lsr = in8(UART_LSR);

		if (lsr != LSR_ABSENT && lsr & LSR_DATA_READY)
			return in8(UART_DATA);
		cpu_pause();
	}
}
