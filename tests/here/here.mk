# SPDX-License-Identifier: GPL-2.0-only
#
# The kvm lab where KVM is not patched; L1 is the machine.
#   make test-here   twenty runs of LAB=kvm beside a busy VM in each lab, and what is left behind

.PHONY: test-here test-here-labs
test-here: deps-test
	@$(MAKE) --no-print-directory test-here-labs

test-here-labs: tools guest lab
	tests/run "tests/here/here.sh $(BUILD) svm $(KERNEL) 20" "tests/here/here.sh $(BUILD) vmx $(KERNEL) 20"
