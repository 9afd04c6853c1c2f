/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of tables that people write, `one | two | three`. */
#ifndef COLUMNS_H
#define COLUMNS_H

/*
 * Parts @line, whose memory the fields are in, without the space around them. How many there are; 0 if the line is
 * empty or a comment, and @most + 1 if there are more than @most.
 */
int columns_part(char *line, char **field, int most);

#endif
