// SPDX-License-Identifier: GPL-2.0
/* Rows of libraries: inventories */
#include "errors.h"

static uint32_t inventory(uint32_t flags, uint64_t deadline)
{
	struct ntms_inventory arg = {
		.flags = flags,
		.deadline = deadline,
		.library = s.library,
	};

	return CALL(s.fd, NTMS_IOC_INVENTORY, &arg);
}

ROW(inventory_success)
{
	return inventory(NTMS_INVENTORY_WAIT, NTMS_DEADLINE_NEVER);
}

ROW(inventory_parameter)
{
	return inventory(8, NTMS_DEADLINE_NEVER);
}

ROW(inventory_of_the_shelf)
{
	return take_inventory(s.fd, &s.info.offline_library);
}

ROW(inventory_disabled)
{
	return while_disabled(&s.library, inventory_success);
}

ROW(inventory_offline)
{
	return without_library(inventory_success);
}

/* An answer of the changer to READ ELEMENT STATUS, until told otherwise */
static uint32_t with_fault(const char *fault, uint32_t (*row)(void))
{
	uint32_t reason;

	if (vlib_set(&s.vlib, "fault", "changer 0xb8 %s count=0", fault))
		return UINT32_MAX;
	reason = row();
	if (vlib_set(&s.vlib, "fault", "clear"))
		return UINT32_MAX;
	return inventory_success() ? UINT32_MAX : reason;
}

ROW(inventory_not_ready)
{
	return with_fault("sense=2/04/03", inventory_success);
}

ROW(inventory_failed)
{
	return with_fault("sense=4/44/00", inventory_success);
}

ROW(inventory_soon)
{
	return inventory(NTMS_INVENTORY_WAIT, now() + 1000000);
}

ROW(inventory_timeout)
{
	return with_fault("delay=500", inventory_soon);
}

ROW(inventory_denied)
{
	return as_user(inventory_success);
}

static const struct row rows[] = {
	R(INVENTORY, SUCCESS, inventory_success),
	R(INVENTORY, INVALID_PARAMETER, inventory_parameter),
	R(INVENTORY, INVALID_LIBRARY, inventory_of_the_shelf),
	R(INVENTORY, RESOURCE_DISABLED, inventory_disabled),
	R(INVENTORY, LIBRARY_OFFLINE, inventory_offline),
	R(INVENTORY, NOT_READY, inventory_not_ready),
	R(INVENTORY, DEVICE_NOT_AVAILABLE, inventory_failed),
	R(INVENTORY, TIMEOUT, inventory_timeout),
	R(INVENTORY, ACCESS_DENIED, inventory_denied),
};

const struct row_list library_rows = LIST(rows);
