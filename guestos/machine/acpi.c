// SPDX-License-Identifier: GPL-2.0-only
#include "acpi.h"
#include "cpu.h"
#include "lib/string.h"

struct rsdp {
	char signature[8];
	u8 checksum, oem[6], revision;
	u32 rsdt;
	/* From revision 2 on. */
	u32 length;
	u64 xsdt;
} __packed;

struct table {
	char signature[4];
	u32 length;
	u8 rest[28];
} __packed;

struct madt_entry {
	u8 type, length;
	union {
		struct {
			u8 processor, apic_id;
			u32 flags;
		} __packed apic;
		struct {
			u16 reserved;
			u32 apic_id, flags;
		} __packed x2apic;
	};
} __packed;

struct spcr {
	struct table header;
	u8 interface, reserved[3];
	struct {
		u8 space, bits, offset, access;
		u64 base;
	} __packed registers; /* a generic address structure */
	u8 interrupts[6], baud;
} __packed;

#define SPCR_16550	   0
#define SPCR_16450	   1
#define SPCR_16550_GENERAL 0x12 /* with registers of any width */
#define SPACE_MEMORY	   0
#define SPACE_PORT	   1
#define ACCESS_32	   3 /* registers.access */

#define MADT_HEADER  44 /* the table's header, the APIC's address, flags */
#define MADT_APIC    0
#define MADT_X2APIC  9
#define MADT_ENABLED BIT(0)

#define BIOS_START    0xe0000UL
#define BIOS_END      0x100000UL
#define EBDA_SEGMENT  ((const volatile u16 *)0x40e)
#define EBDA_SEARCHED 1024

static const struct rsdp *search(u64 start, u64 end)
{
	for (u64 at = start & ~15UL; at < end; at += 16)
		if (!memcmp((const void *)at, "RSD PTR ", 8))
			return (const struct rsdp *)at;
	return NULL;
}

static const struct rsdp *find_rsdp(u64 told)
{
	const struct rsdp *rsdp = (const struct rsdp *)told;
	const volatile u16 *segment = EBDA_SEGMENT;
	u64 ebda;

	asm("" : "+r"(segment)); /* low memory is an address like any other here */
	ebda = *segment * 16UL;
	if (!rsdp && ebda)
		rsdp = search(ebda, ebda + EBDA_SEARCHED);
	return rsdp ? rsdp : search(BIOS_START, BIOS_END);
}

/* The table of tables: addresses of 4 bytes in an RSDT, of 8 in an XSDT. */
static const struct table *root;
static u32 width;

/* What lies above 4 GiB is not mapped. */
static const struct table *table_at(u64 address, const char *signature)
{
	if (!address || address >= BIT(32) - sizeof(struct table) ||
	    memcmp((const void *)address, signature, 4))
		return NULL;
	return (const struct table *)address;
}

void acpi_init(u64 told)
{
	const struct rsdp *rsdp = find_rsdp(told);

	root = NULL;
	width = 8;
	if (rsdp && rsdp->revision >= 2)
		root = table_at(rsdp->xsdt, "XSDT");
	if (rsdp && !root) {
		width = 4;
		root = table_at(rsdp->rsdt, "RSDT");
	}
}

static const struct table *find(const char *signature)
{
	const struct table *found = NULL;

	for (u32 at = sizeof(*root); root && !found && at + width <= root->length; at += width) {
		u64 address = 0;

		memcpy(&address, (const u8 *)root + at, width);
		found = table_at(address, signature);
	}
	return found;
}

/* Whether @e is of a vCPU that is there; its APIC ID to *@id. */
static bool is_cpu(const struct madt_entry *e, u32 *id)
{
	if (e->type == MADT_APIC) {
		*id = e->apic.apic_id;
		return e->apic.flags & MADT_ENABLED;
	}
	*id = e->x2apic.apic_id;
	return e->type == MADT_X2APIC && e->x2apic.flags & MADT_ENABLED;
}

u32 acpi_cpus(u32 *ids, u32 max, u32 *named)
{
	const struct table *madt = find("APIC");
	u32 n = 0, id;

	*named = 0;
	for (u32 at = MADT_HEADER; madt && at < madt->length;) {
		const struct madt_entry *e = (const struct madt_entry *)((const u8 *)madt + at);

		if (is_cpu(e, &id)) {
			(*named)++;
			if (id <= LAST_APIC_ID && n < max)
				ids[n++] = id;
		}
		at += e->length ? e->length : madt->length;
	}
	return n;
}

/* By the code that SPCR has for it; 0 for as it is, and for what it does not define. */
static u16 divisor_of(u8 baud)
{
	static const u8 divisors[] = { [3] = 12, [4] = 6, [6] = 2, [7] = 1 };

	return baud < ARRAY_SIZE(divisors) ? divisors[baud] : 0;
}

struct uart acpi_uart(void)
{
	const struct spcr *spcr = (const struct spcr *)find("SPCR");
	struct uart uart = {};

	if (!spcr || (spcr->interface != SPCR_16550 && spcr->interface != SPCR_16450 &&
		      spcr->interface != SPCR_16550_GENERAL))
		return uart;
	uart.divisor = divisor_of(spcr->baud);
	if (spcr->registers.space == SPACE_MEMORY)
		uart.width = spcr->registers.bits == 32 || spcr->registers.access == ACCESS_32 ? 4
											       : 1;
	if (spcr->registers.space == SPACE_PORT ||
	    (uart.width && spcr->registers.base < BIT(32) - 8 * uart.width))
		uart.base = spcr->registers.base;
	return uart;
}
