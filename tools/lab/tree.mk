# SPDX-License-Identifier: GPL-2.0-only
#
# A kernel of one's own in the labs.
#   make run TREE=DIR   the same with the kernel of the source tree DIR, and its own KVM;
#                       SERIES=1 with KVM patched, TREE_CONFIG=FILE with more options
#   make tree TREE=DIR  only build it, as build/lab/<name>, for exitscope run --kernel (TREE_NAME=<name>)
#   make test-tree      such builds of Debian's source and of git trees, and what they say if they fail

TREE ?=
SERIES ?=
TREE_CONFIG ?=
# A shell other than bash leaves `TREE=~/linux` as it is.
TREE_DIR := $(patsubst ~/%,$(HOME)/%,$(TREE))

.PHONY: tree
ifneq ($(TREE),)

ifeq ($(LAB),kvm)
$(error TREE is for the labs svm and vmx)
endif

# The folder's name, told apart from other folders of that name.
TREE_NAME ?= $(shell tools/lab/tree_name.sh "$(TREE_DIR)")
export EXITSCOPE_KERNEL := $(TREE_NAME)

# Without the series its modules are as stock as Debian's.
RUN_ARGS := $(if $(filter 1,$(SERIES)),,--stock)
RUN_LAB := tree

tree: $(T_LAB)/agent $(addprefix $(T_LAB)/,rom.bin steady.so trace.so configs)
	@SERIES='$(SERIES)' TREE_CONFIG='$(TREE_CONFIG)' CROSS_COMPILE=$(CROSS_COMPILE) tools/lab/tree.sh \
		"$(TREE_DIR)" $(BUILD)/trees/$(TREE_NAME) $(T_LAB)/agent $(T_LAB)/$(TREE_NAME)

else

tree:
	@echo "make tree: which one? TREE=DIR" >&2; exit 2

endif

.PHONY: test-tree
test-tree: deps-test
	@$(MAKE) --no-print-directory test-tree-labs

.PHONY: test-tree-labs
test-tree-labs: tools guest lab $(HP_PACKAGES)
	CROSS_COMPILE=$(CROSS_COMPILE) tests/tree.sh $(BUILD) $(KERNEL) $(CACHE)
