# SPDX-License-Identifier: GPL-2.0-only
#
# A hostile guest.
#   make hostile      a million random calls of the counters in both labs (SEED=, CALLS=)

L1_BUILD ?= $(BUILD)/l1
SEED ?= 1
CALLS ?= 1000000

.PHONY: hostile hostile-labs
hostile: deps
	@$(MAKE) --no-print-directory hostile-labs

hostile-labs: tools guest lab $(L1_BUILD)/vms
	tests/run "tests/hostile/hostile.sh $(BUILD) svm $(SEED) $(CALLS)" \
		"tests/hostile/hostile.sh $(BUILD) vmx $(SEED) $(CALLS)"
