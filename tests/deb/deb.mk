# SPDX-License-Identifier: GPL-2.0-only
#
# The packages of make deb.
#   make test-deb  installed in a bare Debian (SUITE=trixie or bookworm), as root: the lab as an ordinary user,
#                 autopkgtest, DKMS

SUITE ?= trixie

.PHONY: test-deb
test-deb: deb
	tests/run "tests/deb/deb.sh $(SUITE) $(BUILD) $(CACHE)"
