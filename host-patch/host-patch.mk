# SPDX-License-Identifier: GPL-2.0-only
#
# The patched host: Debian's kernel packages, the series as a git tree, the modules.
#   make kernel-packages   fetch and unpack Debian's image, headers and source
#   make kernel-tree       a git tree with the series as commits, to work in
#   make kernel-patches    write the commits of that tree back as the series
#   make modules           build kvm.ko, kvm-intel.ko and kvm-amd.ko with the series
#   make modules-running   the same for the kernel that runs here (KERNEL=running: modules too)
#   make modules-load      put them in the place of the loaded ones (PARAMETERS="npt=0 ..."), as root
#   make modules-unload    put back what was loaded before, as root
#   make test-load         swaps the modules in and out in a lab (LAB=svm|vmx)
#   make test-dkms         has DKMS build the modules
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

# Without a series an image is enough: the labs run its own modules.
HP_TREES := $(patsubst host-patch/%/trees-only,%,$(wildcard host-patch/*/trees-only))
HP_STOCK := $(if $(filter-out $(HP_TREES),$(notdir $(wildcard host-patch/$(KERNEL)))),,$(filter-out running,$(KERNEL)))

$(HP_PACKAGES): host-patch/$(if $(HP_STOCK),image,packages) host-patch/common.sh host-patch/apt.sh
	host-patch/$(if $(HP_STOCK),image,packages) $(KERNEL) $(CACHE) $(HP_UNPACKED)

kernel-tree: $(HP_PACKAGES)
	FORCE=$(FORCE) host-patch/tree $(KERNEL) $(HP_UNPACKED) $(HP_TREE)

kernel-patches:
	host-patch/save $(KERNEL) $(HP_TREE)

ifeq ($(KERNEL),running)
modules: modules-running
else
modules: $(HP_MODULES)
endif

# The folder is named too: a patch that is gone changes only the folder's time.
$(HP_MODULES): $(HP_PACKAGES) $(HP_SERIES) host-patch/$(KERNEL) host-patch/modules
	CROSS_COMPILE=$(CROSS_COMPILE) \
		host-patch/modules $(KERNEL) $(HP_UNPACKED) $(HP_WORK) $(BUILD)/modules
	touch $@

# Nothing tells make that another kernel runs now: the scripts look each time.
RELEASE ?= $(shell uname -r)
HP_RUNNING := $(BUILD)/kernel/running
PARAMETERS ?=

.PHONY: modules-running modules-load modules-unload

modules-running:
	host-patch/source /lib/modules/$(RELEASE)/build $(CACHE) $(HP_RUNNING)
	CROSS_COMPILE=$(CROSS_COMPILE) host-patch/modules $$(cat $(HP_RUNNING)/series) $(HP_RUNNING) \
		$(BUILD)/modules-build/running $(BUILD)/modules

modules-load:
	host-patch/load $(BUILD)/modules/$(RELEASE) $(PARAMETERS)

modules-unload:
	host-patch/unload

kernel-check: $(HP_PACKAGES)
	CROSS_COMPILE=$(CROSS_COMPILE) host-patch/check $(KERNEL) $(HP_UNPACKED) $(BUILD)/kernel-check

.PHONY: test-host-patch
test-host-patch: $(HP_MODULES)
	tests/host-patch/series.sh $(KERNEL) $(BUILD)

# In a lab, whose L1 is a real host to the modules; and by DKMS, in trees of the test's own.
.PHONY: test-load test-dkms
test-load: tools lab
	tests/host-patch/load.sh $(BUILD) $(LAB) $(KERNEL)

test-dkms: $(HP_PACKAGES)
	tests/host-patch/dkms.sh $(KERNEL) $(BUILD) $(CACHE)
