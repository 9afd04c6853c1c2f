// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "file.h"
#include "probe.h"

#define ROM_BASE  0xffff0000u
#define ROM_SIZE  0x10000
#define RESET	  0xfff0
#define PORT	  0x10
#define TSS_BASE  0xfffbd000u
#define MAX_CPUID 256

int probe_device(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		fail("/dev/kvm: %s", strerror(errno));
	return fd;
}

static bool set_cpuid(struct probe *p, const struct kvm_cpuid_entry2 *entries, int nr_entries)
{
	struct kvm_cpuid2 *cpuid =
		calloc(1, sizeof(*cpuid) + (MAX_CPUID + nr_entries) * sizeof(cpuid->entries[0]));
	bool good;

	cpuid->nent = MAX_CPUID;
	good = !ioctl(probe_device(), KVM_GET_SUPPORTED_CPUID, cpuid);
	for (int i = 0; i < nr_entries; i++)
		cpuid->entries[cpuid->nent++] = entries[i];
	good = good && !ioctl(p->vcpu, KVM_SET_CPUID2, cpuid);
	free(cpuid);
	return good;
}

static bool make(struct probe *p, const struct kvm_cpuid_entry2 *entries, int nr_entries)
{
	struct kvm_userspace_memory_region memory = {
		.guest_phys_addr = ROM_BASE,
		.memory_size = ROM_SIZE,
		.userspace_addr = (uintptr_t)p->rom,
	};
	int size = ioctl(probe_device(), KVM_GET_VCPU_MMAP_SIZE, 0);

	p->vm = ioctl(probe_device(), KVM_CREATE_VM, 0);
	if (p->vm < 0 || ioctl(p->vm, KVM_SET_TSS_ADDR, TSS_BASE) < 0 ||
	    ioctl(p->vm, KVM_CREATE_IRQCHIP, 0) ||
	    ioctl(p->vm, KVM_SET_USER_MEMORY_REGION, &memory))
		return false;
	p->vcpu = ioctl(p->vm, KVM_CREATE_VCPU, 0);
	if (p->vcpu < 0 || !set_cpuid(p, entries, nr_entries))
		return false;
	p->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, p->vcpu, 0);
	return p->run != MAP_FAILED;
}

bool probe_create(struct probe *p, const struct kvm_cpuid_entry2 *entries, int nr_entries)
{
	static const uint8_t jump_to_start[] = { 0xe9, 0x0d, 0x00 };

	*p = (struct probe){ .vm = -1, .vcpu = -1 };
	p->rom = mmap(NULL, ROM_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p->rom == MAP_FAILED)
		fail("no memory");
	memset(p->rom, 0xf4, ROM_SIZE); /* HLT */
	memcpy(p->rom + RESET, jump_to_start, sizeof(jump_to_start));
	if (make(p, entries, nr_entries))
		return true;
	printf("# a VM cannot be made: %s\n", strerror(errno));
	return false;
}

void probe_destroy(struct probe *p)
{
	if (p->run && p->run != MAP_FAILED)
		munmap(p->run, ioctl(probe_device(), KVM_GET_VCPU_MMAP_SIZE, 0));
	if (p->vcpu >= 0)
		close(p->vcpu);
	if (p->vm >= 0)
		close(p->vm);
	munmap(p->rom, ROM_SIZE);
}

static void emit(struct probe *p, const uint8_t *code, size_t size)
{
	memcpy(p->rom + p->used, code, size);
	p->used += size;
}

void probe_ask(struct probe *p, uint32_t leaf, uint32_t index)
{
	static const uint8_t mov_eax[] = { 0x66, 0xb8 }, mov_ecx[] = { 0x66, 0xb9 };
	static const uint8_t cpuid_out[] = { 0x0f, 0xa2, 0x66, 0xe7, PORT };

	emit(p, mov_eax, sizeof(mov_eax));
	emit(p, (uint8_t *)&leaf, sizeof(leaf));
	emit(p, mov_ecx, sizeof(mov_ecx));
	emit(p, (uint8_t *)&index, sizeof(index));
	emit(p, cpuid_out, sizeof(cpuid_out));
}

bool probe_answer(struct probe *p, uint32_t *eax)
{
	while (ioctl(p->vcpu, KVM_RUN, 0))
		if (errno != EINTR)
			return false;
	if (p->run->exit_reason != KVM_EXIT_IO || p->run->io.port != PORT)
		return false;
	memcpy(eax, (uint8_t *)p->run + p->run->io.data_offset, sizeof(*eax));
	return true;
}

long long probe_counted(const struct probe *p, bool of_vm, unsigned int reason,
			unsigned long long *all)
{
	char path[128], *text, *line, *rest;
	long long found = 0;

	snprintf(path, sizeof(path), "/sys/kernel/debug/kvm/%d-%d/%sexit_counters", getpid(), p->vm,
		 of_vm ? "" : "vcpu0/");
	rest = text = read_text(path);
	if (!text)
		return -1;
	*all = 0;
	while ((line = strsep(&rest, "\n"))) {
		unsigned long long count;
		unsigned int number;

		if (sscanf(line, "%u %*s %llu", &number, &count) != 2)
			continue;
		*all += count;
		if (number == reason)
			found = count;
	}
	free(text);
	return found;
}

/* Descriptors lie one behind another, each with a name of header->name_size bytes at its end. */
static long long find_statistic(int fd, const struct kvm_stats_header *header, const char *name)
{
	size_t size = sizeof(struct kvm_stats_desc) + header->name_size;
	struct kvm_stats_desc *desc = malloc(size);
	long long value = -1;

	for (unsigned int i = 0; i < header->num_desc; i++) {
		if (pread(fd, desc, size, header->desc_offset + i * size) != (ssize_t)size)
			break;
		if (strcmp(desc->name, name))
			continue;
		if (pread(fd, &value, sizeof(value), header->data_offset + desc->offset) !=
		    sizeof(value))
			value = -1;
		break;
	}
	free(desc);
	return value;
}

long long probe_statistic(int of, const char *name)
{
	int fd = ioctl(of, KVM_GET_STATS_FD, NULL);
	struct kvm_stats_header header;
	long long value = -1;

	if (fd < 0)
		return -1;
	if (pread(fd, &header, sizeof(header), 0) == sizeof(header))
		value = find_statistic(fd, &header, name);
	close(fd);
	return value;
}
