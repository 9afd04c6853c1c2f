# SPDX-License-Identifier: GPL-2.0-only
#
# The patched host under a kernel that looks for faults (KASAN, UBSAN, lockdep, kmemleak, ...).
#   make debug-test    build that kernel, run everything on it in both labs: no splat, no leak
#   make debug-kernel  only build it, as build/lab/6.12-debug, for exitscope run --kernel 6.12-debug

DEBUG_WORK := $(BUILD)/debug/$(KERNEL)
DEBUG_LAB := $(BUILD)/lab/$(KERNEL)-debug
DEBUG_PAYLOAD := $(BUILD)/debug/payload/debug
DEBUG_SUITE := $(wildcard tests/debug/*.c tests/debug/*.S) tools/shared/clock.c

.PHONY: debug-test debug-labs debug-kernel debug-payload

debug-kernel: $(DEBUG_LAB)/l1.cpio

$(DEBUG_LAB)/l1.cpio: tests/debug/kernel.sh tests/debug/debug.config $(wildcard tests/debug/fault/*) \
		tools/lab/rootfs.sh $(T_LAB)/agent $(HP_PACKAGES) $(HP_SERIES) host-patch/$(KERNEL)
	CROSS_COMPILE=$(CROSS_COMPILE) tests/debug/kernel.sh $(KERNEL) $(HP_UNPACKED) $(CACHE) \
		$(DEBUG_WORK) $(T_LAB)/agent $(DEBUG_LAB)

$(DEBUG_PAYLOAD)/suite: $(DEBUG_SUITE) $(wildcard tests/debug/*.h)
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CROSS_COMPILE)gcc $(T_CFLAGS) -Itools -static -pthread -o $@ $(DEBUG_SUITE)

debug-payload: $(DEBUG_PAYLOAD)/suite $(DEBUG_LAB)/l1.cpio lab
	rm -f $(DEBUG_PAYLOAD)/exit_counters_test
	cp $(T_LAB)/configs $(DEBUG_PAYLOAD)/
	cp -r $(DEBUG_WORK)/extra/. $(DEBUG_PAYLOAD)/

debug-test: deps-test
	@$(MAKE) --no-print-directory debug-labs

debug-labs: tools guest lab debug-payload
	tests/run "tests/debug/debug.sh $(BUILD) svm $(KERNEL)" \
		"tests/debug/debug.sh $(BUILD) vmx $(KERNEL)"
