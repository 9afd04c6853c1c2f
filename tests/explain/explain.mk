# SPDX-License-Identifier: GPL-2.0-only
#
#   make explain-all   for each workload, whether the sum over its functions is its round trip: both labs, EPT or NPT and shadow paging
#   make test-lines    explain --lines, on a kernel with debug information that is built for it
#   make test-explain  ten of them in each lab, and what explain says of bad input
#   make test-against  what changes of KVM explain --against names: at twenty places and more, nothing else, AGAINST_RUNS=1 times in each lab; and
#                      what the series adds, by function

.PHONY: explain-all explain-all-labs test-explain test-lines test-lines-labs test-against test-against-labs

explain-all: deps
	@$(MAKE) --no-print-directory explain-all-labs

explain-all-labs: tools guest lab
	status=0; for config in "svm npt1" "svm npt0" "vmx ept1" "vmx ept0"; do \
		tests/explain/all.sh $(BUILD) $$config || status=$$?; \
	done; exit $$status

test-explain: tools guest lab modules $(BUILD)/price/$(KERNEL)/hotpath
	tests/run "tests/explain/kept.sh $(BUILD)" "tests/explain/rows.sh $(BUILD) svm" "tests/explain/rows.sh $(BUILD) vmx" "tests/explain/bad.sh $(BUILD)"

test-lines: deps-test
	@$(MAKE) --no-print-directory test-lines-labs

test-lines-labs: tools guest lab $(HP_PACKAGES)
	tests/run "tests/explain/lines.sh $(BUILD) $(KERNEL) $(CACHE)"

AGAINST_RUNS ?= 1

test-against: deps
	@$(MAKE) --no-print-directory test-against-labs

test-against-labs: tools guest lab modules $(BUILD)/price/$(KERNEL)/unpatched/stamp
	CROSS_COMPILE=$(CROSS_COMPILE) tests/run "tests/explain/against.sh $(BUILD) svm $(KERNEL) $(AGAINST_RUNS)" \
		"tests/explain/against.sh $(BUILD) vmx $(KERNEL) $(AGAINST_RUNS)" \
		"tests/explain/stock.sh $(BUILD) svm $(KERNEL)" "tests/explain/stock.sh $(BUILD) vmx $(KERNEL)"
