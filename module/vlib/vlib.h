/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The virtual library: a SCSI host with a medium changer (SMC-3) and tape
 * drives (SSC) that hold data.
 *
 * One struct vlib_library is one Scsi_Host.  Each logical unit (the changer,
 * each drive) executes its commands one after the other in a worker, so that
 * robot time may pass and buffers may be allocated.
 *
 * Lock order, outermost first:
 *   library->power (mutex)     powering on and off, plugging, geometry
 *   library->lock (mutex)      elements, cartridges' places, door, ports
 *   shelf lock (mutex)         cartridges in no library
 *   drive->lock (mutex)        what the drive does with its cartridge
 *   lun->lock (spinlock, irq)  the queue of one logical unit
 *   lun->fault_lock (mutex)    the faults of one logical unit; a leaf
 * No lock is held while robot time passes.
 */
#ifndef NTMS_VLIB_H
#define NTMS_VLIB_H

#include <linux/configfs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "../compat/vlib_compat.h"

struct Scsi_Host;
struct scsi_cmnd;
struct vlib_library;

/* SMC element type codes; index 0 means "all types" in a CDB. */
enum vlib_type {
	VLIB_MT = 1,
	VLIB_ST = 2,
	VLIB_IE = 3,
	VLIB_DT = 4,
	VLIB_TYPES = 5,
};

#define VLIB_MAX_ELEMENTS	65536u
#define VLIB_MAX_DRIVES		254u
#define VLIB_LABEL_MAX		32u
#define VLIB_MAX_BLOCK		0x800000u

/* How this library differs from the plain reading of the standard. */
enum vlib_personality {
	VLIB_P_REFUSE_LOADED,
	VLIB_P_DVCID_ALONE,
	VLIB_P_DVCID_SERIAL,
	VLIB_P_DVCID_NAA,
	VLIB_P_DVCID_ALWAYS,
	VLIB_P_DVCID_NONE,
	VLIB_P_SCSI_ID,
	VLIB_P_NO_BARCODES,
	VLIB_P_VOLTAG_REFUSED,
	VLIB_P_OVER_REPORT,
	VLIB_P_CAP_REFUSED,
	VLIB_P_NO_TYPE0,
	VLIB_P_PADDED,
	VLIB_P_SILENT,
	VLIB_P_BRIDGED,
	VLIB_P_NO_ROTATE,
	VLIB_P_COUNT,
};

/**
 * struct vlib_side - what is recorded on one side of a cartridge
 * @objects: logical object number to record: a pointer to struct vlib_record,
 *	or a value entry for a filemark or a block of zeros
 * @count: number of logical objects; the end of data is there
 * @bytes: bytes of data before the end of data
 * @marks: object numbers of the filemarks, ascending
 * @nr_marks: used entries of @marks
 * @max_marks: allocated entries of @marks
 *
 * Belongs to its cartridge and is allocated at the first write.  Protected by
 * the lock of the drive that holds the cartridge.
 */
struct vlib_side {
	struct xarray objects;
	u64 count;
	u64 bytes;
	u64 *marks;
	u32 nr_marks;
	u32 max_marks;
};

/* struct vlib_cart flags */
#define VLIB_CART_SVALID	0x01	/* @source is meaningful */
#define VLIB_CART_TURNED	0x02	/* turned over since it left @source */
#define VLIB_CART_B_UP		0x04	/* side B faces the head of a drive */
#define VLIB_CART_PROTECTED	0x08	/* write protect tab set */
#define VLIB_CART_CLEANING	0x10	/* cleaning cartridge */

/**
 * struct vlib_cart - one cartridge
 * @side: recorded data of side A and B, NULL until written
 * @id: number that is never used again while the module is loaded
 * @source: address of the storage element it was last moved from
 * @sides: 1 or 2
 * @flags: VLIB_CART_*
 * @label_len: length of the barcode of side A and B, 0 for none
 * @label: the two barcodes, one after the other, not terminated
 *
 * Kept small: a million of them are made in one test.  Protected by the lock
 * of the library it is in, or by the shelf's lock.
 */
struct vlib_cart {
	struct vlib_side *side[2];
	u32 id;
	u16 source;
	u8 sides;
	u8 flags;
	u8 label_len[2];
	char label[];
};

/* struct vlib_element flags */
#define VLIB_EL_EXCEPT		0x01	/* abnormal; asc and ascq say why */
#define VLIB_EL_IMPEXP		0x02	/* an operator put it in the port */
#define VLIB_EL_DISABLED	0x04
#define VLIB_EL_OPEN		0x08	/* the port is open to the operator */

struct vlib_element {
	struct vlib_cart *cart;
	u8 flags;
	u8 asc;
	u8 ascq;
};

enum vlib_fault_action {
	VLIB_F_NONE,
	VLIB_F_SENSE,
	VLIB_F_TIMEOUT,
	VLIB_F_HOST,
	VLIB_F_STATUS,
	VLIB_F_TRUNCATE,
	VLIB_F_CORRUPT,
	VLIB_F_STUCK,
};

#define VLIB_FAULT_BYTES	32

/**
 * struct vlib_fault_effect - what a fault does to one command
 * @action: enum vlib_fault_action
 * @after: the command is carried out, and only then answered with the fault
 * @delay_ms: time that passes before anything else
 * @sense: sense key, additional sense code, qualifier
 * @value: host byte, status, reply length or reply offset
 * @nr_bytes: used bytes of @bytes
 * @bytes: bytes that overwrite the reply
 */
struct vlib_fault_effect {
	enum vlib_fault_action action;
	bool after;
	u32 delay_ms;
	u8 sense[3];
	u32 value;
	u8 nr_bytes;
	u8 bytes[VLIB_FAULT_BYTES];
};

/* Pending unit attentions, reported lowest bit first. */
enum vlib_ua {
	VLIB_UA_POWER_ON,
	VLIB_UA_RESET,
	VLIB_UA_MEDIUM,
	VLIB_UA_PORT,
	VLIB_UA_COUNT,
};

struct vlib_op;

/**
 * struct vlib_lun - one logical unit
 * @library: the library it belongs to
 * @ops: its 256 operation codes
 * @index: drive number, or -1 for the changer
 * @id: SCSI target
 * @lun: SCSI logical unit number
 * @lock: protects @queue, @hung, @running, @interrupt, @gone
 * @queue: commands to be executed
 * @hung: commands that will never be answered
 * @running: the command the worker has taken, until after its completion
 * @interrupt: the running command is being aborted
 * @gone: unplugged; every command is answered with "no connection"
 * @wait: woken when @running or one of the flags changes
 * @work: executes @queue
 * @fault_lock: protects @faults
 * @faults: struct vlib_fault
 * @ua: pending unit attentions (bits of enum vlib_ua), atomic bit operations
 * @ready_at: jiffies at which it is done with becoming ready; worker and
 *	operator both write it, a torn value cannot happen
 * @prevent: medium removal is prevented
 * @buf: staging buffer, used by the worker only
 * @buf_size: its size
 */
struct vlib_lun {
	struct vlib_library *library;
	const struct vlib_op *ops;
	int index;
	u32 id;
	u64 lun;
	spinlock_t lock;		/* the queue */
	struct list_head queue;
	struct list_head hung;
	struct scsi_cmnd *running;
	bool interrupt;
	bool gone;
	wait_queue_head_t wait;
	struct work_struct work;
	struct mutex fault_lock;	/* faults */
	struct list_head faults;
	unsigned long ua;
	unsigned long ready_at;
	bool prevent;
	void *buf;
	size_t buf_size;
};

/**
 * struct vlib_drive - a tape drive
 * @lun: its logical unit
 * @lock: protects what follows, and the sides of @cart
 * @cart: the cartridge inside, NULL for none
 * @loaded: @cart is threaded
 * @pos: logical object number
 * @block: block length of fixed-block transfers, 0 for variable
 * @buffered: buffered mode of the mode parameter header
 * @compress: data compression is enabled
 * @installed: false: the element is an empty bay
 * @serial: unit serial number
 */
struct vlib_drive {
	struct vlib_lun lun;
	struct mutex lock;		/* what follows */
	struct vlib_cart *cart;
	bool loaded;
	u64 pos;
	u32 block;
	u8 buffered;
	bool compress;
	bool installed;
	char serial[VLIB_LABEL_MAX + 1];
};

/**
 * struct vlib_settings - what is staged while a library is off
 * @count: number of elements of each type
 * @first: first address of each type, -1 for the usual place
 * @sides: sides of a new cartridge, 1 or 2
 * @ready_ms: how long it is becoming ready after power on or closing the door
 * @max_elements: element descriptors per command, 0 for no limit
 * @barcode_next: number in the next barcode
 * @capacity: bytes that fit on one side
 * @density: density code of drives and cartridges
 * @personality: bits of enum vlib_personality
 * @vendor: T10 vendor identification of the changer
 * @product: product identification of the changer
 * @revision: product revision level of the changer
 * @serial: unit serial number of the changer
 * @drive_vendor: as @vendor, of the drives
 * @drive_product: as @product, of the drives
 * @drive_revision: as @revision, of the drives
 */
struct vlib_settings {
	u32 count[VLIB_TYPES];
	s32 first[VLIB_TYPES];
	u32 sides;
	u32 ready_ms;
	u32 max_elements;
	u32 barcode_next;
	u64 capacity;
	u8 density;
	unsigned long personality;
	char vendor[9];
	char product[17];
	char revision[5];
	char serial[VLIB_LABEL_MAX + 1];
	char drive_vendor[9];
	char drive_product[17];
	char drive_revision[5];
};

/**
 * struct vlib_library - one library
 * @group: its configfs directory, and its reference count
 * @name: name of its directory
 * @number: small number, unique among the libraries that exist
 * @power: serialises power, plugging and geometry
 * @live: the host is registered
 * @set: settings; @set.personality may change at any time
 * @host: the Scsi_Host while @live
 * @changer: the changer's logical unit
 * @lock: protects elements, door, where cartridges are, and @stopping
 * @elements: all elements, in one array, NULL until they are needed
 * @base: index in @elements of the first element of each type
 * @address: address of the first element of each type
 * @drives: count[VLIB_DT] drives, allocated with @elements
 * @door_open: the operator has the door open
 * @stopping: somebody waits for @power to switch it off; connect nothing more
 * @barcode_format: how bulk filling makes barcodes
 */
struct vlib_library {
#if IS_ENABLED(CONFIG_CONFIGFS_FS)
	struct config_group group;
#endif
	char name[CONFIGFS_ITEM_NAME_LEN];
	int number;
	struct mutex power;		/* live, host, geometry */
	bool live;
	struct vlib_settings set;
	struct Scsi_Host *host;
	struct vlib_lun changer;
	struct mutex lock;		/* elements and door */
	struct vlib_element *elements;
	u32 base[VLIB_TYPES];
	u32 address[VLIB_TYPES];
	struct vlib_drive *drives;
	bool door_open;
	bool stopping;
	char barcode_format[VLIB_LABEL_MAX + 1];
};

/**
 * struct vlib_cmd - one command; lives in the midlayer's per-command data
 * @node: in the queue or among the hung
 * @scmd: the midlayer's command
 * @lun: the logical unit
 * @fault: the fault that hits it, if any
 * @hang: it is never to be answered
 */
struct vlib_cmd {
	struct list_head node;
	struct scsi_cmnd *scmd;
	struct vlib_lun *lun;
	struct vlib_fault_effect fault;
	bool hang;
};

/* struct vlib_op flags */
#define VLIB_OP_NO_UA	0x01	/* does not report unit attentions */
#define VLIB_OP_READY	0x02	/* wants the unit ready */

struct vlib_op {
	void (*execute)(struct vlib_cmd *c);
	u8 flags;
};

static inline bool vlib_is(const struct vlib_library *lib,
			   enum vlib_personality p)
{
	return test_bit(p, &lib->set.personality);
}

static inline struct vlib_drive *vlib_lun_drive(struct vlib_lun *lun)
{
	return container_of(lun, struct vlib_drive, lun);
}

static inline const char *vlib_cart_label(const struct vlib_cart *cart,
					  unsigned int side)
{
	return side ? cart->label + cart->label_len[0] : cart->label;
}

/* main.c */
extern unsigned int vlib_time_scale;
extern struct device *vlib_root;
extern struct workqueue_struct *vlib_wq;

struct vlib_library *vlib_library_create(const char *name);
void vlib_library_destroy(struct vlib_library *lib);

/* host.c */
void vlib_lun_init(struct vlib_lun *lun, struct vlib_library *lib, int index,
		   const struct vlib_op *ops);
void vlib_lun_release(struct vlib_lun *lun);
int vlib_power(struct vlib_library *lib, bool on);
int vlib_plug(struct vlib_library *lib, int index, bool in);
bool vlib_pass_time(struct vlib_lun *lun, u32 ms);
bool vlib_robot_time(struct vlib_lun *lun, u32 ms);
void *vlib_staging(struct vlib_cmd *c, size_t size);

/* exec.c */
bool vlib_execute(struct vlib_cmd *c);
void vlib_sense(struct vlib_cmd *c, u8 key, u8 asc, u8 ascq);
void vlib_sense_info(struct vlib_cmd *c, u32 info, u8 flags);
void vlib_bad_field(struct vlib_cmd *c, u16 byte, u8 bit);
void vlib_reply(struct vlib_cmd *c, void *data, size_t len, size_t limit);
void vlib_raise(struct vlib_lun *lun, enum vlib_ua ua);
void vlib_request_sense(struct vlib_cmd *c);
void vlib_accept(struct vlib_cmd *c);

/* inquiry.c */
void vlib_inquiry(struct vlib_cmd *c);
void vlib_report_luns(struct vlib_cmd *c);
unsigned int vlib_t10_designator(const struct vlib_lun *lun, u8 *p);
u64 vlib_naa(const struct vlib_lun *lun);
const char *vlib_lun_serial(const struct vlib_lun *lun);

/* mode.c */
void vlib_mode_sense(struct vlib_cmd *c);
void vlib_mode_select(struct vlib_cmd *c);

/* log.c */
void vlib_log_sense(struct vlib_cmd *c);

/* changer.c */
extern const struct vlib_op vlib_changer_ops[256];
bool vlib_changer_ready(struct vlib_lun *lun, u8 *ascq);

/* status.c */
void vlib_read_element_status(struct vlib_cmd *c);

/* tape.c */
extern const struct vlib_op vlib_tape_ops[256];
bool vlib_tape_ready(struct vlib_lun *lun, u8 *asc, u8 *ascq);
void vlib_drive_power_on(struct vlib_drive *drive);
void vlib_drive_insert(struct vlib_drive *drive, struct vlib_cart *cart);
int vlib_drive_remove(struct vlib_drive *drive, bool refuse_loaded);

/* tape_io.c */
void vlib_tape_read(struct vlib_cmd *c);
void vlib_tape_write(struct vlib_cmd *c);
void vlib_tape_write_filemarks(struct vlib_cmd *c);
void vlib_tape_erase(struct vlib_cmd *c);

/* tape_pos.c */
void vlib_tape_space(struct vlib_cmd *c);
void vlib_tape_locate(struct vlib_cmd *c);
void vlib_tape_read_position(struct vlib_cmd *c);

/* medium.c */
struct vlib_side *vlib_side_get(struct vlib_cart *cart, unsigned int side);
void vlib_side_free(struct vlib_side *side);
void vlib_side_truncate(struct vlib_side *side, u64 pos);
int vlib_side_append(struct vlib_side *side, const void *data, u32 len);
int vlib_side_mark(struct vlib_side *side);
bool vlib_side_is_mark(struct vlib_side *side, u64 pos);
u32 vlib_side_length(struct vlib_side *side, u64 pos);
void vlib_side_copy(struct vlib_side *side, u64 pos, void *to, u32 len);
u32 vlib_side_marks_before(const struct vlib_side *side, u64 pos);

/* model.c */
int vlib_model_create(struct vlib_library *lib);
void vlib_model_destroy(struct vlib_library *lib);
struct vlib_element *vlib_element(struct vlib_library *lib, u32 address,
				  enum vlib_type *type, u32 *index);
struct vlib_cart *vlib_cart_create(const char *a, size_t a_len, const char *b,
				   size_t b_len, u32 sides);
void vlib_cart_destroy(struct vlib_cart *cart);
int vlib_fill(struct vlib_library *lib, u32 count);
int vlib_barcode_check(const char *format);

/* shelf.c */
int vlib_shelf_put(struct vlib_cart *cart);
struct vlib_cart *vlib_shelf_take(const char *name, size_t len);
void vlib_shelf_clear(void);
ssize_t vlib_shelf_show(char *page, size_t size);

/* operator.c */
int vlib_operator_insert(struct vlib_library *lib, char *line);
int vlib_operator_remove(struct vlib_library *lib, char *line);
int vlib_operator_flip(struct vlib_library *lib, char *line);
int vlib_operator_protect(struct vlib_library *lib, char *line);
int vlib_operator_except(struct vlib_library *lib, char *line);
int vlib_operator_door(struct vlib_library *lib, bool open);
int vlib_operator_place(struct vlib_library *lib, char **line,
			enum vlib_type *type, u32 *index);
size_t vlib_operator_list(struct vlib_library *lib, char *buf, size_t size);

/* fault.c */
int vlib_fault_add(struct vlib_lun *lun, char *text);
void vlib_fault_clear(struct vlib_lun *lun);
void vlib_fault_take(struct vlib_lun *lun, const u8 *cdb, unsigned int len,
		     struct vlib_fault_effect *effect);
ssize_t vlib_fault_show(struct vlib_lun *lun, const char *who, char *page,
			size_t size);

/* settings.c */
void vlib_settings_default(struct vlib_library *lib);
int vlib_personality_parse(const char *text, unsigned long *bits);
ssize_t vlib_personality_show(unsigned long bits, char *page);

/* config.c */
int vlib_config_init(void);
void vlib_config_exit(void);
int vlib_config_add(struct vlib_library *lib);
void vlib_config_remove(struct vlib_library *lib);

#endif /* NTMS_VLIB_H */
