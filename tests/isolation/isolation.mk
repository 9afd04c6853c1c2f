# SPDX-License-Identifier: GPL-2.0-only
#
# Two VMs side by side, and the program that runs guests side by side in L1.
#   make isolation    two guests at once in both labs: neither sees the other's exits

L1_BUILD ?= $(BUILD)/l1
L1_SHARED := $(addprefix tests/isolation/,file.c vm.c host.c)

.PHONY: isolation isolation-labs
isolation: deps
	@$(MAKE) --no-print-directory isolation-labs

isolation-labs: tools guest lab $(L1_BUILD)/vms
	tests/run "tests/isolation/isolation.sh $(BUILD) svm" "tests/isolation/isolation.sh $(BUILD) vmx"

# What runs in L1 is static, since L1 has no libraries but QEMU's.
$(L1_BUILD)/vms: tests/isolation/vms.c $(L1_SHARED) $(wildcard tests/isolation/*.h)
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CROSS_COMPILE)gcc $(T_CFLAGS) -static -o $@ $(filter %.c,$^)
