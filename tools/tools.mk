# SPDX-License-Identifier: GPL-2.0-only
#
# The host's tools and the emulated labs.
#   make tools        build/bin/exitscope
#   make lab          what the labs svm and vmx boot
#   make run          boot the guest in a lab and print its exits (LAB=svm|vmx|kvm, ARGS=...)
#   make emulators    other versions of QEMU and Bochs, under build/emulators, for exitscope run --emulator
#   make test-emulators  both labs on each of them and on the installed ones
#   make test-tools   the tools' unit tests, with address and undefined behaviour checks

KERNEL ?= 6.12
BUILD ?= build
LAB ?= svm
CROSS_COMPILE ?= x86_64-linux-gnu-

T_LAB := $(BUILD)/lab
T_L1 := $(T_LAB)/$(KERNEL)
T_OBJ := $(BUILD)/tools
T_KERNEL := $(BUILD)/kernel/$(KERNEL)
T_VERSION := $(shell git describe --always --dirty 2> /dev/null)
T_CFLAGS := -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -g $(CFLAGS)
T_DEFINES = -DEXITSCOPE_VERSION='"$(or $(T_VERSION),unknown)"'

T_SOURCES := $(wildcard tools/exitscope/*.c tools/exitscope/*/*.c tools/shared/*.c)
T_INCLUDES := -Itools/exitscope -Itools
# The names of the exit reasons are the guest's own.
T_SHARED := guestos/shared/reasons.c
T_OBJECTS := $(T_SOURCES:tools/%.c=$(T_OBJ)/%.o) $(T_OBJ)/guestos/reasons.o
T_AGENT := $(wildcard tools/lab/base/*.c tools/lab/agent/*.c) tools/shared/clock.c tools/shared/kernel_log.c tools/shared/kvm_flags.c

.PHONY: tools lab emulators run test-tools

tools: $(BUILD)/bin/exitscope $(addprefix $(T_LAB)/,unreached quirks deviations)

$(BUILD)/bin/exitscope: $(T_OBJECTS)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(T_CFLAGS) $(LDFLAGS) -o $@ $^ -ljson-c -lm

# The objects lie in the folders of their sources.
$(T_OBJ)/%.o: tools/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(T_CFLAGS) $(T_INCLUDES) -MMD -MP -c -o $@ $<

$(T_OBJ)/guestos/reasons.o: $(T_SHARED)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(T_CFLAGS) -MMD -MP -c -o $@ $<

# Only the file that says the version is built anew for a new one.
$(T_OBJ)/exitscope/main.o: T_CFLAGS += $(T_DEFINES)

-include $(T_OBJECTS:.o=.d)

lab: $(T_L1)/vmlinux $(T_L1)/l1.cpio $(addprefix $(T_LAB)/,rom.bin steady.so trace.so configs quirks)

$(T_L1)/vmlinux: tools/lab/vmlinux.sh $(T_KERNEL)/release
	@mkdir -p $(@D)
	tools/lab/vmlinux.sh $(T_KERNEL)/image/boot/vmlinuz-$$(cat $(T_KERNEL)/release) $@

$(T_LAB)/agent: $(T_AGENT:tools/%.c=$(T_OBJ)/l1/%.o) $(T_OBJ)/guestos/reasons.o
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CROSS_COMPILE)gcc $(T_CFLAGS) -static -o $@ $^

$(T_OBJ)/l1/%.o: tools/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CROSS_COMPILE)gcc $(T_CFLAGS) -Itools -MMD -MP -c -o $@ $<

-include $(T_AGENT:tools/%.c=$(T_OBJ)/l1/%.d)

$(T_L1)/l1.cpio: tools/lab/rootfs.sh $(T_LAB)/agent $(if $(HP_STOCK),,$(HP_MODULES)) $(T_KERNEL)/release
	OBJCOPY=$(CROSS_COMPILE)objcopy tools/lab/rootfs.sh $(T_LAB)/agent \
		$(T_KERNEL)/image/lib/modules/$$(cat $(T_KERNEL)/release) \
		$(if $(HP_STOCK),none,$(BUILD)/modules/$$(cat $(T_KERNEL)/release)) $@

$(T_LAB)/rom.bin: tools/lab/vmx/rom.S tools/lab/vmx/rom.sh
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CROSS_COMPILE)gcc -c -m32 -DROM_SIZE=2048 -DROM_BASE=0xd0000 -o $(@:.bin=.o) $<
	$(Q)$(CROSS_COMPILE)ld -m elf_i386 -Ttext=0 --oformat=binary -o $@.tmp $(@:.bin=.o)
	$(Q)tools/lab/vmx/rom.sh $@.tmp
	$(Q)mv $@.tmp $@

# What both emulators' tracers have of ours.
T_WRITER := tools/shared/trace_writer.c tools/shared/insn.c
T_WRITER_HEADERS := tools/shared/trace_format.h tools/shared/trace_writer.h

$(T_LAB)/steady.so: $(wildcard tools/lab/vmx/*.[ch]) $(T_WRITER) $(T_WRITER_HEADERS) tools/shared/bochs_tracer.h
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(T_CFLAGS) -Itools -shared -fPIC -fvisibility=hidden -o $@ $(filter %.c,$^)

# QEMU's plugin; what it calls is QEMU's own.
$(T_LAB)/trace.so: tools/lab/trace/plugin.c tools/lab/trace/qemu_plugin.h $(T_WRITER) $(T_WRITER_HEADERS)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(T_CFLAGS) -Itools -shared -fPIC -fvisibility=hidden -o $@ $(filter %.c,$^)

$(addprefix $(T_LAB)/,configs quirks unreached deviations): $(T_LAB)/%: tools/lab/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

# Other suites' emulators, unpacked: qemu-trixie and so on, each with a program `run` in it.
T_EMULATORS := $(BUILD)/emulators
T_VERSIONS := qemu-trixie qemu-trixie-backports bochs-trixie bochs-sid

.PHONY: emulators test-emulators
emulators: $(T_VERSIONS:%=$(T_EMULATORS)/%/run)

$(T_EMULATORS)/%/run: tools/lab/emulator host-patch/apt.sh
	@mkdir -p $(T_EMULATORS)
	tools/lab/emulator $(shell echo $* | sed 's/\([a-z]*\)-\(.*\)/\2 \1/') $(CACHE) $(@D)
	@touch $@

test-emulators: tools guest lab emulators
	tests/run "tests/emulators.sh $(BUILD) qemu bochs $(T_VERSIONS)"

# Unit tests, one program for each tests/tools/test_*.c, built with everything but main().
T_TESTS := $(patsubst tests/tools/%.c,$(T_OBJ)/%,$(wildcard tests/tools/test_*.c))
T_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

T_SAN_OBJECTS := $(T_OBJECTS:$(T_OBJ)/%=$(T_OBJ)/san/%)

$(T_OBJ)/san/%.o: tools/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(T_CFLAGS) $(T_INCLUDES) $(T_SANITIZE) -MMD -MP -c -o $@ $<

$(T_OBJ)/san/guestos/reasons.o: $(T_SHARED)
	@mkdir -p $(@D)
	$(Q)$(CC) $(T_CFLAGS) $(T_SANITIZE) -MMD -MP -c -o $@ $<

-include $(T_SAN_OBJECTS:.o=.d)
.SECONDARY: $(T_SAN_OBJECTS)

$(T_OBJ)/test_%: tests/tools/test_%.c $(filter-out %/main.o,$(T_SAN_OBJECTS))
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(T_CFLAGS) $(T_SANITIZE) $(T_INCLUDES) -o $@ $(filter-out %.sample.o,$^) -ljson-c -lcmocka -lm

# A module in small, with debug information.
$(T_OBJ)/test_lines: $(T_OBJ)/test_lines.sample.o
$(T_OBJ)/test_lines.sample.o: tests/tools/lines_sample.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CROSS_COMPILE)gcc -O2 -gdwarf-5 -fcf-protection=none -fno-pic -c -o $@ $<

# Guests that never finish.
T_DEAD := $(addprefix $(T_OBJ)/dead-,hang.elf idle.elf triple.elf)

$(T_OBJ)/dead-%.elf: tests/tools/dead.S
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CROSS_COMPILE)gcc -m32 -nostdlib -static -Wl,-N,-Ttext=0x100020 -Wl,--build-id=none \
		-Wl,--no-warn-rwx-segments -Wl,--section-start=.header=0x100000 \
		-D$(shell echo $* | tr a-z A-Z) -o $@ $<

test-tools: $(T_TESTS) tools
	set -e; for test in $(T_TESTS); do CMOCKA_MESSAGE_OUTPUT=TAP $$test; done
	tests/tools/bad_input.sh $(BUILD)

.PHONY: test-tools-lab
test-tools-lab: tools lab $(T_DEAD)
	tests/tools/bad_guests.sh $(BUILD) $(LAB)
