# SPDX-License-Identifier: GPL-2.0-only
#
#   make screen-test  the ISO by BIOS and UEFI, from CD-ROM and USB stick, and what is on the screen

SCREEN_READ := $(BUILD)/screen/read
SCREEN_FONT := guestos/shared/font

.PHONY: screen-test
screen-test: iso $(SCREEN_READ)
	tests/screen/screen.sh $(BUILD)

$(SCREEN_READ): tests/screen/read.c $(SCREEN_FONT).c $(SCREEN_FONT).h guestos/shared/types.h
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -Iguestos -o $@ $< $(SCREEN_FONT).c
