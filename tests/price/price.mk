# SPDX-License-Identifier: GPL-2.0-only
#
# What counting costs, in instructions; see tests/price/README.md.
#   make price    instructions that counting adds to an exit, in both labs, beside other ways to count

PRICE := $(BUILD)/price/$(KERNEL)
PRICE_L1 := $(filter-out tools/lab/base/port.c $(addprefix tools/lab/agent/,main.c job.c payload.c suite.c),$(T_AGENT))
PRICE_SOURCES := $(wildcard tests/price/l1/*.c)
PRICE_RELEASE = $(shell cat $(HP_PACKAGES))

.PHONY: price price-labs

price: deps
	@$(MAKE) --no-print-directory price-labs

price-labs: $(HP_PACKAGES) tools guest lab modules $(PRICE)/payload $(PRICE)/table $(PRICE)/hotpath
	status=0; \
	tests/run "tests/price/lab.sh $(BUILD) $(KERNEL) vmx" "tests/price/lab.sh $(BUILD) $(KERNEL) svm" \
		"tests/price/hotpath.sh $(PRICE)/hotpath $(BUILD)/modules/$(PRICE_RELEASE) \
			$(PRICE)/unpatched/$(PRICE_RELEASE)" || status=$$?; \
	cat $(PRICE)/vmx.txt $(PRICE)/svm.txt >$(PRICE)/price.txt; exit $$status

# KVM as Debian's source has it, by our compiler: what the patched modules are compared with.
$(PRICE)/unpatched/stamp: tests/price/modules.sh host-patch/modules $(HP_PACKAGES)
	CROSS_COMPILE=$(CROSS_COMPILE) tests/price/modules.sh $(KERNEL) $(HP_UNPACKED) $(@D)
	touch $@

$(PRICE)/write-up/stamp: tests/price/write-up/$(KERNEL).patch tests/price/modules.sh host-patch/modules \
		$(HP_PACKAGES)
	CROSS_COMPILE=$(CROSS_COMPILE) tests/price/modules.sh $(KERNEL) $(HP_UNPACKED) $(@D) $<
	touch $@

$(PRICE)/l1: $(PRICE_SOURCES) $(wildcard tests/price/l1/*.h) $(PRICE_L1) $(wildcard tools/lab/base/*.h tools/lab/agent/*.h) $(T_OBJ)/guestos/reasons.o
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CROSS_COMPILE)gcc $(T_CFLAGS) -static -Itools -Itools/lab/agent -Itests/price/l1 -o $@ \
		$(PRICE_SOURCES) $(PRICE_L1) $(T_OBJ)/guestos/reasons.o

$(PRICE)/payload: tests/price/payload.sh $(PRICE)/l1 $(PRICE)/unpatched/stamp $(PRICE)/write-up/stamp
	OBJCOPY=$(CROSS_COMPILE)objcopy tests/price/payload.sh $(PRICE)/l1 \
		$(PRICE)/unpatched/$(PRICE_RELEASE) $(PRICE)/write-up/$(PRICE_RELEASE) $@

$(PRICE)/table: tests/price/table.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(T_CFLAGS) -o $@ $< -ljson-c

$(PRICE)/hotpath: tests/price/hotpath.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(T_CFLAGS) -o $@ $<
