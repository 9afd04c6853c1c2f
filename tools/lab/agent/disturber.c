// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "disturber.h"
#include "lab/base/file.h"
#include "lab/base/frame.h"

int disturber_set(const char *path, const char *text)
{
	int error = file_write(path, text, 0);

	if (error)
		frame("error", "%s does not take '%s': %s", path, text, strerror(-error));
	return error ? -1 : 0;
}
