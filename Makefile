# SPDX-License-Identifier: GPL-2.0-only
#
# Targets for all of Exitscope; each folder's .mk has those of its own.
#   make run      build all, boot the guest under patched KVM, print its exits
#                 (LAB=svm|vmx|kvm, ARGS="options of exitscope run")
#   make rows     the same for the workloads of RUN alone, without GRUB: what to say after each edit (RUN='cpuid,io.*')
#   make test     everything, in both labs
#   make coverage all configurations of both labs, and which exit reasons they reach
#   make test-debian13  README's two commands in a bare Debian 13, made by debootstrap (as root);
#                 test-debian12 the same for 12
#   make soak     twenty runs in a row in both labs, every row exact; and busy hosts, once
#   make busy     hosts that take pages away and the like, RUNS=20 times: rows are exact or disturbed
#   make          build the guest, its ISO and the tools
#   make lint     format, scripts, licenses, who includes whom; make format applies the format
#   make clean    remove what was built, but for downloads

BUILD		:= build
CACHE		:= $(or $(EXITSCOPE_CACHE),$(BUILD)/cache)
KERNEL		?= 6.12
LAB		?= svm
ARGS		?=
RUN		?= *
CROSS_COMPILE	?= x86_64-linux-gnu-

# make V=1 shows the commands.
V		?= 0
Q		:= $(if $(filter 1,$(V)),,@)
say		= @printf '  %-7s %s\n' $(1) $(2)

.DELETE_ON_ERROR:
.PHONY: test-debian12 test-debian13
.PHONY: all help run run-lab rows coverage coverage-labs soak soak-labs busy busy-labs test test-all test-bins lint format clean deps deps-test
all: guest iso tools

# The tool runs the kernel that is built here.
export EXITSCOPE_KERNEL := $(KERNEL)

include host-patch/host-patch.mk guestos/guestos.mk tools/tools.mk
include $(wildcard tools/*/*.mk tests/*/*.mk)

help:
	@sed -n 's/^#   //p' $(MAKEFILE_LIST)

deps:
	@tools/install-deps

deps-test:
	@tools/install-deps lint

# All is built side by side, unless the caller has said how many jobs at once.
SIDE_BY_SIDE = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

# In a make of its own, so that what was just installed is there from the start.
run: deps
	@$(MAKE) --no-print-directory $(SIDE_BY_SIDE) run-lab

# A kernel that there is no series for runs its own modules, and counts for the guest.
RUN_ARGS += $(if $(HP_STOCK),--stock)

run-lab: tools iso $(if $(filter kvm,$(LAB)),,$(or $(RUN_LAB),lab))
	$(BUILD)/bin/exitscope run --lab $(LAB) $(RUN_ARGS) $(ARGS)

# Nothing but what an edit needs: `make run` has seen to the packages.
rows: tools guest $(if $(filter kvm,$(LAB)),,lab)
	@$(BUILD)/bin/exitscope run --lab $(LAB) --image $(BUILD)/exitscope.elf --append 'run=$(RUN)' $(RUN_ARGS) $(ARGS)

# What is tested is built side by side first: in test-all the tests need the processors for themselves.
test: deps-test
	@$(MAKE) --no-print-directory $(SIDE_BY_SIDE) test-bins
	@$(MAKE) --no-print-directory test-all

# The kernels that there is a series and packages for, and those of them that KERNEL is not.
KERNELS := $(filter-out $(HP_TREES),$(notdir $(patsubst %/,%,$(wildcard host-patch/[0-9]*/))))
OTHERS := $(filter-out $(KERNEL),$(KERNELS))

test-bins: guest iso tools exitstat lab modules fuzz-bins $(T_TESTS) $(T_DEAD) $(T_KUNIT) $(ES_TESTS) $(SUITE_TESTS) \
		$(HISTORY_TESTS) $(L1_BUILD)/vms $(BUILD)/reset.elf $(EX_OBJ)/compare $(SCREEN_READ) $(X_SAMPLE) \
		$(NIGHTLY_BIN) $(PRICE)/hotpath
	-$(MAKE) --no-print-directory flamegraph
	set -e; for kernel in $(OTHERS); do $(MAKE) --no-print-directory lab KERNEL=$$kernel; done

# As many at once as there are processors, the long ones first.
test-all: test-bins
	CMOCKA_MESSAGE_OUTPUT=TAP tests/run -j "$$(nproc)" \
		"tests/bare.sh trixie $(BUILD) $(CACHE) run" \
		"tests/matrix.sh $(BUILD) vmx" \
		"tests/matrix.sh $(BUILD) svm" \
		$(OTHERS:%="tests/kernel.sh $(BUILD) %") \
		"tests/exitstat/oracle.sh $(BUILD) vmx $(KERNEL) ept1" \
		"tests/exitstat/sites.sh $(BUILD) svm $(KERNEL)" \
		"tests/apicv.sh $(BUILD)" \
		"tests/explain/rows.sh $(BUILD) vmx" \
		"tests/explain/rows.sh $(BUILD) svm" \
		"tests/explain/bad.sh $(BUILD)" \
		"tests/explain/formats.sh $(BUILD)" \
		"tests/hostile/hostile.sh $(BUILD) svm" \
		"tests/hostile/hostile.sh $(BUILD) vmx" \
		"tests/isolation/isolation.sh $(BUILD) svm" \
		"tests/isolation/isolation.sh $(BUILD) vmx" \
		"tests/reset/reset.sh $(BUILD) svm $(KERNEL)" \
		"tests/host-patch/load.sh $(BUILD) svm $(KERNEL)" \
		"tests/here/here.sh $(BUILD) svm $(KERNEL)" \
		"tests/tools/bad_guests.sh $(BUILD) svm" \
		"tests/boot.sh $(BUILD)" \
		"tests/screen/screen.sh $(BUILD)" \
		"tests/faults.sh $(BUILD)" \
		"tests/newcomer.sh $(BUILD)" \
		"tests/fuzz/smoke.sh $(BUILD)" \
		$(KERNELS:%="tests/host-patch/series.sh % $(BUILD)") \
		"tests/tools/commands.sh $(BUILD)" \
		"tests/tools/ci_logs.sh $(BUILD)" \
		"tests/tools/big.sh $(BUILD)" \
		"tests/explain/kept.sh $(BUILD)" \
		"tests/tools/bad_input.sh $(BUILD)" \
		"tests/try/quick.sh $(BUILD)" \
		"tests/exitstat/usage.sh $(BUILD)" \
		"tests/experiments/compare.sh $(BUILD)" tests/selftests/results.sh \
		"tests/suite/command.sh $(BUILD)" "tests/nightly/nightly.sh $(BUILD)" "tests/history/command.sh $(BUILD)" \
		tests/rooms.sh "tests/lint $(BUILD)" $(T_TESTS) $(ES_TESTS) $(SUITE_TESTS) $(HISTORY_TESTS)

test-debian12: deps-test
	tests/run "tests/bare.sh bookworm $(BUILD) $(CACHE) run" "tests/bare.sh bookworm $(BUILD) $(CACHE) test"

test-debian13: deps-test
	tests/run "tests/bare.sh trixie $(BUILD) $(CACHE) run" "tests/bare.sh trixie $(BUILD) $(CACHE) test"

# The guest's operations are few here: what counts is which reasons are reached, exactly.
COVERAGE := $(BUILD)/coverage

coverage: deps
	@$(MAKE) --no-print-directory coverage-labs

coverage-labs: tools guest lab emulators
	rm -rf $(COVERAGE)
	for lab in svm vmx; do \
		$(BUILD)/bin/exitscope run --lab $$lab --config all --oracle --append ops=50 \
			--image $(BUILD)/exitscope.elf --log-dir $(COVERAGE) || exit; \
	done
	$(BUILD)/bin/exitscope coverage $(COVERAGE)

soak: deps
	@$(MAKE) --no-print-directory soak-labs

soak-labs: tools guest lab
	tests/run "tests/soak.sh $(BUILD) svm" "tests/soak.sh $(BUILD) vmx" \
		"tests/busy.sh $(BUILD) svm" "tests/busy.sh $(BUILD) vmx"

busy: deps
	@$(MAKE) --no-print-directory busy-labs

RUNS ?= 20

busy-labs: tools guest lab
	tests/run "tests/busy.sh $(BUILD) svm $(RUNS)" "tests/busy.sh $(BUILD) vmx $(RUNS)"

lint: deps-test
	@$(MAKE) --no-print-directory tools guest exitstat $(T_LAB)/agent
	tests/lint $(BUILD)

format:
	find boot guestos tools tests -name '*.[ch]' -print0 | xargs -0 clang-format -i

clean:
	find $(BUILD) -mindepth 1 -maxdepth 1 ! -name cache -exec rm -rf {} +
