# SPDX-License-Identifier: GPL-2.0-only
BUILD		:= build
CACHE		:= $(or $(EXITSCOPE_CACHE),$(BUILD)/cache)
KERNEL		?= 6.12
LAB		?= svm
CROSS_COMPILE	?= x86_64-linux-gnu-

# make V=1 shows the commands.
V		?= 0
Q		:= $(if $(filter 1,$(V)),,@)
say		= @printf '  %-7s %s\n' $(1) $(2)

.DELETE_ON_ERROR:
.PHONY: all
all: guest iso

include guestos/guestos.mk
-include host-patch/host-patch.mk
-include tools/tools.mk
