// SPDX-License-Identifier: GPL-2.0-only
/* The emulated labs' command lines. Nothing in them may depend on the machine's time or luck. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/build_path.h"
#include "emulator.h"
#include "lab.h"
#include "plan/labs.h"
#include "plan/options.h"
#include "plan/tracer.h"
#include "pvh.h"
#include "shared/bochs_tracer.h"
#include "shared/memory.h"
#include "shared/message.h"

/*
 * No crypto self-tests, no certificates, no BTF users: they take most of a boot's instructions. No
 * randomness, for runs that repeat. No software flush of the L1 data cache (L1TF), which the Bochs
 * models would get: 4,160 instructions at every entry after an exit to user space or an emulation.
 * panic=-1 makes a panic end L1 at once.
 */
#define L1_COMMAND_LINE                                                                            \
	"console=ttyS0 quiet panic=-1 nokaslr norandmaps l1tf=off "                                \
	"randomize_kstack_offset=off cryptomgr.notests initcall_blacklist=jent_mod_init,"          \
	"load_system_certificate_list,crypto_kdf108_init,bpf_tcp_ca_kfunc_init,"                   \
	"bpf_dummy_struct_ops_init"

/*
 * Bochs's TSC ticks once an instruction, ips times in a second. Its newer models claim the frequency of
 * what they are a model of (CPUID 15h): L1's seconds would be 21 times too long, and KVM would leave
 * the VMX-preemption timer alone, since a vCPU could run for longer than that timer lasts.
 */
#define BOCHS_KHZ	   "200000"
#define BOCHS_COMMAND_LINE " tsc_early_khz=" BOCHS_KHZ

static bool there(const char *path, const char *advice)
{
	if (!access(path, R_OK))
		return true;
	error("%s: %s: %s", path, strerror(errno), advice);
	return false;
}

/* The unpacked kernel that L1 boots, to be freed. */
static char *kernel_path(const struct options *options)
{
	char *name = print("lab/%s/vmlinux", options->kernel), *path = build_path(name);

	free(name);
	return path;
}

/* @own: what only L1 of this lab is told. */
static char *command_line(const struct options *options, const char *own)
{
	return print("%s%s%s%s", L1_COMMAND_LINE, own, options->l1_append ? " " : "",
		     options->l1_append ? options->l1_append : "");
}

const char *lab_program(const struct options *options)
{
	const struct lab_kind *kind = &lab_kinds[options->machine];
	const char *named = options->emulator;

	if (!named && kind->variable)
		named = getenv(kind->variable);
	return named && *named ? named : kind->program;
}

/* The plugin that writes the trace. */
static bool add_tracer(struct words *words, const struct tracer *tracer)
{
	char *plugin = build_path("lab/trace.so");
	bool good = there(plugin, "make lab");

	words_add(words, "-plugin");
	words_add(words, "%s,fd=%d", plugin, tracer->fd);
	free(plugin);
	return good;
}

static bool svm_command(struct words *words, const char *model, const struct options *options,
			const struct blob *initrd, struct blob *image)
{
	char *kernel = kernel_path(options), *line = command_line(options, "");

	(void)image;
	if (!there(kernel, "make lab")) {
		free(kernel);
		free(line);
		return false;
	}
	words_add(words, "%s", lab_program(options));
	words_split(words, "-nodefaults -no-user-config -machine pc");
	words_add(words, "-m");
	words_add(words, "%u", options->memory);
	words_add(words, "-smp");
	words_add(words, "%u", options->l1_cpus);
	/* Without icount QEMU loses interrupts for good once nested guests run. */
	words_split(words, "-accel tcg,thread=single -icount shift=0,sleep=off -seed 1");
	words_split(words, "-rtc base=2020-01-01,clock=vm -display none -no-reboot -cpu");
	words_add(words, "%s", model);
	words_split(words, "-chardev file,id=frames,path=/dev/stdout "
			   "-device isa-debugcon,iobase=0xe9,chardev=frames");
	words_add(words, "-serial");
	words_add(words, "file:/dev/fd/%d", EMULATOR_CONSOLE);
	if (options->tracer && !add_tracer(words, options->tracer))
		return false;
	words_split(words, "-kernel");
	words_add(words, "%s", kernel);
	words_add(words, "-initrd");
	words_add(words, "/dev/fd/%d", initrd->fd);
	words_add(words, "-append");
	words_add(words, "%s", line);
	free(line);
	free(kernel);
	return true;
}

/* Bochs 2.7 always begins in its debugger, later ones only if they are asked to. */
static bool debugger_script(struct blob *script)
{
	return blob_create(script, "exitscope-bochs-rc") && blob_append(script, "c\n", 2);
}

static bool bochs_settings(struct blob *settings, const char *model, unsigned int memory,
			   const struct blob *image, bool tracing)
{
	char *rom = build_path("lab/rom.bin"), *text;
	bool good;

	text = print(
		"config_interface: textconfig\n"
		"display_library: rfb, options=\"timeout=0\"\n"
		"megs: %u\n"
		"cpu: model=%s, count=1, ips=" BOCHS_KHZ "000, reset_on_triple_fault=0, "
		"ignore_bad_msrs=1\n"
		"romimage: file=$BXSHARE/BIOS-bochs-latest\n"
		"vgaromimage: file=$BXSHARE/VGABIOS-lgpl-latest\n"
		"optromimage1: file=%s, address=0xd0000\n"
		"ata0-master: type=disk, mode=flat, path=/dev/fd/%d\n"
		"vga: extension=vbe, update_freq=1, realtime=0\n"
		"clock: sync=none, time0=1577836800\n"
		"port_e9_hack: enabled=1\n"
		"magic_break: enabled=%d\n"
		"com1: enabled=1, mode=file, dev=/dev/fd/%d\n"
		/* Debian's Bochs dies of a buffer overflow in its mixer where there is no sound. */
		"sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy\n"
		"plugin_ctrl: gameport=0, parallel=0, speaker=0\n"
		"log: /dev/stderr\n"
		"panic: action=fatal\n"
		"error: action=ignore\n"
		"info: action=ignore\n"
		"debug: action=ignore\n",
		memory, model, rom, image->fd, tracing, EMULATOR_CONSOLE);
	good = there(rom, "make lab") && blob_create(settings, "exitscope-bochsrc") &&
	       blob_append(settings, text, strlen(text));
	free(text);
	free(rom);
	return good;
}

static bool vmx_command(struct words *words, const char *model, const struct options *options,
			const struct blob *initrd, struct blob *image)
{
	char *kernel = kernel_path(options), *steady = build_path("lab/steady.so");
	char *line = command_line(options, BOCHS_COMMAND_LINE);
	struct blob settings, script;
	bool good;

	/* The two small ones stay open until the program ends: Bochs opens them by number. */
	good = blob_create(image, "exitscope-ram") && pvh_image(image, kernel, initrd, line) &&
	       bochs_settings(&settings, model, options->memory, image, options->tracer) &&
	       debugger_script(&script);
	free(kernel);
	free(line);
	if (good && there(steady, "make lab")) {
		words_add(words, "env");
		words_add(words, "LD_PRELOAD=%s", steady);
		if (options->tracer)
			words_add(words, BOCHS_TRACER_FILE "=%d", options->tracer->fd);
		words_add(words, "%s", lab_program(options));
		words_split(words, "-q -f");
		words_add(words, "/dev/fd/%d", settings.fd);
		words_add(words, "-rc");
		words_add(words, "/dev/fd/%d", script.fd);
		/* 2.7 has it always, and does not know the word. */
		if (options->tracer &&
		    quirks_release(options->quirks.version) > quirks_release("2.7"))
			words_add(words, "-debugger");
	}
	free(steady);
	return words->count > 0;
}

const struct lab_kind lab_kinds[] = {
	[LAB_SVM] = {
		.title = "svm lab (QEMU with SVM)",
		.model = "max,-la57",
		.emulator = "qemu",
		.program = "qemu-system-x86_64",
		.variable = "EXITSCOPE_QEMU",
		.asked = "--version",
		.before = "emulator version ",
		.timeout = 180,
		.speed = 0.05,
		.command = svm_command,
	},
	[LAB_VMX] = {
		.title = "vmx lab (Bochs with VMX)",
		.model = "corei7_haswell_4770",
		.emulator = "bochs",
		.program = "bochs-bin",
		.variable = "EXITSCOPE_BOCHS",
		.asked = "--help",
		.before = "Bochs x86 Emulator ",
		.timeout = 300,
		.speed = 0.22,
		.command = vmx_command,
	},
	[LAB_KVM] = { .title = "kvm lab (this machine)", .model = "", .timeout = 60, .speed = 1 },
};
