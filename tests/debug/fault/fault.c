// SPDX-License-Identifier: GPL-2.0-only
/*
 * A module for tests of the tests: at load commits the fault that kind= names, one for each
 * detector of the debug kernel.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>

static char *kind = "none";
module_param(kind, charp, 0444);

static DEFINE_SPINLOCK(spin);
static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);
static int __rcu *shared;

/* Not a real sleep: that upsets the preemption counter, and with it turns lockdep off. */
static void sleep_with_a_spinlock(void)
{
	spin_lock(&spin);
	might_sleep();
	spin_unlock(&spin);
}

static void read_without_the_lock(void)
{
	int *value = rcu_dereference(shared);

	if (value)
		pr_info("%d\n", *value);
}

static void shift_too_far(void)
{
	int by = 40;

	OPTIMIZER_HIDE_VAR(by);
	pr_info("1 << 40 is %d\n", 1 << by);
}

static void warn(void)
{
	WARN_ON(1);
}

static void break_a_list(void)
{
	LIST_HEAD(list);
	struct list_head one, two;

	list_add(&one, &list);
	one.prev = &two;
	list_add(&two, &list);
}

static void no_callback(struct timer_list *timer)
{
}

static void free_a_running_timer(void)
{
	struct timer_list *timer = kzalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return;
	timer_setup(timer, no_callback, 0);
	mod_timer(timer, jiffies + 3600 * HZ);
	kfree(timer);
}

/* Several, for a stale pointer on a stack may hide one. */
static void lose_memory(void)
{
	void *volatile lost;
	int i;

	for (i = 0; i < 16; i++)
		lost = kmalloc(100, GFP_KERNEL);
	lost = NULL;
}

static void take_locks_in_both_orders(void)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);
	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
}

static void use_after_free(void)
{
	char *memory = kmalloc(100, GFP_KERNEL);

	if (!memory)
		return;
	OPTIMIZER_HIDE_VAR(memory);
	kfree(memory);
	pr_info("freed memory holds %d\n", READ_ONCE(memory[50]));
}

static const struct {
	const char *kind;
	void (*commit)(void);
} faults[] = {
	{ "sleep", sleep_with_a_spinlock },
	{ "rcu", read_without_the_lock },
	{ "ubsan", shift_too_far },
	{ "warn", warn },
	{ "list", break_a_list },
	{ "object", free_a_running_timer },
	{ "leak", lose_memory },
	{ "lock", take_locks_in_both_orders },
	{ "kasan", use_after_free },
};

static int __init fault_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (strcmp(faults[i].kind, kind))
			continue;
		faults[i].commit();
		return 0;
	}
	return -EINVAL;
}

static void __exit fault_exit(void)
{
}

module_init(fault_init);
module_exit(fault_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Deliberate faults, for tests of a debug kernel");
