# SPDX-License-Identifier: GPL-2.0-only
#
# Other people's tests in the labs: exitscope suite.
#   make test-suite   its readers, its table and its command, with a stand-in for the emulator; seconds
#   make test-suite-lab   the agent's part, by guests of our own (LAB=svm|vmx)
#   make suite        kvm-unit-tests in both labs, stock and patched, and what differs (SUITE=DIR, a built checkout;
#                     LABS="svm vmx", MODULES="stock patched off", TESTS="globs", GROUP=, LIMIT=)

# tests/deb has a SUITE of its own, with a default.
SUITE_DIR = $(if $(filter undefined default file,$(origin SUITE)),,$(SUITE))
SUITE_TESTS := $(T_OBJ)/suite/test_suite

.PHONY: test-suite test-suite-lab suite suite-labs

$(SUITE_TESTS): tests/suite/test_suite.c $(filter-out %/main.o,$(T_SAN_OBJECTS))
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(T_CFLAGS) $(T_SANITIZE) $(T_INCLUDES) -o $@ $^ -ljson-c -lcmocka -lm

test-suite: $(SUITE_TESTS) tools
	CMOCKA_MESSAGE_OUTPUT=TAP tests/run $(SUITE_TESTS) "tests/suite/command.sh $(BUILD)"

test-suite-lab: tools lab guest $(T_DEAD)
	tests/suite/lab.sh $(BUILD) $(LAB)

suite: deps
	@$(MAKE) --no-print-directory suite-labs

suite-labs: tools lab
	KERNEL=$(KERNEL) tests/suite/labs.sh $(BUILD) kvm-unit-tests '$(SUITE_DIR)'
