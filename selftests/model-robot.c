// SPDX-License-Identifier: GPL-2.0
/*
 * The hands of an operator: cartridges are put in and taken out, libraries are
 * switched off and on. What an inventory makes of it the model works out for
 * itself, from what the hands did.
 *
 * Between two inventories only one kind of thing is done, as the module may
 * look at the library at any time by itself.
 */
#include <stdio.h>

#include "model.h"
#include "model-draw.h"

/* ---- what an inventory finds ------------------------------------------ */

static bool is_offline(const struct cartridge *cartridge)
{
	return same_guid(&cartridge->library, &books.info.offline_library);
}

/* It was taken out of where it was, and is nowhere yet. */
static bool is_loose(const struct cartridge *cartridge,
		     const struct library *library)
{
	return same_guid(&cartridge->library, &library->id) &&
	       is_null(&cartridge->slot);
}

/* Who is not where he was any more */
static void loosen(struct library *library)
{
	struct cartridge *cartridge;
	struct slot *slot;
	unsigned int i;

	for (i = 0; i < library->nr_slots; i++) {
		slot = &library->slots[i];
		cartridge = find_cartridge(&slot->cartridge);
		if (!cartridge || (slot->full &&
				   !strcmp(slot->barcode, cartridge->barcode)))
			continue;
		cartridge->slot = no_guid;
		slot->cartridge = no_guid;
	}
}

/*
 * Known by its barcode, if only one cartridge can be meant: first of those
 * that were in the library until now, then of those on the shelf.
 */
static struct cartridge *known(const struct library *library,
			       const char *barcode)
{
	struct cartridge *cartridge, *found[2] = { NULL, NULL };
	unsigned int nr[2] = { 0, 0 };
	size_t i;
	int k;

	for (i = 0; i < books.nr_cartridges && *barcode; i++) {
		cartridge = &books.cartridges[i];
		if (strcmp(cartridge->barcode, barcode) ||
		    (!is_loose(cartridge, library) && !is_offline(cartridge)))
			continue;
		k = is_offline(cartridge);
		found[k] = cartridge;
		nr[k]++;
	}
	k = !nr[0];
	return nr[k] == 1 ? found[k] : NULL;
}

static bool is_taken(const char *barcode)
{
	size_t i;

	for (i = 0; i < books.nr_cartridges && *barcode; i++)
		if (!strcmp(books.cartridges[i].barcode, barcode))
			return true;
	return false;
}

/* Only its GUIDs are the module's to tell. */
static bool arrive(int fd, struct library *library, struct slot *slot)
{
	static const uint32_t states[] = {
		[NTMS_POOL_FREE] = NTMS_SIDE_AVAILABLE,
		[NTMS_POOL_UNRECOGNIZED] = NTMS_SIDE_UNRECOGNIZED,
		[NTMS_POOL_IMPORT] = NTMS_SIDE_IMPORT,
	};
	uint32_t kind = is_taken(slot->barcode) ? NTMS_POOL_UNRECOGNIZED :
						  library->new_media;
	struct cartridge *new = &books.cartridges[books.nr_cartridges];
	struct ntms_element_info info;
	unsigned int k;

	if (GET(fd, NTMS_TYPE_SLOT, &slot->id, &info) || is_null(&info.medium))
		return wrong("nothing arrived in the slot of \"%s\"",
			     slot->barcode);
	if (catalog_learn_cartridge(fd, &info.medium, new))
		return wrong("what arrived cannot be read");
	books.nr_cartridges++;
	new->pool = system_pool_of(kind, &library->scene->type)->id;
	new->library = library->id;
	new->slot = slot->id;
	new->type = library->scene->type;
	new->nr_sides = find_type(&new->type)->sides;
	/* And goes on supporting it, when the last one has left. */
	do_support(library, &new->type);
	new->enabled = true;
	new->cleans = false;
	memset(&new->label, 0, sizeof(new->label));
	strcpy(new->barcode, slot->barcode);
	for (k = 0; k < new->nr_sides; k++) {
		new->sides[k].state = states[kind];
		new->sides[k].count = 0;
		new->sides[k].owner = no_guid;
		memset(&new->sides[k].label, 0, sizeof(new->sides[k].label));
	}
	slot->cartridge = new->id;
	return true;
}

/* Nobody cares about it: it is forgotten when it is gone. */
static bool is_nobodys(const struct cartridge *cartridge)
{
	uint32_t kind = find_pool(&cartridge->pool)->kind;

	return kind == NTMS_POOL_UNRECOGNIZED || kind == NTMS_POOL_IMPORT;
}

/* Who is still nowhere is gone. */
static void miss(const struct library *library)
{
	struct cartridge *cartridge;
	size_t i = books.nr_cartridges;

	while (i--) {
		cartridge = &books.cartridges[i];
		if (!is_loose(cartridge, library))
			continue;
		cartridge->library = books.info.offline_library;
		if (is_nobodys(cartridge))
			forget_cartridge(cartridge);
	}
}

/*
 * What nobody says that a library holds it tells by itself, by its drives or by
 * its arm, and is then said to hold.
 */
static bool tell_type(int fd, struct library *library)
{
	const struct media_type *type = type_of_code(library->code);
	struct ntms_library_info info;

	if (!is_null(&library->holds))
		return true;
	if (!type) {
		if (GET(fd, NTMS_TYPE_LIBRARY, &library->id, &info) ||
		    catalog_learn_type(fd, &info.media_type))
			return wrong("what it holds cannot be read");
		type = find_type(&info.media_type);
	}
	library->holds = type->id;
	library->scene->type = type->id;
	do_support(library, &type->id);
	return true;
}

static bool take_stock(int fd, struct library *library)
{
	struct cartridge *cartridge;
	struct slot *slot;
	uint32_t reason;
	unsigned int i;

	reason = take_inventory(fd, &library->id);
	if (reason)
		return wrong("inventory: %s", reason_name(reason));
	books.changes++;
	if (!tell_type(fd, library))
		return false;
	loosen(library);
	for (i = 0; i < library->nr_slots; i++) {
		slot = &library->slots[i];
		if (!slot->full || !is_null(&slot->cartridge))
			continue;
		cartridge = known(library, slot->barcode);
		if (cartridge) {
			cartridge->library = library->id;
			cartridge->slot = slot->id;
			slot->cartridge = cartridge->id;
			do_support(library, &cartridge->type);
		} else if (!arrive(fd, library, slot)) {
			return false;
		}
	}
	miss(library);
	return true;
}

/* ---- hands ------------------------------------------------------------ */

static bool take_out(struct library *library, unsigned int i)
{
	struct slot *slot = &library->slots[i];

	if (vlib_set(&library->scene->vlib, "remove", "slot %u destroy", i))
		return wrong("slot %u is not to be emptied", i);
	slot->full = false;
	*slot->barcode = '\0';
	return true;
}

static bool put_in(struct library *library, unsigned int i,
		   const char *barcode)
{
	struct slot *slot = &library->slots[i];

	if (vlib_set(&library->scene->vlib, "insert", "slot %u %s", i, barcode))
		return wrong("slot %u is not to be filled", i);
	slot->full = true;
	strcpy(slot->barcode, barcode);
	return true;
}

/* Nobody can do anything with it any more. */
static bool is_spent(const struct cartridge *cartridge)
{
	unsigned int k;

	for (k = 0; k < cartridge->nr_sides; k++)
		if (cartridge->sides[k].state != NTMS_SIDE_DECOMMISSIONED)
			return false;
	return true;
}

static bool take_some(int fd, struct library *library)
{
	const struct cartridge *cartridge;
	unsigned int i;

	about_to("cartridges are taken out of %s", name_of(&library->id));
	for (i = 0; i < library->nr_slots; i++) {
		cartridge = find_cartridge(&library->slots[i].cartridge);
		if (!cartridge || cartridge->cleans ||
		    !(is_spent(cartridge) ||
		      one_in(is_nobodys(cartridge) ? 4 : 10)))
			continue;
		if (!take_out(library, i))
			return false;
	}
	return take_stock(fd, library);
}

/* Is one with this barcode in a library? */
static bool is_in_use(const char *barcode)
{
	size_t l;
	unsigned int i;

	for (l = 0; l < books.nr_libraries; l++)
		for (i = 0; i < books.libraries[l].nr_slots; i++)
			if (!strcmp(books.libraries[l].slots[i].barcode,
				    barcode))
				return true;
	return false;
}

/* Libraries of one media type have each other's cartridges as well. */
static const struct scene *draw_scene(const struct library *library)
{
	size_t i;

	for (i = 0; i < books.nr_libraries; i++)
		if (books.libraries[i].scene && one_in(4) &&
		    same_guid(&books.libraries[i].scene->type,
			      &library->scene->type))
			return books.libraries[i].scene;
	return library->scene;
}

static void draw_cartridge(const struct library *library, char *barcode)
{
	const struct scene *scene = draw_scene(library);

	/* Its twin may be in a library, or it is the same and on the shelf. */
	if (one_in(8) && draw_twin(&library->scene->type, barcode))
		return;
	/* One that is two-sided is not told by its label, and may have none. */
	if (find_type(&library->scene->type)->sides > 1 && one_in(12)) {
		*barcode = '\0';
		return;
	}
	do
		strcpy(barcode, scene_barcode(scene, chance(100)));
	while (is_in_use(barcode));
}

static bool put_some(int fd, struct library *library)
{
	char barcode[NTMS_BARCODE_SIZE];
	unsigned int i;

	about_to("cartridges are put into %s", name_of(&library->id));
	for (i = 0; i < library->nr_slots; i++) {
		if (library->slots[i].full || one_in(3))
			continue;
		draw_cartridge(library, barcode);
		if (!put_in(library, i, barcode))
			return false;
	}
	return take_stock(fd, library);
}

bool robot_empty(int fd, struct library *library)
{
	unsigned int i;

	about_to("all cartridges are taken out of %s", name_of(&library->id));
	for (i = 0; i < library->nr_slots; i++)
		if (library->slots[i].full && !take_out(library, i))
			return false;
	return take_stock(fd, library);
}

/* A library that is disabled would not be looked at when it comes back. */
bool robot_enable(int fd, struct library *library)
{
	uint32_t reason;

	about_to("%s is enabled", name_of(&library->id));
	reason = enable(fd, &library->id, true);
	if (reason)
		return wrong("it cannot be: %s", reason_name(reason));
	library->enabled = true;
	return true;
}

bool robot_power(int fd, struct library *library, bool on)
{
	if (library->present == on)
		return true;
	if (!robot_enable(fd, library))
		return false;
	about_to("%s is switched %s", name_of(&library->id),
		 on ? "on" : "off");
	if (scene_power(library->scene, on))
		return wrong("it does not care");
	library->present = on;
	return !on || tell_type(fd, library);
}

bool robot_look(int fd, struct library *library)
{
	call_as(ROOT);
	return take_stock(fd, library);
}

bool robot_any(int fd, bool power)
{
	struct library *library;

	do
		library = &books.libraries[chance(books.nr_libraries)];
	while (!library->scene);
	call_as(ROOT);
	if (power)
		return robot_power(fd, library, !library->present);
	if (!library->present || !library->enabled)
		return true;
	if (one_in(2))
		return take_some(fd, library) && catalog_same_all(fd) &&
		       put_some(fd, library);
	/* What has just come goes before anybody says what is to become of it. */
	return put_some(fd, library) && catalog_same_all(fd) &&
	       take_some(fd, library);
}
