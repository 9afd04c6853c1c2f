# SPDX-License-Identifier: GPL-2.0-only
#
# Installing the host's tools, explaining, and what a page of `explain` draws with.
#   make explain   where the instructions of the workloads RUN went (RUN='cpuid,io.*', LAB=, KERNEL=, TREE=, ARGS=)
#   make flamegraph  d3 and d3-flame-graph for exitscope explain --format html, by npm, with checksums; nothing else takes them
#   make install   exitscope and exitstat, their man pages, completion, under $(DESTDIR)$(PREFIX) (/usr/local)

PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: install install-exitscope
install: install-exitscope

install-exitscope: $(BUILD)/bin/exitscope
	install -D -m 755 $< $(DESTDIR)$(PREFIX)/bin/exitscope
	install -D -m 644 tools/exitscope/exitscope.1 $(DESTDIR)$(PREFIX)/share/man/man1/exitscope.1
	install -D -m 644 tools/exitscope/completion.bash \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/exitscope

.PHONY: explain explain-lab
explain: deps
	@$(MAKE) --no-print-directory explain-lab

explain-lab: tools guest $(or $(RUN_LAB),lab)
	@$(BUILD)/bin/exitscope explain '$(RUN)' --lab $(LAB) $(RUN_ARGS) $(ARGS)

T_CALLS := tools/exitscope/calls

.PHONY: flamegraph
flamegraph: $(BUILD)/flamegraph/versions

$(BUILD)/flamegraph/versions: $(addprefix $(T_CALLS)/,flamegraph.sh flamegraph.lock page.js page.css)
	$(T_CALLS)/flamegraph.sh $(@D)
