# SPDX-License-Identifier: GPL-2.0-only
#
# A view of the exit counters, and resets of the machine.
#   make test-reset   a guest that latches and has QEMU reset it, in both labs

.PHONY: test-reset test-reset-labs
test-reset: deps
	@$(MAKE) --no-print-directory test-reset-labs

test-reset-labs: tools lab $(BUILD)/reset.elf
	tests/run "tests/reset/reset.sh $(BUILD) svm $(KERNEL)" "tests/reset/reset.sh $(BUILD) vmx $(KERNEL)"

$(BUILD)/reset.elf: tests/reset/reset.c guestos/shared/abi.h
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CROSS_COMPILE)gcc -m32 -std=gnu11 -Wall -Wextra -Werror -Os -ffreestanding -fno-pic -fno-stack-protector \
		-fno-asynchronous-unwind-tables -fcf-protection=none -mno-sse -mno-mmx -nostdlib -static -no-pie -Iguestos \
		-Wl,--build-id=none -Wl,-n -Wl,--no-warn-rwx-segments -Wl,-z,noexecstack -Wl,-Ttext=0x101000 -Wl,--section-start=.multiboot=0x100000 -o $@ $<
