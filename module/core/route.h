/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Routes: between which kinds of pools a cartridge can be moved, and what then
 * becomes of its sides. One table, and nothing else decides it.
 */
#ifndef NTMS_CORE_ROUTE_H
#define NTMS_CORE_ROUTE_H

#include "types.h"

/**
 * enum ntms_route - what a route makes of a side
 * @NTMS_ROUTE_CLOSED: nothing goes there: INVALID_MEDIA_POOL
 * @NTMS_ROUTE_HELD: its state is in the way: INVALID_STATE
 * @NTMS_ROUTE_UNFIT: it is that of a cleaning cartridge: MEDIA_INCOMPATIBLE
 * @NTMS_ROUTE_KEEPS: it stays as it is
 * @NTMS_ROUTE_FREES: it becomes Available
 */
enum ntms_route {
	NTMS_ROUTE_CLOSED,
	NTMS_ROUTE_HELD,
	NTMS_ROUTE_UNFIT,
	NTMS_ROUTE_KEEPS,
	NTMS_ROUTE_FREES,
};

enum ntms_route ntms_route_of(u32 from, u32 to, u8 state);
ntms_reason_t ntms_route_reason(enum ntms_route route);
bool ntms_route_open(u32 from, u32 to);
bool ntms_route_ends(u32 to);

#endif /* NTMS_CORE_ROUTE_H */
