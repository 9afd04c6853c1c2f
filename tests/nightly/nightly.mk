# SPDX-License-Identifier: GPL-2.0-only
#
# Everything that takes longer than CI has.
#   make nightly       all of tests/nightly/parts, a page of results in build/nightly/ (JOBS=2, PARTS="soak busy", AGAIN=1,
#                      UNIT_TESTS=DIR: a built checkout of kvm-unit-tests); what has passed for this tree is not run again
#   make nightly-list  the parts, their limits, and what keeps one from being run here
#   make test-nightly  with parts of its own making; seconds

NIGHTLY := $(BUILD)/nightly
NIGHTLY_BIN := $(NIGHTLY)/nightly
NIGHTLY_SOURCES := $(wildcard tests/nightly/*.c)
NIGHTLY_OBJECTS := $(filter $(T_OBJ)/exitscope/base/%,$(T_OBJECTS)) \
	$(T_OBJ)/exitscope/report/report_style.o $(addprefix $(T_OBJ)/shared/,clock.o memory.o message.o)

JOBS ?= 1
PARTS ?=
AGAIN ?=
UNIT_TESTS ?=
# The parts are run as people would run them, but for these.
NIGHTLY_ENV = env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u JOBS -u PARTS -u AGAIN UNIT_TESTS="$(UNIT_TESTS)" KERNEL=$(KERNEL)

.PHONY: nightly nightly-list test-nightly

$(NIGHTLY_BIN): $(NIGHTLY_SOURCES) $(wildcard tests/nightly/*.h) $(NIGHTLY_OBJECTS)
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(T_CFLAGS) $(T_INCLUDES) -Itests/nightly -o $@ $(NIGHTLY_SOURCES) $(NIGHTLY_OBJECTS) -ljson-c -lm

nightly: deps-test
	@$(MAKE) --no-print-directory $(NIGHTLY_BIN)
	@$(NIGHTLY_ENV) $(NIGHTLY_BIN) -j $(JOBS) $(if $(AGAIN),--again) --of "$(KERNEL)" tests/nightly/parts $(NIGHTLY) $(PARTS)

nightly-list: $(NIGHTLY_BIN)
	@$(NIGHTLY_ENV) $(NIGHTLY_BIN) --list tests/nightly/parts $(NIGHTLY)

test-nightly: $(NIGHTLY_BIN)
	tests/run "tests/nightly/nightly.sh $(BUILD)"
