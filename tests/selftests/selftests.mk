# SPDX-License-Identifier: GPL-2.0-only
#
# The kernel's own KVM selftests, on stock and on patched modules.
#   make selftests   run them all in both labs, the two results side by side
#   make selftests-build  build them alone, for `exitscope suite selftests build/selftests/$(KERNEL)/payload`
#   (KERNEL=6.12|6.1, LABS="svm vmx", MODULES="stock patched off", TESTS="name ...")

KERNEL ?= 6.12
BUILD ?= build
CROSS_COMPILE ?= x86_64-linux-gnu-

ST_OUT := $(BUILD)/selftests/$(KERNEL)
ST_PAYLOAD := $(ST_OUT)/payload/selftests
ST_RUNNER := $(wildcard tests/selftests/lab/*.c) tools/shared/clock.c tools/shared/kernel_log.c

.PHONY: selftests selftests-build selftests-run

selftests: deps
	@$(MAKE) --no-print-directory selftests-run

selftests-build: tools $(ST_OUT)/stamp $(ST_PAYLOAD)/run
	LABS="$(LABS)" LISTS_ONLY=1 tests/selftests/run.sh $(KERNEL) $(BUILD)

selftests-run: tools lab selftests-build
	LABS="$(LABS)" MODULES="$(MODULES)" TESTS="$(TESTS)" \
		tests/selftests/run.sh $(KERNEL) $(BUILD)

# The folder of the series is named too: a patch that is gone changes only its time.
$(ST_OUT)/stamp: tests/selftests/build.sh $(BUILD)/kernel/$(KERNEL)/release host-patch/$(KERNEL) \
		$(wildcard host-patch/$(KERNEL)/*.patch)
	CROSS_COMPILE=$(CROSS_COMPILE) tests/selftests/build.sh $(KERNEL) $(BUILD)/kernel/$(KERNEL) \
		$(CACHE) $(ST_OUT)
	touch $@

$(ST_PAYLOAD)/run: $(ST_RUNNER) $(wildcard tests/selftests/lab/*.h) $(ST_OUT)/stamp
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CROSS_COMPILE)gcc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -Itools -static -o $@ \
		$(ST_RUNNER)
