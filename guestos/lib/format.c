// SPDX-License-Identifier: GPL-2.0-only
/* format(): the part of vsnprintf() that the guest needs. */
#include "string.h"

struct out {
	char *at, *end; /* @end points at the place kept for the NUL */
};

struct spec {
	bool left, zero;
	unsigned int width, longs;
};

static void put(struct out *o, char c)
{
	if (o->at < o->end)
		*o->at++ = c;
}

static void put_padded(struct out *o, const struct spec *s, const char *text, size_t len)
{
	size_t pad = s->width > len ? s->width - len : 0;

	for (; pad && !s->left; pad--)
		put(o, s->zero ? '0' : ' ');
	while (len--)
		put(o, *text++);
	for (; pad; pad--)
		put(o, ' ');
}

static void put_number(struct out *o, const struct spec *s, u64 v, u64 base, bool negative)
{
	char digits[24];
	char *p = digits + sizeof(digits);

	do {
		*--p = "0123456789abcdef"[v % base];
		v /= base;
	} while (v);
	if (negative)
		*--p = '-';
	put_padded(o, s, p, digits + sizeof(digits) - p);
}

static void put_signed(struct out *o, const struct spec *s, int64_t v)
{
	put_number(o, s, v < 0 ? -(u64)v : (u64)v, 10, v < 0);
}

static const char *parse_spec(const char *fmt, struct spec *s)
{
	*s = (struct spec){};
	for (;; fmt++) {
		if (*fmt == '-')
			s->left = true;
		else if (*fmt == '0')
			s->zero = true;
		else
			break;
	}
	for (; *fmt >= '0' && *fmt <= '9'; fmt++)
		s->width = s->width * 10 + *fmt - '0';
	for (; *fmt == 'l'; fmt++)
		s->longs++;
	return fmt;
}

size_t format(char *to, size_t size, const char *fmt, va_list args)
{
	struct out o = { to, to + size - 1 };
	struct spec s;
	const char *text;
	char c;

	for (; *fmt; fmt++) {
		if (*fmt != '%') {
			put(&o, *fmt);
			continue;
		}
		fmt = parse_spec(fmt + 1, &s);
		switch (*fmt) {
		case 'c':
			c = va_arg(args, int);
			put_padded(&o, &s, &c, 1);
			break;
		case 's':
			text = va_arg(args, const char *);
			put_padded(&o, &s, text, strlen(text));
			break;
		case 'd':
			put_signed(&o, &s, s.longs ? va_arg(args, long) : va_arg(args, int));
			break;
		case 'u':
		case 'x':
			put_number(&o, &s,
				   s.longs ? va_arg(args, unsigned long)
					   : va_arg(args, unsigned int),
				   *fmt == 'x' ? 16 : 10, false);
			break;
		default: /* %% and nothing else */
			put(&o, *fmt);
		}
	}
	*o.at = '\0';
	return o.at - to;
}

const char *format_into(char *to, size_t size, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	format(to, size, fmt, args);
	va_end(args);
	return to;
}
