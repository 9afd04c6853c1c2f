// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each access is an exit, so bytes are written in bursts of the FIFO's 16 after
 * one look at the line status, not after a look each.
 */
#include "uart.h"
#include "cpu.h"
#include "lib/string.h"

#define DATA	0 /* with LCR_DIVISOR: the divisor's low byte */
#define IER	1 /* with LCR_DIVISOR: its high byte */
#define IIR	2
#define FCR	2
#define LCR	3
#define MCR	4
#define LSR	5
#define MSR	6
#define SCRATCH 7

#define IIR_FIFO       0xc0
#define FCR_ON_EMPTY   0x07
#define LCR_8N1	       0x03
#define LCR_DIVISOR    0x80
#define MCR_DTR_RTS    0x03
#define MCR_LOOP_TEST  0x1a /* loopback, with OUT2 and RTS set */
#define MSR_LOOP_TEST  0x90 /* what then comes back: DCD and CTS */
#define MSR_LINES      0xf0
#define LSR_DATA_READY 0x01
#define LSR_THR_EMPTY  0x20 /* with the FIFO on: all of it is empty */
#define LSR_ABSENT     0xff /* nobody drives the bus */

#define FIFO_SIZE 16

/* A byte takes 87 us; a look takes a microsecond or more on any machine. */
#define MAX_LOOKS 10000000

static u8 get(const struct uart *u, u32 reg)
{
	if (!u->width)
		return in8(u->base + reg);
	if (u->width == 4)
		return ((const volatile u32 *)u->base)[reg];
	return ((const volatile u8 *)u->base)[reg];
}

static void set(const struct uart *u, u32 reg, u8 value)
{
	if (!u->width)
		out8(u->base + reg, value);
	else if (u->width == 4)
		((volatile u32 *)u->base)[reg] = value;
	else
		((volatile u8 *)u->base)[reg] = value;
}

static bool keeps(const struct uart *u, u8 value)
{
	set(u, SCRATCH, value);
	return get(u, SCRATCH) == value;
}

/* The scratch register keeps what is written; one that has none shows its modem lines in loopback. */
static bool is_there(const struct uart *u)
{
	u8 mcr, lines;

	if (get(u, LSR) == LSR_ABSENT)
		return false;
	if (keeps(u, 0x5a) && keeps(u, 0xa5))
		return true;
	mcr = get(u, MCR);
	set(u, MCR, MCR_LOOP_TEST);
	lines = get(u, MSR) & MSR_LINES;
	set(u, MCR, mcr);
	return lines == MSR_LOOP_TEST;
}

bool uart_init(struct uart *u)
{
	if (!u->base || !is_there(u))
		return false;
	set(u, IER, 0);
	if (u->divisor) {
		set(u, LCR, LCR_DIVISOR);
		set(u, DATA, u->divisor);
		set(u, IER, u->divisor >> 8);
	}
	set(u, LCR, LCR_8N1);
	set(u, FCR, FCR_ON_EMPTY);
	set(u, MCR, MCR_DTR_RTS);
	u->burst = (get(u, IIR) & IIR_FIFO) == IIR_FIFO ? FIFO_SIZE : 1;
	return true;
}

static bool wait_empty(const struct uart *u)
{
	for (u32 i = 0; i < MAX_LOOKS; i++) {
		if (get(u, LSR) & LSR_THR_EMPTY)
			return true;
		cpu_pause();
	}
	return false;
}

bool uart_write(const struct uart *u, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i % u->burst == 0 && !wait_empty(u))
			return false;
		set(u, DATA, text[i]);
	}
	return true;
}

int uart_read(const struct uart *u)
{
	u8 lsr = get(u, LSR);

	return lsr != LSR_ABSENT && lsr & LSR_DATA_READY ? get(u, DATA) : -1;
}

bool uart_named(const char *name, struct uart *to)
{
	static const u16 com[] = { 0x3f8, 0x2f8, 0x3e8, 0x2e8 };

	*to = (struct uart){ .divisor = 1 };
	if (!strcmp(name, "none"))
		return true;
	if (starts_with(name, "com") && name[3] >= '1' && name[3] <= '4' && !name[4]) {
		to->base = com[name[3] - '1'];
		return true;
	}
	if (starts_with(name, "mmio:"))
		to->width = 1;
	else if (starts_with(name, "mmio32:"))
		to->width = 4;
	if (!to->width)
		return parse_u64(name, &to->base) && to->base && to->base <= 0xfff8;
	return parse_u64(name + (to->width == 1 ? 5 : 7), &to->base) && to->base &&
	       to->base < BIT(32) - 8 * to->width;
}
