# SPDX-License-Identifier: GPL-2.0-only
#
# Debian packages.
#   make deb       exitscope, exitscope-kvm-dkms and exitstat, under build/deb; lintian has read them

.PHONY: deb
deb: tools guest iso exitstat lab
	tools/deb/build $(BUILD)
