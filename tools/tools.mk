# SPDX-License-Identifier: GPL-2.0-only
#
# The host's tools and the emulated labs.
#   make tools        build/bin/exitscope
#   make lab          what the labs svm and vmx boot
#   make run          boot the guest in a lab and print its exits (LAB=svm|vmx|kvm, ARGS=...)
#   make test-tools   the tools' unit tests, with address and undefined behaviour checks

KERNEL ?= 6.12
BUILD ?= build
LAB ?= svm
CROSS_COMPILE ?= x86_64-linux-gnu-

T_LAB := $(BUILD)/lab
T_OBJ := $(BUILD)/tools
T_KERNEL := $(BUILD)/kernel/$(KERNEL)
T_VERSION := $(shell git describe --always --dirty 2> /dev/null)
T_CFLAGS := -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -g $(CFLAGS)
T_DEFINES = -DEXITSCOPE_VERSION='"$(or $(T_VERSION),unknown)"'

T_SOURCES := $(wildcard tools/exitscope/*.c)
T_OBJECTS := $(T_SOURCES:tools/exitscope/%.c=$(T_OBJ)/%.o)
T_AGENT := $(wildcard tools/lab/agent/*.c)

.PHONY: tools lab run test-tools

tools: $(BUILD)/bin/exitscope

$(BUILD)/bin/exitscope: $(T_OBJECTS)
	@mkdir -p $(@D)
	$(CC) $(T_CFLAGS) $(LDFLAGS) -o $@ $^ -ljson-c

$(T_OBJ)/%.o: tools/exitscope/%.c
	@mkdir -p $(@D)
	$(CC) $(T_CFLAGS) -MMD -MP -c -o $@ $<

# Only the file that says the version is built anew for a new one.
$(T_OBJ)/main.o: T_CFLAGS += $(T_DEFINES)

-include $(wildcard $(T_OBJ)/*.d)

lab: $(T_LAB)/vmlinux $(T_LAB)/l1.cpio $(T_LAB)/rom.bin $(T_LAB)/configs

$(T_LAB)/vmlinux: tools/lab/vmlinux.sh $(T_KERNEL)/release
	@mkdir -p $(@D)
	tools/lab/vmlinux.sh $(T_KERNEL)/image/boot/vmlinuz-$$(cat $(T_KERNEL)/release) $@

$(T_LAB)/agent: $(T_AGENT) tools/lab/agent/agent.h
	@mkdir -p $(@D)
	$(CROSS_COMPILE)gcc $(T_CFLAGS) -static -o $@ $(T_AGENT)

$(T_LAB)/l1.cpio: tools/lab/rootfs.sh $(T_LAB)/agent $(HP_MODULES) $(T_KERNEL)/release
	OBJCOPY=$(CROSS_COMPILE)objcopy tools/lab/rootfs.sh $(T_LAB)/agent \
		$(T_KERNEL)/image/lib/modules/$$(cat $(T_KERNEL)/release) \
		$(BUILD)/modules/$$(cat $(T_KERNEL)/release) $@

$(T_LAB)/rom.bin: tools/lab/vmx/rom.S tools/lab/vmx/rom.sh
	@mkdir -p $(@D)
	$(CROSS_COMPILE)gcc -c -m32 -DROM_SIZE=2048 -DROM_BASE=0xd0000 -o $(@:.bin=.o) $<
	$(CROSS_COMPILE)ld -m elf_i386 -Ttext=0 --oformat=binary -o $@.tmp $(@:.bin=.o)
	tools/lab/vmx/rom.sh $@.tmp
	mv $@.tmp $@

$(T_LAB)/configs: tools/lab/configs
	@mkdir -p $(@D)
	cp $< $@
