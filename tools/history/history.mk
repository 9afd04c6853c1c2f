# SPDX-License-Identifier: GPL-2.0-only
#
# What exits cost over Debian's kernels.
#   make history       measures the kernels that tools/history/history.jsonl has not, explains the steps between them, writes
#                      build/history.html; killed, it goes on there (RETRY=1: also kernels that have failed; SUITES=)
#   make history-page  the page alone, of what is measured
#   make test-history-page  that page in Chromium: three widths, light and dark, no request (HISTORY_PAGE=)
#   make test-history  its reader, its steps, its page, and that a kill loses nothing; no lab, seconds

HISTORY ?= tools/history/history.jsonl
HISTORY_PAGE ?= $(BUILD)/history.html

.PHONY: history history-labs history-page test-history

# The style sheet and the script are within the program.
$(T_OBJ)/exitscope/history/pieces.o $(T_OBJ)/san/exitscope/history/pieces.o: $(addprefix tools/exitscope/history/page.,css js)

history: deps
	@$(MAKE) --no-print-directory history-labs

# The page is written of what there is, whatever fails.
history-labs: tools guest lab
	tools/history/all $(BUILD) $(CACHE) $(HISTORY); status=$$?; $(MAKE) --no-print-directory history-page && exit $$status

history-page: tools
	$(BUILD)/bin/exitscope history $(HISTORY) -o $(HISTORY_PAGE)

HISTORY_TESTS := $(T_OBJ)/history/test_history

$(HISTORY_TESTS): tests/history/test_history.c $(filter-out %/main.o,$(T_SAN_OBJECTS))
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(T_CFLAGS) $(T_SANITIZE) $(T_INCLUDES) -o $@ $^ -ljson-c -lcmocka -lm

test-history: $(HISTORY_TESTS) tools
	CMOCKA_MESSAGE_OUTPUT=TAP tests/run $(HISTORY_TESTS) "tests/history/command.sh $(BUILD)"

.PHONY: test-history-page
test-history-page:
	WIDTHS="380 900 1600" tests/tools/page.sh $(BUILD) $(HISTORY_PAGE)
