# SPDX-License-Identifier: GPL-2.0-only
#
#   make explain-all   for each workload, whether the sum over its functions is its round trip: both labs, EPT or NPT and shadow paging
#   make test-lines    explain --lines, on a kernel with debug information that is built for it
#   make test-explain  ten of them in each lab, and what explain says of bad input

.PHONY: explain-all explain-all-labs test-explain test-lines test-lines-labs

explain-all: deps
	@$(MAKE) --no-print-directory explain-all-labs

explain-all-labs: tools guest lab
	status=0; for config in "svm npt1" "svm npt0" "vmx ept1" "vmx ept0"; do \
		tests/explain/all.sh $(BUILD) $$config || status=$$?; \
	done; exit $$status

test-explain: tools guest lab
	tests/run "tests/explain/kept.sh $(BUILD)" "tests/explain/rows.sh $(BUILD) svm" "tests/explain/rows.sh $(BUILD) vmx" "tests/explain/bad.sh $(BUILD)"

test-lines: deps-test
	@$(MAKE) --no-print-directory test-lines-labs

test-lines-labs: tools guest lab $(HP_PACKAGES)
	tests/run "tests/explain/lines.sh $(BUILD) $(KERNEL) $(CACHE)"
