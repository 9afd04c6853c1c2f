/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plots by gnuplot, as SVG for a page: inline, without ids that could collide, and in the page's own
 * colours, so that they follow its dark mode. A script names a colour by its number, INK(n).
 */
#ifndef PLOT_H
#define PLOT_H

#include <stdbool.h>
#include <stdio.h>

/* Width of all plots: what a phone shows without scaling. The height is the script's affair. */
#define PLOT_WIDTH 360

/* Colours of the page, --p1 to --p6: text, lines of the grid, and four for data. */
#define PLOT_TEXT "\"#010000\""
#define PLOT_GRID "\"#020000\""
#define PLOT_A	  "\"#030000\""
#define PLOT_B	  "\"#040000\""
#define PLOT_C	  "\"#050000\""

/* A script to be written: terminal, fonts, an axis of rows that runs down from 0. */
FILE *plot_begin(char **script, size_t *size, size_t rows);
/* Runs the closed script and writes the SVG; title is for those who cannot see it. False: said why. */
bool plot_svg(const char *script, unsigned int id, const char *title, FILE *to);
/* A name in quotes for a script. */
void plot_quoted(FILE *script, const char *text);

#endif
