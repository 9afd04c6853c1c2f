# SPDX-License-Identifier: GPL-2.0-only
# The guest: build/exitscope.elf, and build/exitscope.iso that boots it by GRUB.

GUEST_BUILD	:= $(BUILD)/guest
GUEST_CC	:= $(CROSS_COMPILE)gcc

# No SSE and no red zone: interrupts come in at any time and save neither.
GUEST_CFLAGS	:= -std=gnu11 -Wall -Wextra -Werror -O2 -g -MMD -MP -Iguestos -I. \
		   -m64 -ffreestanding -nostdinc -isystem $(shell $(GUEST_CC) -print-file-name=include 2>/dev/null) \
		   -fno-pic -fno-pie -mno-red-zone -mgeneral-regs-only \
		   -fno-stack-protector -fno-omit-frame-pointer -fno-asynchronous-unwind-tables \
		   -fcf-protection=none -fno-strict-aliasing -fno-toplevel-reorder
GUEST_LDFLAGS	:= -nostdlib -static -no-pie -Wl,-T,boot/exitscope.ld -Wl,--build-id=none \
		   -Wl,-z,max-page-size=4096 -Wl,-z,noexecstack

GUEST_SOURCES	:= $(sort $(wildcard boot/*.S guestos/*.[cS] guestos/*/*.[cS]))
GUEST_OBJECTS	:= $(GUEST_SOURCES:%=$(GUEST_BUILD)/%.o)

.PHONY: guest iso
guest: $(BUILD)/exitscope.elf
iso: $(BUILD)/exitscope.iso

$(GUEST_BUILD)/%.c.o: %.c guestos/guestos.mk
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) -c -o $@ $<

$(GUEST_BUILD)/%.S.o: %.S guestos/guestos.mk
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(GUEST_CC) $(GUEST_CFLAGS) -c -o $@ $<

$(GUEST_BUILD)/exitscope.debug: $(GUEST_OBJECTS) boot/exitscope.ld
	$(call say,LD,$@)
	$(Q)$(GUEST_CC) $(GUEST_LDFLAGS) -o $@ $(GUEST_OBJECTS)

# What boots carries no symbols; exitscope.debug keeps them, for addr2line on a backtrace.
$(BUILD)/exitscope.elf: $(GUEST_BUILD)/exitscope.debug
	$(call say,STRIP,$@)
	$(Q)$(CROSS_COMPILE)objcopy --strip-all $< $@

# grub-mkrescue's way to the menu under UEFI asks for all kinds of partitions.
GRUB_MODULES := multiboot multiboot2 normal serial terminal iso9660 test all_video \
	$(addprefix part_,acorn amiga apple bsd dfly dvh gpt msdos plan sun sunpc)

# For BIOS and UEFI, from a CD-ROM and from a disk: grub-mkrescue takes each platform that GRUB is installed for.
$(BUILD)/exitscope.iso: $(BUILD)/exitscope.elf boot/grub.cfg
	$(call say,ISO,$@)
	@mkdir -p $(GUEST_BUILD)/iso/boot/grub
	$(Q)cp $(BUILD)/exitscope.elf $(GUEST_BUILD)/iso/boot/exitscope.elf
	$(Q)cp boot/grub.cfg $(GUEST_BUILD)/iso/boot/grub/grub.cfg
	$(Q)grub-mkrescue --install-modules="$(GRUB_MODULES)" \
		--locales= --fonts= --themes= -o $@ $(GUEST_BUILD)/iso >$(GUEST_BUILD)/grub-mkrescue.log 2>&1 || \
		{ cat $(GUEST_BUILD)/grub-mkrescue.log; rm -f $@; exit 1; }

-include $(GUEST_OBJECTS:.o=.d)
