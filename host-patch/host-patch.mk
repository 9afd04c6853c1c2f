# SPDX-License-Identifier: GPL-2.0-only
#
# The patched host: Debian's kernel packages, the series as a git tree, the modules.
#   make kernel-packages   fetch and unpack Debian's image, headers and source
#   make kernel-tree       a git tree with the series as commits, to work in
#   make kernel-patches    write the commits of that tree back as the series
#   make modules           build kvm.ko, kvm-intel.ko and kvm-amd.ko with the series
#   make kernel-check      checkpatch --strict, sparse and W=1 on the series
# What is fetched stays until build/kernel is removed: then Debian's next version is taken.

KERNEL ?= 6.12
BUILD ?= build
CACHE ?= $(or $(EXITSCOPE_CACHE),$(BUILD)/cache)
CROSS_COMPILE ?= x86_64-linux-gnu-

HP_UNPACKED := $(BUILD)/kernel/$(KERNEL)
HP_TREE := $(BUILD)/tree/$(KERNEL)
HP_WORK := $(BUILD)/modules-build/$(KERNEL)
HP_SERIES := $(wildcard host-patch/$(KERNEL)/*.patch)
HP_PACKAGES := $(HP_UNPACKED)/release
HP_MODULES := $(HP_WORK)/stamp

.PHONY: kernel-packages kernel-tree kernel-patches modules kernel-check

kernel-packages: $(HP_PACKAGES)

$(HP_PACKAGES): host-patch/packages host-patch/common.sh
	host-patch/packages $(KERNEL) $(CACHE) $(HP_UNPACKED)

kernel-tree: $(HP_PACKAGES)
	FORCE=$(FORCE) host-patch/tree $(KERNEL) $(HP_UNPACKED) $(HP_TREE)

kernel-patches:
	host-patch/save $(KERNEL) $(HP_TREE)

modules: $(HP_MODULES)

# The folder is named too: a patch that is gone changes only the folder's time.
$(HP_MODULES): $(HP_PACKAGES) $(HP_SERIES) host-patch/$(KERNEL) host-patch/modules
	CROSS_COMPILE=$(CROSS_COMPILE) \
		host-patch/modules $(KERNEL) $(HP_UNPACKED) $(HP_WORK) $(BUILD)/modules
	touch $@

kernel-check: $(HP_PACKAGES)
	CROSS_COMPILE=$(CROSS_COMPILE) host-patch/check $(KERNEL) $(HP_UNPACKED) $(BUILD)/kernel-check

.PHONY: test-host-patch
test-host-patch: $(HP_MODULES)
	tests/host-patch/series.sh $(KERNEL) $(BUILD)
