// SPDX-License-Identifier: GPL-2.0-only
#include "console.h"
#include "cpu.h"
#include "lib/string.h"

/* What a print goes to. */
#define TO_SERIAL BIT(0)
#define TO_SCREEN BIT(1)

static struct uart port;
static char line[256];
static size_t used;

static bool choose(const struct uart *candidate)
{
	port = *candidate;
	return uart_init(&port);
}

static bool choose_named(const char *name)
{
	struct uart candidate;

	return uart_named(name, &candidate) && choose(&candidate);
}

void console_init(const char *name, const struct uart *firmware, const struct screen *screen)
{
	bool found = name ? choose_named(name)
			  : choose(firmware) || choose_named("com1") || choose_named("com2");

	if (!found)
		port.base = 0;
	screen_init(screen);
}

const char *console_name(void)
{
	static const char *const kinds[] = { [0] = "", [1] = "mmio:", [4] = "mmio32:" };
	static char name[24];

	if (!port.base)
		return "none";
	return format_into(name, sizeof(name), "%s0x%lx", kinds[port.width], port.base);
}

bool console_is_screen(void)
{
	return !port.base && screen_is_there();
}

static void flush(void)
{
	if (port.base && !uart_write(&port, line, used))
		port.base = 0; /* from here on the screen has to do */
	used = 0;
}

static void put(char c)
{
	line[used++] = c;
	if (c == '\n' || used == sizeof(line))
		flush();
}

static void print_to(u32 where, const char *fmt, va_list args)
{
	char text[1024];
	size_t n = format(text, sizeof(text), fmt, args);

	if (where & TO_SCREEN)
		screen_write(text, n);
	if (where & TO_SERIAL && port.base)
		for (size_t i = 0; i < n; i++)
			put(text[i]);
}

void print(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_to(port.base ? TO_SERIAL : TO_SCREEN, fmt, args);
	va_end(args);
}

void print_record(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_to(TO_SERIAL, fmt, args);
	va_end(args);
}

void print_everywhere(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_to(TO_SERIAL | TO_SCREEN, fmt, args);
	va_end(args);
}

void print_screen(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_to(TO_SCREEN, fmt, args);
	va_end(args);
}

u8 console_wait_byte(void)
{
	int c = -1;

	flush();
	while (port.base && c < 0) {
		c = uart_read(&port);
		cpu_pause();
	}
	return c;
}
