# SPDX-License-Identifier: GPL-2.0-only
#
# The three experiments of the write-up that this project began with, with a Linux guest.
#   make experiments         all, in both labs (EX_LABS="svm vmx")
#   make experiment-boot     exits and cycles of a boot
#   make experiment-use      exits by reason after boot, use and idling
#   make experiment-paging   a boot with nested and with shadow paging
#   make experiment-sites    which ten of a guest's instructions make most exits of its boot
#   make test-experiments    their comparison, on recorded results

EX_LABS ?= svm vmx
EX_OBJ := $(BUILD)/experiments
EX_SOURCES := $(wildcard tools/experiments/*.c tools/shared/*.c) $(T_SHARED)

.PHONY: experiments experiment-all experiment-boot experiment-use experiment-paging experiment-sites

experiments: experiment-all

experiment-boot experiment-use experiment-paging experiment-sites experiment-all: experiment-%: deps tools exitstat lab \
		$(EX_OBJ)/compare
	tools/experiments/experiments.sh $(BUILD) $(KERNEL) $* $(EX_LABS)

$(EX_OBJ)/compare: $(EX_SOURCES) $(wildcard tools/experiments/*.h tools/shared/*.h) guestos/shared/reasons.h
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(T_CFLAGS) -Itools -o $@ $(EX_SOURCES) -ljson-c

.PHONY: test-experiments
test-experiments: $(EX_OBJ)/compare
	tests/experiments/compare.sh $(BUILD)
