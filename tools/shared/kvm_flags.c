// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../guestos/shared/reasons.h"
#include "kvm_flags.h"

/* A flag that a parameter of a module decides alone: KVM takes back what the hardware lacks. */
struct parameter {
	const char *name, *flag;
	bool untold; /* where it is on, more than the parameter decides */
};

static const struct parameter intel[] = {
	{ "ept", "tdp", false },	  { "unrestricted_guest", "unrestricted_guest", false },
	{ "vnmi", "virtual_nmi", false }, { "ple_gap", "pause_filter", false },
	{ "nested", "nested", false },	  { "enable_mediated_pmu", "rdpmc_passthrough", true },
};

static const struct parameter amd[] = {
	{ "npt", "tdp", false },
	{ "vnmi", "virtual_nmi", false },
	{ "nrips", "next_rip_save", false },
	{ "vgif", "virtual_gif", false },
	{ "pause_filter_count", "pause_filter", false },
	{ "nested", "nested", false },
	/* In 7.3, not in 6.12, STGI and VMLOAD exit while EFER.SVME is clear. */
	{ "vgif", "gif_passthrough", true },
	{ "vls", "vmload_passthrough", true },
	/* AVIC is inhibited by much that a VMM does. */
	{ "avic", "apicv", true },
	{ "avic", "x2apic_passthrough", true },
	{ "avic", "ipi_virtualization", true },
	{ "avic", "x2apic_icr_passthrough", true },
	{ "avic", "x2apic_self_ipi_passthrough", true },
	{ "avic", "x2apic_timer_passthrough", true },
	{ "enable_mediated_pmu", "rdpmc_passthrough", true },
};

/* With a local APIC in the kernel only. */
static const struct parameter intel_apic[] = {
	{ "enable_apicv", "apicv", false },
	{ "enable_apicv", "x2apic_passthrough", false },
	{ "enable_apicv", "x2apic_self_ipi_passthrough", false },
	{ "enable_ipiv", "ipi_virtualization", false },
	{ "enable_ipiv", "x2apic_icr_passthrough", false },
	{ "flexpriority", "flexpriority", false },
	{ "preemption_timer", "preemption_timer", false },
};

static uint32_t bit(const char *name)
{
	for (uint32_t i = 0; i < FLAG_COUNT; i++)
		if (!strcmp(flag_names[i], name))
			return 1u << i;
	return 0;
}

/* Y, N, or a number; missing: off. */
static bool parameter_on(const char *module, const char *name)
{
	char path[128], text[32] = "";
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/sys/module/%s/parameters/%s", module, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	got = read(fd, text, sizeof(text) - 1);
	close(fd);
	return got > 0 && (*text == 'Y' || strtol(text, NULL, 10) > 0);
}

static void apply(struct kvm_flags *flags, const char *module, const struct parameter *table,
		  size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		if (!parameter_on(module, table[i].name))
			continue;
		*(table[i].untold ? &flags->untold : &flags->flags) |= bit(table[i].flag);
	}
}

static bool has_word(const char *const *words, size_t count, const char *part)
{
	for (size_t i = 0; i < count; i++)
		if (words[i] && strstr(words[i], part))
			return true;
	return false;
}

/* Whether a flag of /proc/cpuinfo is there. */
static bool cpu_has(const char *name)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	char *line = NULL, wanted[32];
	bool found = false;
	size_t room = 0;

	snprintf(wanted, sizeof(wanted), " %s ", name);
	while (file && !found && getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = ' ';
		found = !strncmp(line, "flags", 5) && strstr(line, wanted);
	}
	free(line);
	if (file)
		fclose(file);
	return found;
}

/* -overcommit cpu-pm=on lets HLT, MWAIT and PAUSE through; then KVM has no use for the timer. */
static void apply_power(struct kvm_flags *flags, const char *const *words, size_t count)
{
	if (has_word(words, count, "cpu-pm=on")) {
		flags->flags |= bit("hlt_passthrough") | bit("pause_passthrough");
		if (cpu_has("monitor"))
			flags->flags |= bit("mwait_passthrough");
		flags->flags &= ~(bit("pause_filter") | bit("preemption_timer"));
	}
	if (!(flags->flags & bit("pause_filter")))
		flags->flags |= bit("pause_passthrough");
}

bool kvm_flags_read(struct kvm_flags *flags, const char *const *words, size_t count)
{
	bool vmx = !access("/sys/module/kvm_intel", F_OK);
	bool in_kernel = !has_word(words, count, "kernel-irqchip=off") &&
			 !has_word(words, count, "kernel_irqchip=off");

	if (!vmx && access("/sys/module/kvm_amd", F_OK))
		return false;
	*flags = (struct kvm_flags){ .numbering = vmx ? "vmx" : "svm" };
	if (vmx)
		apply(flags, "kvm_intel", intel, ARRAY_SIZE(intel));
	else
		apply(flags, "kvm_amd", amd, ARRAY_SIZE(amd));
	if (vmx && in_kernel)
		apply(flags, "kvm_intel", intel_apic, ARRAY_SIZE(intel_apic));
	if (in_kernel)
		flags->flags |= bit("kernel_irqchip");
	if (has_word(words, count, "kernel-irqchip=split") ||
	    has_word(words, count, "kernel_irqchip=split"))
		flags->flags |= bit("split_irqchip");
	if (parameter_on("kvm", "mmio_caching"))
		flags->flags |= bit("mmio_caching");
	/* The guest takes it back where its CPUID has no UMIP. */
	if (vmx && !cpu_has("umip"))
		flags->flags |= bit("umip_emulated");
	if (cpu_has("idle_hlt"))
		flags->untold |= bit("idle_hlt");
	apply_power(flags, words, count);
	return true;
}

int kvm_flags_option(char *to, size_t room, const struct kvm_flags *flags)
{
	return snprintf(to, room, "counted=%s,0x%x,0x%x", flags->numbering, flags->flags,
			flags->untold);
}
