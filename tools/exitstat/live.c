// SPDX-License-Identifier: GPL-2.0-only
/* The live screen: totals and rates, refreshed; q ends it, s sorts by the next column. */
#include "live.h"
#include "modes.h"
#include "reading.h"
#include "sample.h"
#include "shared/grouped.h"
#include "shared/memory.h"
#include "shared/message.h"
#include "source.h"
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_CURSES
#include <curses.h>

struct screen {
	struct source *source;
	struct output *output;
	struct reading *before, *now, *delta;
	struct price price;
	unsigned long milliseconds;
};

static const char *const orders[] = {
	[BY_COUNT] = "count",	[BY_HANDLED] = "handled", [BY_AWAY] = "away",
	[BY_REASON] = "reason", [BY_NAME] = "name",
};

/* A line that ends where the screen does. */
static void line(int at, int attribute, const char *text)
{
	if (at >= LINES)
		return;
	attrset(attribute);
	mvaddnstr(at, 0, text, COLS);
	attrset(A_NORMAL);
}

static void draw_row(struct screen *screen, int at, const struct row *row)
{
	const struct row *total = reading_row(screen->now, row->reason);
	double seconds = screen->delta->time;
	char name[16], all[GROUPED], rate[GROUPED], handled[GROUPED], away[GROUPED], text[160];

	snprintf(text, sizeof(text), "%6u %-24s %15s %12s %14s %14s", row->reason,
		 reading_name(screen->now->isa, row->reason, name), grouped(total->count, all),
		 grouped(seconds > 0 ? row->count / seconds + 0.5 : 0, rate),
		 row->count ? grouped(row->handled / row->count, handled) : "",
		 row->count ? grouped(row->away / row->count, away) : "");
	line(at, row->count ? A_NORMAL : A_DIM, text);
}

/* First what has exited since the last time, then what has only before. */
static void draw(struct screen *screen)
{
	const struct row *sorted[MAX_ROWS];
	size_t n = reading_sorted(screen->delta, screen->output->order, sorted);
	double seconds = screen->delta->time;
	char all[GROUPED], rate[GROUPED], text[200];
	int at = 3;

	erase();
	snprintf(text, sizeof(text),
		 "exitstat  %s%s%s exits, %s a second   sorted by %s   q: quit, s: sort",
		 screen->source->title ? screen->source->title : "",
		 screen->source->title ? "  " : "", grouped(screen->now->exits, all),
		 grouped(seconds > 0 ? screen->delta->exits / seconds + 0.5 : 0, rate),
		 orders[screen->output->order]);
	line(0, A_BOLD, text);
	snprintf(text, sizeof(text), "%6s %-24s %15s %12s %14s %14s", "", "reason", "exits",
		 "exits/s", "handled/exit", "away/exit");
	line(2, A_REVERSE, text);
	for (size_t i = 0; i < n; i++)
		draw_row(screen, at++, sorted[i]);
	n = reading_sorted(screen->now, screen->output->order, sorted);
	for (size_t i = 0; i < n; i++) {
		const struct row *row = reading_row(screen->delta, sorted[i]->reason);

		if (!row->count)
			draw_row(screen, at++, row);
	}
	refresh();
}

static bool sample(struct screen *screen)
{
	struct reading *now = take_readings(screen->source);

	if (!now)
		return false;
	free(screen->before);
	screen->before = screen->now;
	screen->now = now;
	difference(screen->delta, now, screen->before, screen->source, screen->price);
	return true;
}

/* Waits for a key until the next sample is due, and does what it says. False: quit. */
static bool keys(struct screen *screen)
{
	timeout(screen->milliseconds);
	for (;;) {
		int key = getch();

		switch (key) {
		case 'q':
		case 'Q':
			return false;
		case 's':
			screen->output->order = (screen->output->order + 1) % ARRAY_SIZE(orders);
			draw(screen);
			break;
		case KEY_RESIZE:
			draw(screen);
			break;
		case ERR:
			return true;
		}
	}
}

static void follow(struct screen *screen)
{
	do {
		if (!sample(screen))
			return;
		draw(screen);
	} while (keys(screen));
}

int mode_live(struct source *source, struct output *output, unsigned long milliseconds)
{
	struct screen screen = { .source = source, .output = output, .milliseconds = milliseconds };
	char *terminal = getenv("TERM");
	SCREEN *curses;

	/* Without one, keys that never come would seem to come at once. */
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		error("--live needs a terminal");
		return STATUS_CANNOT_RUN;
	}
	if (!measure_price(source, &screen.price))
		return STATUS_CANNOT_RUN;
	screen.now = take_readings(source);
	if (!screen.now)
		return STATUS_CANNOT_RUN;
	setlocale(LC_ALL, "");
	curses = newterm(NULL, stdout, stdin);
	if (!curses) {
		error("no description of the terminal '%s': set TERM, or TERMINFO to where they are",
		      terminal ? terminal : "");
		free(screen.now);
		return STATUS_CANNOT_RUN;
	}
	screen.delta = allocate(sizeof(*screen.delta));
	cbreak();
	noecho();
	curs_set(0);
	keypad(stdscr, TRUE);
	follow(&screen);
	endwin();
	delscreen(curses);
	free(screen.before);
	free(screen.now);
	free(screen.delta);
	return STATUS_DONE;
}

#else

int mode_live(struct source *source, struct output *output, unsigned long milliseconds)
{
	(void)source;
	(void)output;
	(void)milliseconds;
	error("this exitstat was built without ncurses, so it has no --live");
	return STATUS_CANNOT_RUN;
}

#endif
