// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>
#include <string.h>

#include "xml.h"

size_t utf8_length(const unsigned char *text)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = *text < 0x80   ? 1
			: *text < 0xc0 ? 0
			: *text < 0xe0 ? 2
			: *text < 0xf0 ? 3
				       : 4;
	uint32_t value = length == 1 ? *text : *text & (0x7f >> length);

	if (!length || *text >= 0xf8)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (text[i] & 0x3f);
	}
	if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000) ||
	    value == 0xfffe || value == 0xffff)
		return 0;
	return value >= ' ' || value == '\t' || value == '\n' ? length : 0;
}

void xml_text(const char *text, FILE *to)
{
	while (text && *text) {
		size_t length = utf8_length((const unsigned char *)text);

		if (!length)
			fputs("\xef\xbf\xbd", to);
		else if (*text == '<')
			fputs("&lt;", to);
		else if (*text == '>')
			fputs("&gt;", to);
		else if (*text == '&')
			fputs("&amp;", to);
		else if (*text == '"')
			fputs("&quot;", to);
		else
			fwrite(text, 1, length, to);
		text += length ? length : 1;
	}
}
