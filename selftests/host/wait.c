// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting for an inventory: what happens meanwhile is what the test says, so
 * that each way in which a wait can end is tried without a second thread.
 */
#include <linux/ktime.h>
#include <linux/sched/signal.h>

#include "../../module/tests/kit.h"

static struct ntms_kit *wait_kit;
static struct ntms_kit_robot *wait_robot;

/* The robot was kicked, and looks. */
static void wait_succeeds(void)
{
	ntms_kit_inventory(&wait_kit->cat, wait_robot);
}

static void wait_ends(int error, u32 sense)
{
	ntms_inventory_begin(&wait_kit->cat, &wait_robot->id);
	ntms_inventory_end(&wait_kit->cat, &wait_robot->id, error, sense);
}

static void wait_fails(void)
{
	wait_ends(-EIO, 0x044000);
}

static void wait_not_ready(void)
{
	wait_ends(-EAGAIN, 0x020403);
}

static void wait_no_sense(void)
{
	wait_ends(-ENOMEM, 0);
}

/* Somebody asked for another one, which is under way when the waiter looks. */
static void wait_fails_and_goes_on(void)
{
	struct ntms_inventory call = {};

	ntms_inventory_begin(&wait_kit->cat, &wait_robot->id);
	ntms_guid_out(&call.library, &wait_robot->id);
	ntms_inventory(wait_kit->session, &ntms_kit_root, &call);
	ntms_inventory_end(&wait_kit->cat, &wait_robot->id, -EIO, 0x044000);
	ntms_inventory_begin(&wait_kit->cat, &wait_robot->id);
}

/* It fails, and before the waiter looks the library is gone. */
static void wait_fails_and_goes(void)
{
	wait_fails();
	ntms_library_absent(&wait_kit->cat, &wait_robot->id);
}

static void wait_gone(void)
{
	ntms_library_absent(&wait_kit->cat, &wait_robot->id);
}

static void wait_signal(void)
{
	shim_signal = true;
	/* Woken for another reason */
	wake_up_all(&wait_kit->cat.inventories);
}

/* The one that was under way when ours was asked for ends first. */
static u32 wait_looks;

static void wait_second(void)
{
	if (wait_looks++)
		ntms_inventory_begin(&wait_kit->cat, &wait_robot->id);
	ntms_inventory_end(&wait_kit->cat, &wait_robot->id, 0, 0);
}

static const struct wait_case {
	const char *desc;
	void (*meanwhile)(void);
	u32 reason;
	bool running;
	u32 looks;
} wait_cases[] = {
	{ "it succeeds", wait_succeeds, NTMS_REASON_SUCCESS },
	{ "it fails", wait_fails, NTMS_REASON_DEVICE_NOT_AVAILABLE },
	{ "it fails without sense", wait_no_sense,
	  NTMS_REASON_DEVICE_NOT_AVAILABLE },
	{ "the library is not ready", wait_not_ready, NTMS_REASON_NOT_READY },
	{ "it fails, and the next one runs", wait_fails_and_goes_on,
	  NTMS_REASON_DEVICE_NOT_AVAILABLE },
	{ "it fails, and the library is gone", wait_fails_and_goes,
	  NTMS_REASON_DEVICE_NOT_AVAILABLE },
	{ "the library is gone", wait_gone, NTMS_REASON_LIBRARY_OFFLINE },
	{ "a signal comes", wait_signal, NTMS_INTERRUPTED },
	{ "nothing happens", NULL, NTMS_REASON_TIMEOUT },
	{ "one was running already", wait_second, NTMS_REASON_SUCCESS, true,
	  2 },
};

KUNIT_ARRAY_PARAM_DESC(wait_inventory, wait_cases, desc);

static void wait_test_inventory(struct kunit *test)
{
	const struct wait_case *c = test->param_value;
	struct ntms_inventory call = {
		.flags = NTMS_INVENTORY_WAIT,
		.deadline = ktime_get_ns() + 1000000000,
	};
	u32 kicks;

	wait_kit = test->priv;
	wait_robot = ntms_kit_robot(test, "r", 4, 0, 1);
	wait_looks = 0;
	ntms_kit_inventory(&wait_kit->cat, wait_robot);
	if (c->running) {
		ntms_guid_out(&call.library, &wait_robot->id);
		call.flags = 0;
		NTMS_KIT_REASON(test, ntms_inventory(wait_kit->session,
						     &ntms_kit_root, &call),
				SUCCESS);
		call.flags = NTMS_INVENTORY_WAIT;
		ntms_inventory_begin(&wait_kit->cat, &wait_robot->id);
	}
	kicks = wait_robot->kicks;
	ntms_guid_out(&call.library, &wait_robot->id);
	shim_meanwhile = c->meanwhile;
	KUNIT_EXPECT_EQ(test, ntms_inventory(wait_kit->session, &ntms_kit_root,
					     &call), c->reason);
	shim_meanwhile = NULL;
	shim_signal = false;
	KUNIT_EXPECT_GE(test, wait_robot->kicks, kicks + 1);
	KUNIT_EXPECT_EQ(test, wait_looks, c->looks);
	KUNIT_EXPECT_EQ(test, wait_kit->cat.inventories.waiters, 0U);
}

static struct kunit_case wait_suite_cases[] = {
	KUNIT_CASE_PARAM(wait_test_inventory, wait_inventory_gen_params),
	{ }
};

static struct kunit_suite wait_suite = {
	.name = "ntms_wait",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = wait_suite_cases,
};

kunit_test_suite(wait_suite);
