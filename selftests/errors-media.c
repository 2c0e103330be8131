// SPDX-License-Identifier: GPL-2.0
/* Rows of what becomes of cartridges and their sides */
#include "errors.h"

ROW(complete_parameter)
{
	return complete(s.fd, &no_guid);
}

ROW(complete_nobody)
{
	return complete(s.fd, &nobody);
}

ROW(complete_it)
{
	return complete(s.fd, &lmid);
}

/* Once, and not twice */
ROW(complete_twice)
{
	return complete_it() ? UINT32_MAX : complete_it();
}

ROW(complete_again)
{
	return while_owned(complete_twice);
}

ROW(complete_as_user)
{
	return as_user(complete_it);
}

ROW(complete_denied)
{
	return while_owned(complete_as_user);
}

ROW(decommission_parameter)
{
	return decommission(s.fd, &no_guid);
}

ROW(decommission_nobody)
{
	return decommission(s.fd, &nobody);
}

ROW(decommission_unrecognized)
{
	struct ntms_guid side = side_of(s.fd, &s.media[2], 0);

	return decommission(s.fd, &side);
}

ROW(decommission_it)
{
	struct ntms_guid side = side_of(s.fd, &s.media[1], 0);

	return decommission(s.fd, &side);
}

ROW(decommission_denied)
{
	return as_user(decommission_it);
}

ROW(swap_parameter)
{
	return swap_media(s.fd, &nobody, &no_guid);
}

ROW(swap_nobody)
{
	return swap_media(s.fd, &nobody, &lmid);
}

static struct ntms_guid lmid2;

ROW(swap_them)
{
	return swap_media(s.fd, &lmid, &lmid2);
}

/* Both cartridges are allocated, the second one in @second; then given back. */
static uint32_t with_two(const struct ntms_guid *second, uint32_t (*row)(void))
{
	uint32_t reason;

	if (allocate(s.fd, &pool, NULL, 0, &lmid, NULL) ||
	    allocate(s.fd, second, NULL, 0, &lmid2, NULL))
		return UINT32_MAX;
	reason = row();
	return deallocate(s.fd, &lmid) || deallocate(s.fd, &lmid2) ||
	       move_medium(s.fd, &s.media[0], &s.free) ? UINT32_MAX : reason;
}

ROW(swap_success)
{
	return with_two(&pool, swap_them);
}

ROW(swap_as_user)
{
	return as_user(swap_them);
}

ROW(swap_denied)
{
	return with_two(&pool, swap_as_user);
}

ROW(swap_pools)
{
	struct ntms_guid other;

	if (scene_pool(&s, NTMS_POOL_FROMSCRATCH, 0, 0, &other))
		return UINT32_MAX;
	return with_two(&other, swap_them);
}

ROW(swap_full)
{
	return complete_it() ?: swap_them();
}

ROW(swap_complete)
{
	return with_two(&pool, swap_full);
}

ROW(forget_parameter)
{
	return medium_delete(s.fd, &no_guid);
}

ROW(forget_nobody)
{
	return medium_delete(s.fd, &nobody);
}

ROW(forget_placed)
{
	return medium_delete(s.fd, &s.media[0]);
}

ROW(forget_denied)
{
	return as_user(forget_placed);
}

/* What a row makes other than good */
static struct ntms_medium_create wish;

static uint32_t create_wished(void)
{
	return medium_create(s.fd, &wish);
}

static void wish_well(void)
{
	wish = (struct ntms_medium_create) {
		.side_count = 1,
		.owner = UINT32_MAX,
		.pool = pool,
		.barcode = "E00001L3",
		.sides = { { .side_state = NTMS_SIDE_AVAILABLE } },
	};
}

ROW(create_success)
{
	uint32_t reason;

	wish_well();
	reason = create_wished();
	return reason ?: medium_delete(s.fd, &wish.medium);
}

ROW(create_parameter)
{
	wish_well();
	wish.medium = nobody;
	return create_wished();
}

ROW(create_name)
{
	wish_well();
	wish.barcode[0] = ' ';
	return create_wished();
}

ROW(create_pool)
{
	wish_well();
	wish.pool = s.free;
	return create_wished();
}

ROW(create_sides)
{
	wish_well();
	wish.side_count = 2;
	wish.sides[1].side_state = NTMS_SIDE_AVAILABLE;
	return create_wished();
}

ROW(create_known)
{
	wish_well();
	strcpy(wish.barcode, scene_barcode(&s, 1));
	return create_wished();
}

ROW(create_state)
{
	wish_well();
	wish.sides[0].side_state = NTMS_SIDE_UNKNOWN;
	return create_wished();
}

ROW(create_denied)
{
	wish_well();
	return as_user(create_wished);
}

ROW(complete_without)
{
	return without_journal(complete_it);
}

ROW(complete_no_journal)
{
	return while_owned(complete_without);
}

ROW(decommission_no_journal)
{
	return without_journal(decommission_it);
}

ROW(swap_without)
{
	return without_journal(swap_them);
}

ROW(swap_no_journal)
{
	return with_two(&pool, swap_without);
}

ROW(create_no_journal)
{
	wish_well();
	return without_journal(create_wished);
}

ROW(forget_wished)
{
	return medium_delete(s.fd, &wish.medium);
}

ROW(forget_no_journal)
{
	uint32_t reason;

	wish_well();
	if (create_wished())
		return UINT32_MAX;
	reason = without_journal(forget_wished);
	return forget_wished() ? UINT32_MAX : reason;
}

static const struct row rows[] = {
	R(COMPLETE, DATABASE_FAILURE, complete_no_journal),
	R(DECOMMISSION, DATABASE_FAILURE, decommission_no_journal),
	R(SWAP, DATABASE_FAILURE, swap_no_journal),
	R(COMPLETE, INVALID_PARAMETER, complete_parameter),
	R(COMPLETE, INVALID_MEDIA, complete_nobody),
	R(COMPLETE, INVALID_STATE, complete_again),
	R(COMPLETE, ACCESS_DENIED, complete_denied),
	R(DECOMMISSION, INVALID_PARAMETER, decommission_parameter),
	R(DECOMMISSION, INVALID_MEDIA, decommission_nobody),
	R(DECOMMISSION, INVALID_STATE, decommission_unrecognized),
	R(DECOMMISSION, ACCESS_DENIED, decommission_denied),
	R(SWAP, SUCCESS, swap_success),
	R(SWAP, INVALID_PARAMETER, swap_parameter),
	R(SWAP, INVALID_MEDIA, swap_nobody),
	R(SWAP, INVALID_MEDIA_POOL, swap_pools),
	R(SWAP, INVALID_STATE, swap_complete),
	R(SWAP, ACCESS_DENIED, swap_denied),
	R(MEDIUM_DELETE, INVALID_PARAMETER, forget_parameter),
	R(MEDIUM_DELETE, INVALID_MEDIA, forget_nobody),
	R(MEDIUM_DELETE, INVALID_STATE, forget_placed),
	R(MEDIUM_DELETE, ACCESS_DENIED, forget_denied),
	R(MEDIUM_CREATE, SUCCESS, create_success),
	R(MEDIUM_CREATE, INVALID_PARAMETER, create_parameter),
	R(MEDIUM_CREATE, INVALID_NAME, create_name),
	R(MEDIUM_CREATE, INVALID_MEDIA_POOL, create_pool),
	R(MEDIUM_CREATE, MEDIA_INCOMPATIBLE, create_sides),
	R(MEDIUM_CREATE, INVALID_MEDIA, create_known),
	R(MEDIUM_CREATE, INVALID_STATE, create_state),
	R(MEDIUM_CREATE, ACCESS_DENIED, create_denied),
	R(MEDIUM_CREATE, DATABASE_FAILURE, create_no_journal),
	R(MEDIUM_DELETE, DATABASE_FAILURE, forget_no_journal),
};

const struct row_list medium_rows = LIST(rows);
