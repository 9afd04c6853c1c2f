/* SPDX-License-Identifier: GPL-2.0-only */
/* A 16550 serial port and what came before it, at an I/O port or in memory. */
#ifndef EXITSCOPE_UART_H
#define EXITSCOPE_UART_H

#include "shared/types.h"

/* Where its eight registers are, and how fast it goes. */
struct uart {
	u64 base; /* an I/O port, or an address below 4 GiB; 0: there is none */
	u8 width; /* 0: an I/O port; 1 or 4: in memory, so wide, each register so far from the next */
	u16 divisor; /* of 115200 baud; 0: as the firmware left it */
	u8 burst;    /* uart_init() finds it: so many bytes fit when the port is empty */
};

/*
 * Reads @name into @to: com1 to com4, the number of an I/O port, mmio:ADDRESS (registers of a byte),
 * mmio32:ADDRESS (of four), or `none`. False if it is none of these.
 */
bool uart_named(const char *name, struct uart *to);

/* Whether a UART answers there; if so it is set up: 8N1, its FIFO on where it has one. */
bool uart_init(struct uart *uart);

/* Sends @n bytes. False if the port has not taken them for far longer than that takes: it is dead. */
bool uart_write(const struct uart *uart, const char *text, size_t n);

/* The byte that has come in, or -1. */
int uart_read(const struct uart *uart);

#endif
