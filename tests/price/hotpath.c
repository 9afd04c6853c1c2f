// SPDX-License-Identifier: GPL-2.0-only
/*
 * hotpath PATCHED UNPATCHED: what the series adds to the exit path, read from the modules in these
 * folders by objdump. A site is a jump label of kvm_exit_counters_key; from there the path with the
 * counters on is followed, each way at a branch, until it meets the path with the counters off.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define KEY	 "kvm_exit_counters_key"
#define LIMIT_ON 24
#define MAX_OFF	 64  /* instructions within which the paths meet */
#define MAX_ON	 128 /* the same, with the counters on */

struct insn {
	unsigned long address;
	char text[104];
	const char *function;
	bool relocated;
};

struct module {
	struct insn *insn;
	size_t count;
	char name[512];
};

/* What one site adds. */
struct site {
	const char *function;
	bool clock, call, lock, global, lost;
	int least, most; /* instructions over a KVM without the site */
};

static int checks;
static bool bad;

static void check(bool good, const char *module, const char *what)
{
	printf("%s %d %s: %s\n", good ? "ok" : "not ok", ++checks, module, what);
	bad |= !good;
}

static FILE *objdump(const char *options, const char *folder, const char *module)
{
	const char *program = getenv("OBJDUMP") ?: "objdump";
	char command[1024];
	FILE *pipe;

	snprintf(command, sizeof(command), "%s %s '%s/%s.ko'", program, options, folder, module);
	pipe = popen(command, "r");
	if (!pipe) {
		perror(program);
		exit(2);
	}
	return pipe;
}

static void finish(FILE *pipe, const char *folder, const char *module)
{
	if (!pclose(pipe))
		return;
	fprintf(stderr, "hotpath: objdump cannot read %s/%s.ko: make modules\n", folder, module);
	exit(2);
}

static void add_insn(struct module *module, const char *function, unsigned long address,
		     const char *text)
{
	if (!(module->count & (module->count - 1))) {
		size_t room = module->count ? module->count * 2 : 1;

		module->insn = realloc(module->insn, room * sizeof(struct insn));
		if (!module->insn) {
			perror("hotpath");
			exit(2);
		}
	}
	module->insn[module->count] = (struct insn){ .address = address, .function = function };
	snprintf(module->insn[module->count].text, sizeof(module->insn->text), "%s", text);
	module->count++;
}

/* `0000000000000060 <name>:`, `      60:\tmov ...` and `\t\t\t61: R_X86_64_...`, of .text alone. */
static struct module *disassemble(const char *folder, const char *name)
{
	FILE *pipe = objdump("-dr --no-show-raw-insn -j .text", folder, name);
	struct module *module = calloc(1, sizeof(*module));
	const char *function = "";
	char line[1024], symbol[256];

	while (module && fgets(line, sizeof(line), pipe)) {
		unsigned long address;
		int at = 0;

		line[strcspn(line, "\n")] = 0;
		if (sscanf(line, "%lx <%255[^>]>:", &address, symbol) == 2)
			function = strdup(symbol);
		else if (strstr(line, "R_X86_64_") && module->count)
			module->insn[module->count - 1].relocated = true;
		else if (sscanf(line, " %lx:\t%n", &address, &at) == 1 && at)
			add_insn(module, function, address, line + at);
	}
	finish(pipe, folder, name);
	return module;
}

static const struct insn *find(const struct module *module, unsigned long address)
{
	size_t low = 0, high = module->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (module->insn[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low < module->count && module->insn[low].address == address ? &module->insn[low]
									   : NULL;
}

static const struct insn *next(const struct module *module, const struct insn *insn)
{
	return insn + 1 < module->insn + module->count ? insn + 1 : NULL;
}

static bool is(const struct insn *insn, const char *mnemonic)
{
	return !strncmp(insn->text, mnemonic, strlen(mnemonic));
}

static bool is_branch(const struct insn *insn)
{
	return insn->text[0] == 'j' && !is(insn, "jmp");
}

/* Where a direct jump within .text goes; NULL elsewhere. */
static const struct insn *target(const struct module *module, const struct insn *insn)
{
	const char *operand = strchr(insn->text, ' ');

	if (insn->relocated || !operand || strchr(insn->text, '*'))
		return NULL;
	return find(module, strtoul(operand, NULL, 16));
}

/* The way ahead where there is only one, with the branch not taken. */
static const struct insn *straight(const struct module *module, const struct insn *insn)
{
	return is(insn, "jmp") ? target(module, insn) : next(module, insn);
}

/* Where KVM may come to with the counters off, and after how many instructions at the least. */
struct walk {
	const struct module *module;
	struct site *site;
	struct {
		const struct insn *insn;
		int steps;
	} off[MAX_OFF];
	int offs;
};

static int met(const struct walk *walk, const struct insn *insn)
{
	for (int i = 0; i < walk->offs; i++)
		if (walk->off[i].insn == insn)
			return walk->off[i].steps;
	return -1;
}

static void reach(struct walk *walk, const struct insn *insn, int steps)
{
	if (!insn || walk->offs == MAX_OFF || met(walk, insn) >= 0)
		return;
	walk->off[walk->offs].insn = insn;
	walk->off[walk->offs++].steps = steps;
}

/* Breadth first, so that each is reached on its shortest way. */
static void walk_off(struct walk *walk, const struct insn *label, const struct insn *from)
{
	reach(walk, label, 0);
	reach(walk, from, 1);
	for (int i = 1; i < walk->offs; i++) {
		const struct insn *insn = walk->off[i].insn;

		if (is_branch(insn))
			reach(walk, target(walk->module, insn), walk->off[i].steps + 1);
		if (!is(insn, "ret"))
			reach(walk, straight(walk->module, insn), walk->off[i].steps + 1);
	}
}

/* KVM's call into the guest's world is on both paths; what it does is not looked at. */
static void look(struct site *site, const struct insn *insn)
{
	site->call |= is(insn, "call");
	if (is(insn, "call"))
		return;
	site->clock |= is(insn, "rdtsc");
	site->lock |= is(insn, "lock") || (is(insn, "xchg") && strchr(insn->text, '('));
	site->global |= insn->relocated || strstr(insn->text, "(%rip)");
}

static void follow(struct walk *walk, const struct insn *insn, int steps)
{
	struct site *site = walk->site;

	while (insn && steps < MAX_ON) {
		int off = met(walk, insn);

		if (off >= 0) {
			/* Both counts have the label's own NOP or jump. */
			int more = steps + 1 - off;

			site->least = more < site->least ? more : site->least;
			site->most = more > site->most ? more : site->most;
			return;
		}
		look(site, insn);
		if (is_branch(insn))
			follow(walk, target(walk->module, insn), steps + 1);
		insn = straight(walk->module, insn);
		steps++;
	}
	site->lost = true;
}

static struct site follow_site(const struct module *module, unsigned long label, unsigned long to,
			       bool jump_when_off)
{
	const struct insn *here = find(module, label), *there = find(module, to);
	struct site site = { .least = MAX_ON };
	struct walk walk = { .module = module, .site = &site };

	if (!here || !there) {
		site.lost = true;
		return site;
	}
	site.function = here->function;
	walk_off(&walk, here, jump_when_off ? there : next(module, here));
	follow(&walk, jump_when_off ? next(module, here) : there, 1);
	return site;
}

/* A jump table's entry is three relocations: the label, where it jumps to, and the key. */
static int read_sites(const struct module *module, const char *folder, const char *name,
		      struct site *sites, int room)
{
	FILE *pipe = objdump("-r -j __jump_table", folder, name);
	unsigned long offset, addend, label = 0, to = 0;
	char line[512], symbol[256];
	int count = 0;

	while (fgets(line, sizeof(line), pipe)) {
		int found = sscanf(line, "%lx R_X86_64_%*s %255[^+]+%lx", &offset, symbol, &addend);

		if (found < 2)
			continue;
		if (offset % 16 == 0)
			label = addend;
		else if (offset % 16 == 4)
			to = addend;
		else if (found == 3 && !strcmp(symbol, KEY) && count < room)
			sites[count++] = follow_site(module, label, to, addend & 1);
	}
	finish(pipe, folder, name);
	return count;
}

static int locks(const struct module *module)
{
	int count = 0;

	for (size_t i = 0; i < module->count; i++)
		count += is(&module->insn[i], "lock");
	return count;
}

/* vcpu_enter_guest() is inlined into one or the other. */
static const char *const exit_path[] = {
	"vmx_vcpu_run", "svm_vcpu_run", "vcpu_enter_guest", "vcpu_run", "kvm_arch_vcpu_ioctl_run",
};

static bool on_exit_path(const struct site *site)
{
	for (size_t i = 0; site->function && i < ARRAY_SIZE(exit_path); i++)
		if (!strcmp(site->function, exit_path[i]))
			return true;
	return false;
}

/*
 * The dearest of the exit path's sites that read the clock, and how many sites there are. In a
 * vendor's module the one around the guest, with a call in it: others are not on a real exit's way.
 */
static struct site judge(const char *folder, const char *name, bool vendor, int *used)
{
	struct module *module = disassemble(folder, name);
	struct site site[64], worst = { .least = MAX_ON };
	int sites = read_sites(module, folder, name, site, ARRAY_SIZE(site));

	*used = 0;
	for (int i = 0; i < sites; i++) {
		if (!on_exit_path(&site[i]))
			continue;
		if (site[i].lost) {
			printf("# %s: a path in %s does not come back\n", name, site[i].function);
			worst.lost = true;
		}
		if (!site[i].clock || site[i].call != vendor)
			continue;
		printf("# %s: %s: %d", name, site[i].function, site[i].least);
		printf(site[i].most > site[i].least ? " to %d instructions\n" : " instructions\n",
		       site[i].most);
		++*used;
		worst.least = site[i].least < worst.least ? site[i].least : worst.least;
		worst.most = site[i].most > worst.most ? site[i].most : worst.most;
		worst.lock |= site[i].lock;
		worst.global |= site[i].global;
	}
	return worst;
}

static void judge_vendor(const char *patched, const char *unpatched, const char *name,
			 const struct site *handled)
{
	int used;
	struct site run = judge(patched, name, true, &used);
	int with = locks(disassemble(patched, name)), without = locks(disassemble(unpatched, name));
	int most = run.most + handled->most;

	check(used > 0 && !run.lost && !handled->lost, name,
	      "the path of an exit is found, and meets the old one");
	printf("# %s: %d to %d instructions an exit when on; 2 NOPs when off\n", name,
	       run.least + handled->least, most);
	check(used > 0 && most <= LIMIT_ON, name, "at most 24 instructions when on, on every way");
	check(!run.lock && !handled->lock && with == without, name,
	      "no lock prefix more than stock");
	check(!run.global && !handled->global, name,
	      "no address but the vCPU's own: no cache line shared between vCPUs");
}

int main(int argc, char **argv)
{
	struct site handled;
	int used;

	if (argc != 3) {
		fprintf(stderr, "usage: hotpath PATCHED UNPATCHED\n");
		return 2;
	}
	handled = judge(argv[1], "kvm", false, &used);
	check(used > 0, "kvm", "the return from the handler is counted");
	judge_vendor(argv[1], argv[2], "kvm-intel", &handled);
	judge_vendor(argv[1], argv[2], "kvm-amd", &handled);
	return bad;
}
