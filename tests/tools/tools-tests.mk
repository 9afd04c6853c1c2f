# SPDX-License-Identifier: GPL-2.0-only
#
# Tests of exitscope's commands.
#   make test-commands   check, diff, export, report and the rest, on recorded logs
#   make test-diff       what diff says of a KVM with 30 instructions more in one handler (vmx lab)
#   make test-big        100 MB of log, its time and memory
#   make test-page       the report in headless Chromium: nothing on its console, no request

.PHONY: test-commands test-diff test-big test-page

# The kernel's own reader of KTAP, of Debian's source package; it insists on its place in the tree.
T_KUNIT := $(BUILD)/kunit/tools/testing/kunit/kunit.py

$(T_KUNIT): $(HP_PACKAGES)
	@mkdir -p $(BUILD)/kunit
	dpkg-deb --fsys-tarfile "$$(ls -t $(CACHE)/linux-source-$(KERNEL)_*.deb | head -n 1)" | \
		tar -xO ./usr/src/linux-source-$(KERNEL).tar.xz | \
		tar -xJm -C $(BUILD)/kunit --strip-components=1 --wildcards '*/tools/testing/kunit/*'

test-commands: tools $(T_KUNIT)
	tests/tools/commands.sh $(BUILD)
	tests/tools/ci_logs.sh $(BUILD)

test-diff: tools lab guest $(HP_MODULES)
	tests/tools/slowed.sh $(BUILD) $(KERNEL)

test-big: tools
	tests/tools/big.sh $(BUILD)

test-page: tools
	tests/tools/page.sh $(BUILD)
