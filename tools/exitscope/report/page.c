// SPDX-License-Identifier: GPL-2.0-only
#include "page.h"
#include "base/xml.h"
#include "shared/grouped.h"

void page_table(struct page *page, const char *id, const char *caption, const char *const *columns)
{
	fprintf(page->to,
		"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"%s\">\n"
		"<table>\n<caption id=\"%s\"><span>",
		id, id);
	xml_text(caption, page->to);
	fputs("</span></caption>\n<thead><tr>", page->to);
	for (; *columns; columns++)
		fprintf(page->to, "<th scope=\"col\"%s>%s</th>",
			**columns == '#' ? " class=\"n\"" : "", *columns + (**columns == '#'));
	fputs("</tr></thead>\n<tbody>\n", page->to);
}

void page_table_end(struct page *page)
{
	fputs("</tbody>\n</table>\n</div>\n", page->to);
}

void page_text(struct page *page, const char *text)
{
	fputs("<td>", page->to);
	xml_text(text, page->to);
	fputs("</td>", page->to);
}

void page_number(struct page *page, bool there, double value)
{
	char text[GROUPED] = "";

	if (there && value >= 0)
		grouped(value + 0.5, text);
	else if (there)
		snprintf(text, sizeof(text), "%.0f", value);
	fprintf(page->to, "<td class=\"n\">%s</td>", text);
}

void page_ratio(struct page *page, bool there, double value)
{
	if (there)
		fprintf(page->to, "<td class=\"n\">%.4g</td>", value);
	else
		fputs("<td></td>", page->to);
}
