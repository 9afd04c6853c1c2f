# SPDX-License-Identifier: GPL-2.0-only
#
# Jobs for LAVA.
#   make test-lava  tools/ci/lava/ by the real lava-run in a bare Debian 13, as root: verdicts and numbers are exitscope's own

.PHONY: test-lava
test-lava: tools iso guest lab
	tests/run "tests/lava/lava.sh $(BUILD) $(CACHE)"
