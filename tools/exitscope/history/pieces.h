/* SPDX-License-Identifier: GPL-2.0-only */
/* The page's style sheet and script, as the files beside this have them. */
#ifndef HISTORY_PIECES_H
#define HISTORY_PIECES_H

extern const char history_css[], history_js[];

#endif
