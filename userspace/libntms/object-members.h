/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Objects of the kernel as published ones, for one kind of characters. Included
 * twice, with
 *
 *	NTMS_CHARACTERS(name)	name##A or name##W
 *	NTMS_CHARACTER		CHAR or WCHAR
 *	put_text(to, from)	UTF-8 into an array, cut at a character
 *	take_text(from, to)	an array as UTF-8 on the heap; 0 or -errno
 */
typedef NTMS_CHARACTERS(NTMS_OBJECTINFORMATION) information;

static void fill_place(WORD *to, const struct ntms_scsi_address *from)
{
	to[0] = (WORD)from->host;
	to[1] = (WORD)from->channel;
	to[2] = (WORD)from->target;
	to[3] = (WORD)from->lun;
}

static void fill_computer(information *to, const struct ntms_whole *from)
{
	to->Info.Computer.dwOpRequestPurgeTime =
		from->any.computer.request_purge;
}

static void fill_drive(information *to, const struct ntms_whole *from)
{
	NTMS_CHARACTERS(NTMS_DRIVEINFORMATION) *drive = &to->Info.Drive;
	const struct ntms_drive_info *is = &from->any.drive;
	char device[NTMS_DEVICE_SIZE + sizeof("/dev/")] = "/dev/";
	WORD place[4] = { 0 };

	drive->Number = is->number;
	drive->State = is->content == NTMS_ELEMENT_FULL ?
		       NTMS_DRIVESTATE_MOUNTED : NTMS_DRIVESTATE_DISMOUNTED;
	memcpy(device + 5, is->device, sizeof(is->device));
	if (is->device[0])
		put_text(drive->szDeviceName, device);
	put_text(drive->szSerialNumber, is->serial);
	put_text(drive->szRevision, is->revision);
	if (is->map != NTMS_MAP_NONE && is->map != NTMS_MAP_AMBIGUOUS)
		fill_place(place, &is->scsi);
	drive->ScsiPort = place[0];
	drive->ScsiBus = place[1];
	drive->ScsiTarget = place[2];
	drive->ScsiLun = place[3];
	ntms_guid_from_abi(&drive->SavedPartitionId, &from->loaded);
	ntms_guid_from_abi(&drive->Library, &is->library);
}

static void fill_library(information *to, const struct ntms_whole *from)
{
	NTMS_LIBRARYINFORMATION *library = &to->Info.Library;
	const struct ntms_library_info *is = &from->any.library;

	library->LibraryType = is->kind;
	library->dwNumberOfMedia = is->media;
	library->dwNumberOfMediaTypes = from->types;
	if (is->kind == NTMS_LIBRARY_OFFLINE) {
		library->dwFlags = NTMS_LIBRARYFLAG_FIXEDOFFLINE;
		return;
	}
	library->BarCodeReaderInstalled = !!(is->flags & NTMS_LIBRARY_BARCODES);
	library->InventoryMethod = NTMS_INVENTORY_FAST;
	/* Objects have numbers from 0 on; addresses are the robot's. */
	library->dwNumberOfDrives = is->drives;
	library->dwNumberOfSlots = is->slots;
	library->dwNumberOfPorts = is->ports;
	library->AutoRecovery = TRUE;
	library->dwFlags = NTMS_LIBRARYFLAG_AUTODETECTCHANGE;
}

static void fill_slot(information *to, const struct ntms_whole *from)
{
	NTMS_STORAGESLOTINFORMATION *slot = &to->Info.StorageSlot;

	slot->Number = from->any.element.number;
	slot->State = from->any.element.content;
	ntms_guid_from_abi(&slot->Library, &from->any.element.library);
}

static void fill_port(information *to, const struct ntms_whole *from)
{
	NTMS_IEPORTINFORMATION *port = &to->Info.IEPort;
	const struct ntms_element_info *is = &from->any.element;

	port->Number = is->number;
	port->Content = is->content == NTMS_ELEMENT_NOT_PRESENT ?
			NTMS_PORTCONTENT_UNKNOWN : is->content;
	port->Position = is->flags & NTMS_ELEMENT_ACCESS ?
			 NTMS_PORTPOSITION_RETRACTED :
			 NTMS_PORTPOSITION_EXTENDED;
	ntms_guid_from_abi(&port->Library, &is->library);
}

static void fill_medium(information *to, const struct ntms_whole *from)
{
	NTMS_CHARACTERS(NTMS_PMIDINFORMATION) *medium = &to->Info.PhysicalMedia;
	const struct ntms_medium_info *is = &from->any.medium;

	ntms_guid_from_abi(&medium->CurrentLibrary, &is->library);
	ntms_guid_from_abi(&medium->MediaPool, &is->pool);
	ntms_guid_from_abi(&medium->Location, &is->location);
	/* What is on the shelf is in a slot, for RSM, and in none. */
	medium->LocationType = is->location_type ? is->location_type :
						   NTMS_STORAGESLOT;
	ntms_guid_from_abi(&medium->MediaType, &is->media_type);
	put_text(medium->szBarCode, is->barcode);
	medium->BarCodeState = is->barcode[0] ? NTMS_BARCODESTATE_OK :
						NTMS_BARCODESTATE_UNREADABLE;
	medium->MediaState = is->location_type == NTMS_TYPE_DRIVE ?
			     NTMS_MEDIASTATE_MOUNTED : NTMS_MEDIASTATE_IDLE;
	medium->dwNumberOfPartitions = is->side_count;
	ntms_guid_from_abi(&medium->MountedPartition, &from->loaded);
}

static void fill_logical(information *to, const struct ntms_whole *from)
{
	ntms_guid_from_abi(&to->Info.LogicalMedia.MediaPool,
			   &from->any.logical.pool);
	to->Info.LogicalMedia.dwNumberOfPartitions = 1;
}

static void fill_side(information *to, const struct ntms_whole *from)
{
	NTMS_CHARACTERS(NTMS_PARTITIONINFORMATION) *side = &to->Info.Partition;
	const struct ntms_side_info *is = &from->any.side;

	ntms_guid_from_abi(&side->PhysicalMedia, &is->medium);
	ntms_guid_from_abi(&side->LogicalMedia, &is->logical_medium);
	side->State = is->side_state;
	side->Side = (WORD)is->side;
	side->dwAllocateCount = is->allocate_count;
}

static void fill_pool(information *to, const struct ntms_whole *from)
{
	NTMS_MEDIAPOOLINFORMATION *pool = &to->Info.MediaPool;
	const struct ntms_pool_info *is = &from->any.pool;

	pool->PoolType = is->pool_type;
	ntms_guid_from_abi(&pool->MediaType, &is->media_type);
	ntms_guid_from_abi(&pool->Parent, &is->parent);
	pool->AllocationPolicy = is->allocation_policy;
	pool->DeallocationPolicy = is->deallocation_policy;
	pool->dwMaxAllocates = is->max_allocates;
	pool->dwNumberOfPhysicalMedia = is->media;
	pool->dwNumberOfLogicalMedia = is->logical_media;
	pool->dwNumberOfMediaPools = is->pools;
}

static void fill_media_type(information *to, const struct ntms_whole *from)
{
	NTMS_MEDIATYPEINFORMATION *type = &to->Info.MediaType;
	const struct ntms_media_type_info *is = &from->any.media_type;

	type->MediaType = is->code;
	type->NumberOfSides = is->sides;
	type->ReadWriteCharacteristics = is->write;
	type->DeviceType = device_type(is->code);
}

static void fill_request(information *to, const struct ntms_whole *from)
{
	NTMS_CHARACTERS(NTMS_OPREQUESTINFORMATION) *request =
		&to->Info.OpRequest;
	const struct ntms_request_info *is = &from->any.request;
	char host[NTMS_NAME_SIZE] = "", user[USER_SIZE];

	request->Request = is->request;
	ntms_systemtime(&request->Submitted, is->header.created);
	request->State = is->request_state;
	put_text(request->szMessage, is->message);
	request->Arg1Type = is->arg1_type;
	ntms_guid_from_abi(&request->Arg1, &is->arg1);
	request->Arg2Type = is->arg2_type;
	ntms_guid_from_abi(&request->Arg2, &is->arg2);
	put_text(request->szApplication, is->application);
	put_text(request->szUser, user_text(is->uid, user));
	if (!gethostname(host, sizeof(host) - 1))
		put_text(request->szComputer, host);
}

static const struct filler {
	uint32_t type;
	void (*fill)(information *to, const struct ntms_whole *from);
} fillers[] = {
	{ NTMS_TYPE_COMPUTER, fill_computer },
	{ NTMS_TYPE_DRIVE, fill_drive },
	{ NTMS_TYPE_PORT, fill_port },
	{ NTMS_TYPE_LIBRARY, fill_library },
	{ NTMS_TYPE_LOGICAL_MEDIUM, fill_logical },
	{ NTMS_TYPE_POOL, fill_pool },
	{ NTMS_TYPE_MEDIA_TYPE, fill_media_type },
	{ NTMS_TYPE_SIDE, fill_side },
	{ NTMS_TYPE_MEDIUM, fill_medium },
	{ NTMS_TYPE_SLOT, fill_slot },
	{ NTMS_TYPE_OPERATOR_REQUEST, fill_request },
};

void NTMS_CHARACTERS(ntms_object)(information *to,
				  const struct ntms_whole *from)
{
	const struct ntms_object_header *header = &from->any.header;
	DWORD size = to->dwSize;
	unsigned int i;

	memset(to, 0, sizeof(*to));
	to->dwSize = size;
	to->dwType = header->type;
	ntms_systemtime(&to->Created, header->created);
	ntms_systemtime(&to->Modified, header->modified);
	ntms_guid_from_abi(&to->ObjectGuid, &header->id);
	to->Enabled = header->enabled ? TRUE : FALSE;
	to->dwOperationalState = header->state;
	put_text(to->szName, header->name);
	put_text(to->szDescription, header->description);
	for (i = 0; i < sizeof(fillers) / sizeof(fillers[0]); i++)
		if (fillers[i].type == header->type)
			fillers[i].fill(to, from);
}

/* ---- what is to be written --------------------------------------------- */

static bool same_text(const NTMS_CHARACTER *a, const NTMS_CHARACTER *b,
		      size_t size)
{
	size_t i;

	for (i = 0; i < size && a[i] == b[i]; i++)
		if (!a[i])
			return true;
	return i == size;
}

static DWORD change_text(struct ntms_wanted *wanted, uint32_t bit, char **copy,
			 const NTMS_CHARACTER *is, const NTMS_CHARACTER *to,
			 size_t size)
{
	size_t i;
	int err;

	if (same_text(is, to, size))
		return ERROR_SUCCESS;
	for (i = 0; i < size && to[i]; i++)
		;
	/* Without its end it would be read beyond. */
	if (i == size)
		return ERROR_INVALID_PARAMETER;
	err = take_text(to, copy);
	if (err)
		return err == -ENOMEM ? ERROR_NOT_ENOUGH_MEMORY :
					ERROR_INVALID_PARAMETER;
	wanted->mask |= bit;
	return ERROR_SUCCESS;
}

static DWORD change_computer(struct ntms_wanted *wanted, const information *is,
			     const information *to)
{
	const NTMS_COMPUTERINFORMATION *a = &is->Info.Computer;
	const NTMS_COMPUTERINFORMATION *b = &to->Info.Computer;

	if (a->dwLibRequestPurgeTime != b->dwLibRequestPurgeTime ||
	    a->dwLibRequestFlags != b->dwLibRequestFlags ||
	    a->dwOpRequestFlags != b->dwOpRequestFlags ||
	    a->dwMediaPoolPolicy != b->dwMediaPoolPolicy)
		return ERROR_ACCESS_DENIED;
	if (a->dwOpRequestPurgeTime != b->dwOpRequestPurgeTime)
		wanted->mask |= NTMS_SET_REQUEST_PURGE;
	wanted->any.computer.request_purge = b->dwOpRequestPurgeTime;
	return ERROR_SUCCESS;
}

static DWORD change_drive(struct ntms_wanted *wanted, const information *is,
			  const information *to)
{
	(void)wanted;
	return is->Info.Drive.dwDeferDismountDelay ==
	       to->Info.Drive.dwDeferDismountDelay ? ERROR_SUCCESS :
						     ERROR_ACCESS_DENIED;
}

static DWORD change_port(struct ntms_wanted *wanted, const information *is,
			 const information *to)
{
	(void)wanted;
	return is->Info.IEPort.MaxExtendSecs == to->Info.IEPort.MaxExtendSecs ?
	       ERROR_SUCCESS : ERROR_ACCESS_DENIED;
}

static DWORD change_library(struct ntms_wanted *wanted, const information *is,
			    const information *to)
{
	const NTMS_LIBRARYINFORMATION *a = &is->Info.Library;
	const NTMS_LIBRARYINFORMATION *b = &to->Info.Library;

	(void)wanted;
	return a->AutoRecovery == b->AutoRecovery &&
	       a->dwCleanerUsesRemaining == b->dwCleanerUsesRemaining &&
	       a->dwFlags == b->dwFlags &&
	       a->InventoryMethod == b->InventoryMethod ? ERROR_SUCCESS :
							  ERROR_ACCESS_DENIED;
}

static DWORD change_pool(struct ntms_wanted *wanted, const information *is,
			 const information *to)
{
	const NTMS_MEDIAPOOLINFORMATION *a = &is->Info.MediaPool;
	const NTMS_MEDIAPOOLINFORMATION *b = &to->Info.MediaPool;
	struct ntms_pool_info *pool = &wanted->any.pool;

	if (memcmp(&a->MediaType, &b->MediaType, sizeof(a->MediaType)))
		return ERROR_ACCESS_DENIED;
	if (a->AllocationPolicy != b->AllocationPolicy)
		wanted->mask |= NTMS_SET_ALLOCATION_POLICY;
	if (a->DeallocationPolicy != b->DeallocationPolicy)
		wanted->mask |= NTMS_SET_DEALLOCATION_POLICY;
	if (a->dwMaxAllocates != b->dwMaxAllocates)
		wanted->mask |= NTMS_SET_MAX_ALLOCATES;
	pool->allocation_policy = b->AllocationPolicy;
	pool->deallocation_policy = b->DeallocationPolicy;
	pool->max_allocates = b->dwMaxAllocates;
	return ERROR_SUCCESS;
}

/* Of which kinds RSM writes the name, and what it writes beside texts */
static const struct changer {
	uint32_t type;
	bool name;
	DWORD (*change)(struct ntms_wanted *wanted, const information *is,
			const information *to);
} changers[] = {
	{ NTMS_TYPE_COMPUTER, false, change_computer },
	{ NTMS_TYPE_DRIVE, false, change_drive },
	{ NTMS_TYPE_PORT, false, change_port },
	{ NTMS_TYPE_LIBRARY, true, change_library },
	{ NTMS_TYPE_LOGICAL_MEDIUM, true, NULL },
	{ NTMS_TYPE_POOL, true, change_pool },
	{ NTMS_TYPE_SIDE, true, NULL },
	{ NTMS_TYPE_MEDIUM, true, NULL },
};

DWORD NTMS_CHARACTERS(ntms_changed)(struct ntms_wanted *wanted,
				    const information *is,
				    const information *to)
{
	DWORD reason = ERROR_SUCCESS;
	unsigned int i;

	for (i = 0; i < sizeof(changers) / sizeof(changers[0]); i++) {
		if (changers[i].type != is->dwType)
			continue;
		if (changers[i].change)
			reason = changers[i].change(wanted, is, to);
		if (!reason && changers[i].name)
			reason = change_text(wanted, NTMS_SET_NAME,
					     &wanted->name, is->szName,
					     to->szName,
					     NTMS_OBJECTNAME_LENGTH);
	}
	if (!reason)
		reason = change_text(wanted, NTMS_SET_DESCRIPTION,
				     &wanted->description, is->szDescription,
				     to->szDescription,
				     NTMS_DESCRIPTION_LENGTH);
	return reason;
}
