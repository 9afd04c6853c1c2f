// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/xml.h"
#include "plot.h"
#include "shared/memory.h"
#include "shared/message.h"

#define ROW_HEIGHT 16
#define FRAME	   64 /* above the rows and below */
#define TIMEOUT	   60 /* seconds; it takes a tenth of one */

FILE *plot_begin(char **script, size_t *size, size_t rows)
{
	FILE *to = open_memstream(script, size);

	fprintf(to, "set terminal svg size %d,%zu dynamic noenhanced font \"sans-serif,11\" butt\n",
		PLOT_WIDTH, rows * ROW_HEIGHT + FRAME);
	fprintf(to, "set tmargin at screen %.4f\nset bmargin at screen %.4f\n",
		1 - 12.0 / (rows * ROW_HEIGHT + FRAME), 50.0 / (rows * ROW_HEIGHT + FRAME));
	fprintf(to, "set yrange [%zu.5:-0.5]\n", rows ? rows - 1 : 0);
	fputs("set encoding utf8\nset border 0\nset tics scale 0 textcolor rgb " PLOT_TEXT "\n"
	      "set xtics nomirror\nset grid xtics lt 1 lw 0.5 lc rgb " PLOT_GRID "\n"
	      "set key textcolor rgb " PLOT_TEXT "\nunset key\n",
	      to);
	return to;
}

/* What would end the word or the line, or is no text, is left out. */
void plot_quoted(FILE *script, const char *text)
{
	fputc('"', script);
	for (; *text; text++)
		if ((unsigned char)*text > ' ' && (unsigned char)*text < 0x7f &&
		    !strchr("\"\\`'$", *text))
			fputc(*text, script);
		else if (*text == ' ')
			fputc(' ', script);
	fputc('"', script);
}

static bool run_gnuplot(int script, int result)
{
	char name[32];
	int status;
	pid_t child;

	snprintf(name, sizeof(name), "/dev/fd/%d", script);
	child = fork();
	if (child < 0) {
		error("gnuplot: %s", strerror(errno));
		return false;
	}
	if (!child) {
		alarm(TIMEOUT);
		dup2(result, STDOUT_FILENO);
		/* Whatever the user's own ~/.gnuplot does, it is not for us. */
		execlp("gnuplot", "gnuplot", "-d", name, NULL);
		_exit(127);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return true;
	error("gnuplot %s", WIFEXITED(status) && WEXITSTATUS(status) == 127
				    ? "is missing: apt-get install gnuplot-nox"
				    : "failed");
	return false;
}

/* `rgb(  3,   0,   0)`, colour 3, becomes the page's; others stay. Behind it, or NULL. */
static const char *colour(const char *at, FILE *to)
{
	unsigned int red, green, blue;
	int used = 0;

	if (strncmp(at, "rgb(", 4) ||
	    sscanf(at, "rgb( %u , %u , %u )%n", &red, &green, &blue, &used) != 3 || !used)
		return NULL;
	if (green || blue || !red || red > 6)
		fprintf(to, "currentColor");
	else
		fprintf(to, "var(--p%u)", red);
	return at + used;
}

/* Behind an element that the page has no use for, if one begins here. */
static const char *unwanted(const char *at)
{
	static const char *const elements[][2] = {
		{ "<title>", "</title>" },   { "<desc>", "</desc>" },
		{ "<filter ", "</filter>" }, { " color=\"black\"", "" },
		{ " color=\"white\"", "" },  { "xlink:", "" },
		{ " id=\"gnuplot_", "\"" },  { " font-family=\"sans-serif\"", "" },
	};

	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
		size_t length = strlen(elements[i][0]);
		const char *end;

		if (strncmp(at, elements[i][0], length))
			continue;
		end = strstr(at + length, elements[i][1]);
		return end ? end + strlen(elements[i][1]) : NULL;
	}
	return NULL;
}

static void convert(const char *svg, unsigned int id, FILE *to)
{
	const char *behind;

	while (*svg) {
		behind = unwanted(svg);
		if (!behind)
			behind = colour(svg, to);
		if (behind) {
			svg = behind;
		} else if (!strncmp(svg, "gpPt", 4) || !strncmp(svg, "gpDot", 5)) {
			fprintf(to, "f%u", id);
			svg += 2;
		} else if (*svg == '\n' || *svg == '\t') {
			fputc('\n', to);
			svg += strspn(svg, " \t\n");
		} else {
			fputc(*svg++, to);
		}
	}
}

static bool write_svg(char *svg, unsigned int id, const char *title, FILE *to)
{
	char *open = strstr(svg, "<svg"), *box = open ? strstr(open, "viewBox=\"") : NULL;
	char *close = open ? strchr(open, '>') : NULL;

	if (!box || !close || box > close) {
		error("gnuplot has written no SVG");
		return false;
	}
	fprintf(to, "<svg %.*s role=\"img\" aria-labelledby=\"f%ut\"><title id=\"f%ut\">",
		(int)(strcspn(box + 9, "\"") + 10), box, id, id);
	xml_text(title, to);
	fputs("</title>", to);
	convert(close + 1, id, to);
	return true;
}

static char *contents(const struct blob *blob)
{
	off_t size = lseek(blob->fd, 0, SEEK_END);
	char *text = size < 0 ? NULL : allocate(size + 1);

	if (!text || pread(blob->fd, text, size, 0) != size) {
		error("gnuplot's output: %s", strerror(errno));
		free(text);
		return NULL;
	}
	return text;
}

bool plot_svg(const char *script, unsigned int id, const char *title, FILE *to)
{
	struct blob in = { -1, 0 }, out = { -1, 0 };
	char *svg = NULL;
	bool good = blob_create(&in, "exitscope-plot") &&
		    blob_append(&in, script, strlen(script)) &&
		    blob_create(&out, "exitscope-svg") && run_gnuplot(in.fd, out.fd);

	svg = good ? contents(&out) : NULL;
	good = svg && write_svg(svg, id, title, to);
	free(svg);
	blob_close(&in);
	blob_close(&out);
	return good;
}
