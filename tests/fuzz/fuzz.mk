# SPDX-License-Identifier: GPL-2.0-only
#
# Fuzzing the parser of logs and the language of expectations, by clang's libFuzzer with ASan and UBSan.
#   make fuzz         FUZZ_SECONDS each (1200), one after the other; finds go to build/fuzz/
#   make fuzz-smoke   the kept corpus and 20 seconds each
#   make fuzz-merge   keep of what was found what reaches new code, in tests/fuzz/corpus/

FUZZ_SECONDS ?= 1200
FUZZ_CC ?= clang
FUZZ_TARGETS := log expect
FUZZ_DIR := $(BUILD)/fuzz
FUZZ_BINS := $(FUZZ_TARGETS:%=$(FUZZ_DIR)/fuzz_%)
# The rooms of exitscope that a log and expectations go through.
FUZZ_ROOMS := base log calls check export
# But for the command, which goes through traces too.
FUZZ_SOURCES := $(filter-out %/check/check.c,$(foreach room,$(FUZZ_ROOMS),$(wildcard tools/exitscope/$(room)/*.c))) \
	$(wildcard tools/shared/*.c) guestos/shared/reasons.c
# No input may take longer than 5 s, or 512 MiB, or leave memory behind.
FUZZ_FLAGS := -timeout=5 -rss_limit_mb=512 -max_len=20000 -detect_leaks=1 -print_final_stats=1

.PHONY: fuzz fuzz-smoke fuzz-merge fuzz-bins
fuzz-bins: $(FUZZ_BINS)

$(FUZZ_DIR)/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.h $(FUZZ_SOURCES) $(wildcard tools/exitscope/*/*.h tools/shared/*.h)
	@mkdir -p $(@D)
	$(FUZZ_CC) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -g $(T_INCLUDES) \
		-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
		-o $@ $< $(FUZZ_SOURCES) -ljson-c -lm

# run_fuzz TARGET SECONDS: new inputs go to the build folder, the kept corpus is only read.
define run_fuzz
	@mkdir -p $(FUZZ_DIR)/corpus/$(1)
	$(FUZZ_DIR)/fuzz_$(1) $(FUZZ_FLAGS) -dict=tests/fuzz/$(1).dict -max_total_time=$(2) \
		-artifact_prefix=$(FUZZ_DIR)/$(1)- $(FUZZ_DIR)/corpus/$(1) tests/fuzz/corpus/$(1)

endef

fuzz: fuzz-bins
	$(foreach target,$(FUZZ_TARGETS),$(call run_fuzz,$(target),$(FUZZ_SECONDS)))

fuzz-smoke: fuzz-bins
	tests/fuzz/smoke.sh $(BUILD)

fuzz-merge: fuzz-bins
	$(foreach target,$(FUZZ_TARGETS),$(FUZZ_DIR)/fuzz_$(target) -merge=1 -max_len=4096 \
		tests/fuzz/corpus/$(target) $(FUZZ_DIR)/corpus/$(target) &&) true
