# SPDX-License-Identifier: GPL-2.0-only
#
#   make test-formats  the formats of explain, read by callgrind_annotate, speedscope and Chromium

X_SAMPLE := $(T_OBJ)/formats_sample

$(X_SAMPLE): tests/explain/formats_sample.c $(filter-out %/main.o,$(T_SAN_OBJECTS))
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(T_CFLAGS) $(T_SANITIZE) $(T_INCLUDES) -o $@ $^ -ljson-c -lm

.PHONY: test-formats
test-formats: $(X_SAMPLE)
	-$(MAKE) --no-print-directory flamegraph
	tests/run "tests/explain/formats.sh $(BUILD)"
