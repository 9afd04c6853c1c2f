# SPDX-License-Identifier: GPL-2.0-only
#
# exitstat, the command for Linux guests.
#   make exitstat        build/bin/exitstat, one static program
#   make test-exitstat   its unit tests, with address and undefined behaviour checks
#   make test-exitstat-sites  --sites on a host, against the plain histogram and debugfs (LAB=svm)
#   make test-exitstat-lab  in a Linux guest, against the kernel's own histogram, and eight at once against its trace (LAB=svm)

ES_OBJ := $(BUILD)/exitstat
ES_CC := $(CROSS_COMPILE)gcc
ES_SOURCES := $(wildcard tools/exitstat/*.c tools/shared/*.c)
ES_OBJECTS := $(ES_SOURCES:tools/%.c=$(ES_OBJ)/%.o) $(ES_OBJ)/guestos/reasons.o
ES_CFLAGS := -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -g -Itools $(CFLAGS)

# The guest's architecture may have no ncurses here; then there is no live screen.
ES_CURSES = $(shell printf '\043include <curses.h>\nint main(void) { initscr(); }\n' | \
	$(ES_CC) -x c -static -o /dev/null - -lncursesw -ltinfo 2> /dev/null && echo yes)

.PHONY: exitstat test-exitstat install-exitstat
install: install-exitstat

install-exitstat: $(BUILD)/bin/exitstat
	install -D -m 755 $< $(DESTDIR)$(PREFIX)/bin/exitstat
	install -D -m 644 tools/exitstat/exitstat.1 $(DESTDIR)$(PREFIX)/share/man/man1/exitstat.1

exitstat: $(BUILD)/bin/exitstat

$(BUILD)/bin/exitstat: $(ES_OBJECTS)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(ES_CC) $(ES_CFLAGS) $(LDFLAGS) -static -o $@ $^ $(if $(ES_CURSES),-lncursesw -ltinfo) -lm

$(ES_OBJ)/%.o: tools/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(ES_CC) $(ES_CFLAGS) -MMD -MP -c -o $@ $<

$(ES_OBJ)/exitstat/live.o: ES_CFLAGS += $(if $(ES_CURSES),-DHAVE_CURSES)
$(ES_OBJ)/exitstat/main.o: ES_CFLAGS += $(T_DEFINES)

$(ES_OBJ)/guestos/reasons.o: guestos/shared/reasons.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(ES_CC) $(ES_CFLAGS) -MMD -MP -c -o $@ $<

-include $(ES_OBJECTS:.o=.d)

# Unit tests, one program for each tests/exitstat/test_*.c, built with everything but main().
ES_TESTS := $(patsubst tests/exitstat/%.c,$(ES_OBJ)/%,$(wildcard tests/exitstat/test_*.c))
ES_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

$(ES_OBJ)/test_%: tests/exitstat/test_%.c $(ES_SOURCES) guestos/shared/reasons.c \
		$(wildcard tools/exitstat/*.h tools/shared/*.h tests/exitstat/*.h)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ES_CFLAGS) $(ES_SANITIZE) -DHAVE_CURSES -Itools/exitstat -o $@ $< \
		$(filter-out tools/exitstat/main.c,$(ES_SOURCES)) guestos/shared/reasons.c \
		-lncursesw -ltinfo -lm -ljson-c -lcmocka

test-exitstat: exitstat $(ES_TESTS)
	set -e; for test in $(ES_TESTS); do CMOCKA_MESSAGE_OUTPUT=TAP $$test; done
	tests/exitstat/usage.sh $(BUILD)

.PHONY: test-exitstat-lab
test-exitstat-lab: exitstat tools lab
	tests/run "tests/exitstat/oracle.sh $(BUILD) $(LAB) $(KERNEL)" "tests/exitstat/crowd.sh $(BUILD) $(LAB) $(KERNEL)"

.PHONY: test-exitstat-sites
test-exitstat-sites: guest exitstat tools lab
	tests/exitstat/sites.sh $(BUILD) $(LAB) $(KERNEL)
