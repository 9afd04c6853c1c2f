// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares what the labs counted with the write-up: compare WRITE_UP RESULTS prints the tables, and
 * with a third word writes the page to that file. Status 1 if a shape that must come out does not.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "page.h"
#include "shared/message.h"
#include "tables.h"
#include "text.h"

#define STATUS_USAGE	  2
#define STATUS_CANNOT_RUN 3

static struct series write_up, svm, vmx;

static bool write_page_to(const char *path, const struct comparison *all)
{
	char scratch[] = "/tmp/exitscope-plot-XXXXXX";
	FILE *to = fopen(path, "w");
	bool good;

	if (!to || !mkdtemp(scratch)) {
		error("%s: %s", path, strerror(errno));
		return false;
	}
	good = write_page(to, all, scratch);
	rmdir(scratch);
	if (fclose(to)) {
		error("%s: %s", path, strerror(errno));
		good = false;
	}
	return good;
}

int main(int argc, char **argv)
{
	struct comparison all = { .series = { &write_up }, .n = 1 };
	int missing;

	program_name = "compare";
	if (argc < 3 || argc > 4) {
		fputs("Usage: compare WRITE_UP RESULTS [PAGE.html]\n", stderr);
		return STATUS_USAGE;
	}
	read_write_up(&write_up, argv[1]);
	vmx = (struct series){ .name = "vmx", .title = "vmx lab", .isa = ISA_VMX };
	svm = (struct series){ .name = "svm", .title = "svm lab", .isa = ISA_SVM };
	if (read_lab(&vmx, argv[2]))
		all.series[all.n++] = &vmx;
	if (read_lab(&svm, argv[2]))
		all.series[all.n++] = &svm;
	if (all.n == 1) {
		error("%s: no results of a lab: make experiments", argv[2]);
		return STATUS_CANNOT_RUN;
	}
	missing = write_text(stdout, &all);
	if (argc == 4 && !write_page_to(argv[3], &all))
		return STATUS_CANNOT_RUN;
	return missing ? 1 : 0;
}
