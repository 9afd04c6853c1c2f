# SPDX-License-Identifier: GPL-2.0-only
#
# Every hook of the series has a test that fails without it.
#   make hooks        mutants of the series in both labs, and which tests catch each

L1_BUILD ?= $(BUILD)/l1
HOOKS_STAMP := $(BUILD)/hooks/stamp

.PHONY: hooks hooks-labs
hooks: deps
	@$(MAKE) --no-print-directory hooks-labs

hooks-labs: tools guest lab $(L1_BUILD)/hooks $(HOOKS_STAMP)
	tests/run "tests/hooks/hooks.sh $(BUILD) svm" "tests/hooks/hooks.sh $(BUILD) vmx"

$(HOOKS_STAMP): $(HP_MODULES) tests/hooks/modules.sh tests/hooks/edits
	CROSS_COMPILE=$(CROSS_COMPILE) tests/hooks/modules.sh $(KERNEL) $(HP_UNPACKED) $(HP_WORK) $(@D)
	touch $@

$(L1_BUILD)/hooks: $(addprefix tests/hooks/,hooks.c paths.c paths.h probe.c probe.h) \
		$(addprefix tests/isolation/,file.c file.h vm.c vm.h) tools/shared/clock.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CROSS_COMPILE)gcc $(T_CFLAGS) -static -Itests/isolation -Itools -o $@ $(filter %.c,$^)
