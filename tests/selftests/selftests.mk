# SPDX-License-Identifier: GPL-2.0-only
#
# The kernel's own KVM selftests, on stock and on patched modules.
#   make selftests   run them all in both labs, and what differs
#   make selftests-build  build them alone, for `exitscope suite selftests build/selftests/$(KERNEL)/payload`
#   (KERNEL=6.12|6.1, LABS="svm vmx", MODULES="stock patched off", TESTS="name ...")

KERNEL ?= 6.12
BUILD ?= build
CROSS_COMPILE ?= x86_64-linux-gnu-

ST_OUT := $(BUILD)/selftests/$(KERNEL)
ST_LISTS := $(ST_OUT)/payload/selftests/suite.svm

.PHONY: selftests selftests-build selftests-run

selftests: deps
	@$(MAKE) --no-print-directory selftests-run

selftests-build: tools $(ST_LISTS)

selftests-run: tools lab selftests-build
	KERNEL=$(KERNEL) tests/suite/labs.sh $(BUILD) selftests $(ST_OUT)/payload

# The folder of the series is named too: a patch that is gone changes only its time.
$(ST_OUT)/stamp: tests/selftests/build.sh $(BUILD)/kernel/$(KERNEL)/release host-patch/$(KERNEL) \
		$(wildcard host-patch/$(KERNEL)/*.patch)
	CROSS_COMPILE=$(CROSS_COMPILE) tests/selftests/build.sh $(KERNEL) $(BUILD)/kernel/$(KERNEL) \
		$(CACHE) $(ST_OUT)
	touch $@

$(ST_LISTS): $(addprefix tests/selftests/,list.sh list.awk exceptions) $(ST_OUT)/stamp
	tests/selftests/list.sh $(KERNEL) $(BUILD)
