/* SPDX-License-Identifier: GPL-2.0-only */
/* The local APIC, in xAPIC or x2APIC mode (SDM vol. 3, chapter 11). */
#ifndef EXITSCOPE_APIC_H
#define EXITSCOPE_APIC_H

#include "shared/types.h"

#define APIC_ID		0x020
#define APIC_EOI	0x0b0
#define APIC_SPURIOUS	0x0f0
#define APIC_ICR	0x300
#define APIC_ICR_HIGH	0x310
#define APIC_LVT_TIMER	0x320
#define APIC_LVT_LINT0	0x350
#define APIC_TIMER_INIT 0x380
#define APIC_TIMER_NOW	0x390
#define APIC_TIMER_DIV	0x3e0

#define IOAPIC_BASE 0xfec00000UL

/*
 * Masks the I/O APIC's entries, and takes vector 0 from them, if there is one. KVM has EOI exit for the
 * vector in the entries of the PIT and the RTC, masked or not, and an EOI with nothing in
 * service is one of vector 0 to virtual interrupt delivery (SDM vol. 3, 30.1.4).
 */
void ioapic_init(void);

/* Gives a pin of the I/O APIC, which stays masked, @vector on this vCPU. After ioapic_init(). */
void ioapic_vector(u8 pin, u8 vector);

/* Whether there is one, as CPUID tells: 1, EDX bit 9. */
bool apic_is_there(void);

/* Enables the APIC, in x2APIC mode where the CPU has it unless @xapic; masks all of the 8259s. */
void apic_init(bool xapic);

/*
 * Takes and forgets what interrupts the firmware has left pending, UEFI's timer for one. After apic_init(),
 * before anybody but apic.c has a handler.
 */
void apic_forget_pending(void);

/* Whether the APIC is in x2APIC mode. */
bool apic_is_x2apic(void);

/* Reads or writes the register at @offset of the xAPIC page, by whichever way the mode has. */
u32 apic_read(u32 offset);
void apic_write(u32 offset, u32 value);

/* Ends the interrupt in service. */
void apic_eoi(void);

/* Sends @vector to this vCPU itself. One write, of the ICR. */
void apic_self_ipi(u8 vector);

/* Commands for apic_send(): ICR's delivery modes, asserted. ICR_FIXED takes a vector as well. */
#define ICR_FIXED 0x4000
#define ICR_NMI	  0x4400
#define ICR_INIT  0x4500
#define ICR_SIPI  0x4600

/*
 * Sends @command to the APIC with @apic_id, itself included. One write in
 * x2APIC mode, else two: ICR's halves.
 */
void apic_send(u32 apic_id, u32 command);

/* Fires @vector once after @ticks of the APIC timer; 0 ticks disarm it. */
void apic_timer_arm(u8 vector, u32 ticks);

#endif
