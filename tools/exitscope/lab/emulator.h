/* SPDX-License-Identifier: GPL-2.0-only */
/* An emulator as a child process: its output as lines, its end, a deadline, and never left over. */
#ifndef EMULATOR_H
#define EMULATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define EMULATOR_WORDS	 128
/* The child's descriptor for L1's console, above all that the program itself has open. */
#define EMULATOR_CONSOLE 100

struct words {
	char *word[EMULATOR_WORDS];
	int count;
};

void words_add(struct words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));
void words_split(struct words *words, const char *text); /* at spaces */
void words_free(struct words *words);

enum stream { STREAM_OUTPUT, STREAM_ERRORS, STREAM_CONSOLE, STREAMS };

enum emulator_end {
	END_STOPPED, /* the callback wanted no more */
	END_EXITED,  /* by itself; status is wait()'s */
	END_TIMEOUT,
	END_SIGNAL, /* exitscope was told to end */
	END_ERROR,  /* could not be started or followed */
};

struct emulator {
	struct words words;
	bool hidden;	 /* without a network */
	int input;	 /* its standard input, 0: nothing */
	double deadline; /* on now()'s clock; the callback may move it */
	/* A line without its end; partial at the end of the stream. False: stop the emulator. */
	bool (*line)(struct emulator *emulator, enum stream stream, const char *line,
		     size_t length);
	void *data;
	pid_t pid;  /* while it runs */
	int status; /* wait status after END_EXITED, the signal after END_SIGNAL */
};

enum emulator_end emulator_run(struct emulator *emulator);

#endif
