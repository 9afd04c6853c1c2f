# SPDX-License-Identifier: GPL-2.0-only
#
# exitscope try.
#   make test-try     a series of twelve commits over Debian's source: A..B, and git bisect by rows and thresholds, in both
#                     labs, TRY_ROUNDS=5 times each; KVM's modules alone are built, TRY_HOW=trees builds whole kernels

TRY_ROUNDS ?= 5
TRY_HOW ?= modules

.PHONY: test-try test-try-labs
test-try: deps-test
	@$(MAKE) --no-print-directory test-try-labs

test-try-labs: tools guest lab $(HP_PACKAGES)
	CROSS_COMPILE=$(CROSS_COMPILE) tests/try/try.sh $(BUILD) $(KERNEL) $(CACHE) $(TRY_HOW) $(TRY_ROUNDS)
