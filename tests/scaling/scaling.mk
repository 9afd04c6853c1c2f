# SPDX-License-Identifier: GPL-2.0-only
#
# What one count costs with two vCPUs counting at once; see tests/scaling/README.md.
#   make scaling  cost of one count with 1 and 2 threads on this machine's own processors

SCALING := $(BUILD)/scaling/$(KERNEL)
SCALING_KVM = $(HP_WORK)/arch/x86
SCALING_SOURCES := $(wildcard tests/scaling/*.c)
SCALING_HEADERS := $(wildcard tests/scaling/*.h tests/scaling/include/*/*.h)

.PHONY: scaling scaling-run

scaling: deps
	@$(MAKE) --no-print-directory scaling-run

scaling-run: $(SCALING)/scaling
	tests/run $(SCALING)/scaling

# What the series adds to asm/kvm_host.h, out of the tree that the modules are built in.
$(SCALING)/exit_state.h: $(HP_MODULES)
	@mkdir -p $(@D)
	sed -n '/^struct kvm_exit_counters;/,/^#endif/p' $(SCALING_KVM)/include/asm/kvm_host.h | \
		sed '/^#endif/d' >$@.tmp
	grep -q 'struct kvm_vcpu_exit {' $@.tmp
	mv $@.tmp $@

# By the compiler of the modules: the program needs an x86 processor anyway.
$(SCALING)/scaling: $(SCALING_SOURCES) $(SCALING_HEADERS) $(SCALING)/exit_state.h
	$(call say,CC,$@)
	$(Q)$(CROSS_COMPILE)gcc $(T_CFLAGS) -pthread -Itests/scaling/include -I$(SCALING) \
		-I$(SCALING_KVM)/kvm -o $@ $(SCALING_SOURCES)
