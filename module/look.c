// SPDX-License-Identifier: GPL-2.0
/*
 * Looking at a library. See look.h.
 */
#define pr_fmt(fmt) "ntms: " fmt

#include <linux/blkdev.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "look.h"

#define LOOK_BUFFER_MIN		(64U << 10)
#define LOOK_BUFFER_MAX		(4U << 20)
#define LOOK_MODE_BUFFER	255

/* Bytes to expect of a descriptor: with both tags, or an identifier */
#define LOOK_DESCRIPTOR		88

/*
 * Ways to ask for elements, tried in this order until the library agrees: some
 * know no volume tags, some want to be asked for little at a time.
 */
static const struct look_way {
	bool voltag;
	u32 buffer;
	u32 per_command;
} look_ways[] = {
	{ true, LOOK_BUFFER_MAX, 0 },
	{ false, LOOK_BUFFER_MAX, 0 },
	{ true, LOOK_BUFFER_MIN, 1000 },
	{ false, LOOK_BUFFER_MIN, 1000 },
	{ true, 4096, 100 },
	{ false, 4096, 100 },
	{ true, 4096, 8 },
	{ false, 4096, 8 },
};

static bool look_refused(const struct ntms_exec *exec, int err)
{
	return exec->sense &&
	       (err == -EINVAL || err == -EOPNOTSUPP || err == -EBADSLT);
}

/* ---- Geometry ------------------------------------------------------------- */

static int look_mode_page(struct ntms_exec *exec, u8 *buf, u8 code,
			  const u8 **page, size_t *len)
{
	u8 cdb[NTMS_SMC_CDB_SIZE];
	bool ten = false;
	u32 got;
	int err;

	ntms_smc_cdb_mode_sense6(cdb, code, LOOK_MODE_BUFFER);
	err = ntms_exec(exec, cdb, buf, LOOK_MODE_BUFFER, &got);
	if (look_refused(exec, err)) {
		ten = true;
		ntms_smc_cdb_mode_sense10(cdb, code, LOOK_MODE_BUFFER);
		err = ntms_exec(exec, cdb, buf, LOOK_MODE_BUFFER, &got);
	}
	return err ?: ntms_smc_mode_page(buf, got, ten, code, page, len);
}

/*
 * Without a page that can be believed, the header of an element status report
 * says where the elements of a type begin and how many there are.
 */
static int look_by_elements(struct ntms_exec *exec, struct ntms_look *look,
			    u8 *buf)
{
	struct ntms_smc_geometry *geometry = &look->geometry;
	u8 type, cdb[NTMS_SMC_CDB_SIZE];
	struct ntms_smc_header header;
	u32 got, total = 0;
	int err;

	for (type = NTMS_SMC_MT; type < NTMS_SMC_TYPES; type++) {
		geometry->first[type] = 0;
		geometry->count[type] = 0;
		ntms_smc_cdb_read_status(cdb, type, 0, 0xffff, 0,
					 LOOK_MODE_BUFFER);
		err = ntms_exec(exec, cdb, buf, LOOK_MODE_BUFFER, &got);
		if (look_refused(exec, err))
			continue;
		if (!err)
			err = ntms_smc_header(buf, got, &header);
		if (err)
			return err;
		geometry->first[type] = header.first;
		geometry->count[type] = header.count;
		total += header.count;
	}
	return total ? 0 : -EPROTO;
}

/* A page that is not there is no failure; one that was not answered is. */
static bool look_page_missing(const struct ntms_exec *exec, int err)
{
	return err == -EPROTO || err == -ENOENT || look_refused(exec, err);
}

static int look_geometry(struct ntms_exec *exec, struct ntms_look *look)
{
	struct ntms_smc_geometry *geometry = &look->geometry;
	const u8 *page;
	size_t len;
	u8 *buf;
	int err;

	buf = kmalloc(LOOK_MODE_BUFFER, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;

	look->known = false;
	err = look_mode_page(exec, buf, NTMS_SMC_PAGE_ADDRESSES, &page, &len);
	if (!err)
		err = ntms_smc_mode_addresses(page, len, geometry);
	if (look_page_missing(exec, err)) {
		if (!look->pageless)
			pr_warn("%s: the element address page is %s; going by the elements themselves\n",
				dev_name(&exec->sdev->sdev_gendev),
				err == -EPROTO ? "not to be believed" :
						 "missing");
		look->pageless = true;
		err = look_by_elements(exec, look, buf);
	} else if (!err) {
		look->pageless = false;
	}
	if (err)
		goto out;

	err = look_mode_page(exec, buf, NTMS_SMC_PAGE_GEOMETRY, &page, &len);
	if (!err)
		ntms_smc_mode_transports(page, len, geometry);
	else if (look_page_missing(exec, err))
		geometry->rotates = false;
	else
		goto out;

	err = look_mode_page(exec, buf, NTMS_SMC_PAGE_CAPABILITIES, &page,
			     &len);
	if (!err)
		ntms_smc_mode_capabilities(page, len, geometry);
	else if (look_page_missing(exec, err))
		memset(geometry->moves, 0, sizeof(geometry->moves));
	else
		goto out;
	err = 0;
	look->known = true;
out:
	kfree(buf);
	return err;
}

/* ---- Elements ------------------------------------------------------------- */

/**
 * struct look_job - one look
 * @exec: who runs commands
 * @look: the library
 * @quick: it need not go and look, what it knows will do
 * @buf: buffer for replies
 * @len: its size
 */
struct look_job {
	struct ntms_exec *exec;
	struct ntms_look *look;
	bool quick;
	void *buf;
	u32 len;
};

/* What one command could transfer at most, as far as the queue tells. */
static u32 look_limit(const struct look_job *job)
{
	struct request_queue *q = job->exec->sdev->request_queue;
	u32 limit = LOOK_BUFFER_MAX;

	if (queue_max_hw_sectors(q) < limit >> SECTOR_SHIFT)
		limit = queue_max_hw_sectors(q) << SECTOR_SHIFT;
	if (job->look->buffer)
		limit = min(limit, job->look->buffer);
	return limit;
}

/*
 * Memory in one piece makes few segments; if there is none, as many pages as
 * the path takes segments.
 */
static int look_buffer(struct look_job *job, u32 elements)
{
	struct request_queue *q = job->exec->sdev->request_queue;
	u32 limit = look_limit(job);
	u32 len = min_t(u64, (u64)elements * LOOK_DESCRIPTOR + 64, limit);

	len = max(len, min(LOOK_BUFFER_MIN, limit));
	job->len = len;
	job->buf = kmalloc(len, GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY);
	if (job->buf)
		return 0;
	job->len = min_t(u32, len, queue_max_segments(q) * PAGE_SIZE);
	job->buf = kvmalloc(job->len, GFP_KERNEL);
	return job->buf ? 0 : -ENOMEM;
}

/* The kernel found the buffer too large for the path: half of it will do. */
static bool look_halve(struct look_job *job, int err)
{
	if (job->exec->sense || (err != -EINVAL && err != -ENOMEM) ||
	    job->len < 2 * 4096)
		return false;
	job->len = round_down(job->len / 2, 512);
	job->look->buffer = job->len;
	return true;
}

/* All elements of one type, asked for in one way. */
static int look_pass(struct look_job *job, struct ntms_smc_read *read,
		     const struct look_way *way)
{
	u8 cdb[NTMS_SMC_CDB_SIZE];
	u32 len, got;
	int err;

	read->per_command = way->per_command;
	ntms_smc_read_begin(read);
	while (ntms_smc_read_next(read, cdb, min(job->len, way->buffer))) {
		len = min(job->len, way->buffer);
		err = ntms_exec(job->exec, cdb, job->buf, len, &got);
		/* Some do not like to be asked for what is not there. */
		if (look_refused(job->exec, err) && read->found && !read->owed)
			break;
		if (err && look_halve(job, err))
			continue;
		if (!err)
			err = ntms_smc_read_reply(read, job->buf, got);
		if (err)
			return err;
		cond_resched();
	}
	return ntms_smc_read_end(read);
}

/* All elements of one type, in whatever way the library likes. */
static int look_type(struct look_job *job, struct ntms_smc_read *read)
{
	struct ntms_look *look = job->look;
	u8 *step = &look->step[read->type];
	int err;

	for (;;) {
		read->flags = 0;
		if (look_ways[*step].voltag)
			read->flags |= NTMS_SMC_VOLTAG;
		if (job->quick && !look->no_curdata)
			read->flags |= NTMS_SMC_CURDATA;
		err = look_pass(job, read, &look_ways[*step]);
		if (!err)
			look->settled[read->type] = true;
		if (!look_refused(job->exec, err))
			return err;

		if (read->flags & NTMS_SMC_CURDATA) {
			look->no_curdata = true;
			continue;
		}
		if (look->settled[read->type])
			return err;
		if (++*step == ARRAY_SIZE(look_ways)) {
			*step = 0;
			return err;
		}
	}
}

static void look_at_range(const struct ntms_look *look, u8 type,
			  struct ntms_smc_read *read)
{
	read->type = type;
	read->first = look->geometry.first[type];
	read->expect = look->geometry.count[type];
	read->span = read->expect;
	/* Nobody promised that their addresses follow each other. */
	if (look->pageless && read->span)
		read->span = NTMS_SMC_ADDRESSES - read->first;
}

static void look_tell_odd(struct look_job *job, unsigned int odd)
{
	if (!(odd & ~job->look->odd))
		return;
	job->look->odd |= odd;
	pr_info("%s: its element status reports are odd (0x%02x), which can be lived with\n",
		dev_name(&job->exec->sdev->sdev_gendev), odd);
}

static int look_elements(struct look_job *job, struct ntms_view *view)
{
	struct ntms_look *look = job->look;
	u8 type;
	int err;

	for (type = NTMS_SMC_MT; type < NTMS_SMC_TYPES; type++) {
		struct ntms_smc_read read = { };

		look_at_range(look, type, &read);
		if (!read.span || (type == NTMS_SMC_MT && look->no_transports))
			continue;
		read.elements = view->elements + view->nr;
		if (type == NTMS_SMC_DT)
			read.idents = view->idents;
		err = look_type(job, &read);
		if (type == NTMS_SMC_MT && look_refused(job->exec, err)) {
			look->no_transports = true;
			continue;
		}
		if (err)
			return err;
		look_tell_odd(job, read.odd);
		/* It is not what it was: ask what it is, next time. */
		if (read.odd & (NTMS_SMC_ODD_FEWER | NTMS_SMC_ODD_RANGE))
			look->known = false;
		if (type == NTMS_SMC_ST)
			view->barcodes = read.tags;
		if (type == NTMS_SMC_DT)
			view->nr_idents = read.found;
		view->nr += read.found;
	}
	return 0;
}

/* ---- Identifiers ---------------------------------------------------------- */

static void look_merge_idents(struct ntms_view *view,
			      const struct ntms_smc_read *read)
{
	u32 i, k = 0;

	for (i = 0; i < view->nr_idents; i++) {
		while (k < read->found &&
		       read->idents[k].address < view->idents[i].address)
			k++;
		if (k < read->found && read->idents[k].length &&
		    read->idents[k].address == view->idents[i].address)
			view->idents[i] = read->idents[k];
	}
}

/*
 * With a command of their own: some libraries refuse to send both volume tags
 * and identifiers, and then mean neither. If they cannot be had, the library
 * is none the worse for it.
 */
static int look_idents(struct look_job *job, struct ntms_view *view)
{
	static const struct look_way way = { false, LOOK_BUFFER_MAX, 0 };
	struct ntms_smc_read read = { .flags = NTMS_SMC_DVCID };
	int err = -ENOMEM;

	if (!view->nr_idents || job->look->no_dvcid)
		return 0;
	look_at_range(job->look, NTMS_SMC_DT, &read);
	read.elements = kvcalloc(read.span, sizeof(*read.elements), GFP_KERNEL);
	read.idents = kvcalloc(read.span, sizeof(*read.idents), GFP_KERNEL);
	if (read.elements && read.idents)
		err = look_pass(job, &read, &way);
	if (!err)
		look_merge_idents(view, &read);
	else if (look_refused(job->exec, err))
		job->look->no_dvcid = true;
	kvfree(read.idents);
	kvfree(read.elements);
	if (err == -ENODEV || err == -ENOMEM || err == -ETIMEDOUT)
		return err;
	look_tell_odd(job, read.odd & NTMS_SMC_ODD_IDENT);
	return 0;
}

/* ---- All of it ------------------------------------------------------------ */

/* Where elements were, if no page says where they are. */
static int look_derive_geometry(const struct ntms_view *view,
				struct ntms_smc_geometry *geometry)
{
	u32 i;

	for (i = 0; i < view->nr; i++) {
		const struct ntms_smc_element *element = &view->elements[i];
		u8 type = element->type;

		if (!i || element[-1].type != type)
			geometry->first[type] = element->address;
		geometry->count[type] =
			element->address - geometry->first[type] + 1;
	}
	return ntms_smc_geometry_check(geometry);
}

static u32 look_room(const struct ntms_look *look, u32 *drives)
{
	struct ntms_smc_read read = { };
	u32 room = 0;
	u8 type;

	for (type = NTMS_SMC_MT; type < NTMS_SMC_TYPES; type++) {
		look_at_range(look, type, &read);
		room += read.span;
	}
	*drives = read.span;	/* data transfer elements are the last */
	return room;
}

/**
 * ntms_look() - look at a library
 * @exec: runs commands at its changer
 * @look: how it wants to be asked; all zero the first time
 * @quick: what the library knows already is enough, it need not go and look
 * @view: gets what was seen; to be freed with ntms_view_free(), also on failure
 *
 * Context: sleeps, for minutes. The caller has got the device and sees to it
 * that nobody else uses @exec and @look.
 * Return: 0; -EPROTO if what the library says contradicts itself; or what
 * ntms_exec() answers.
 */
int ntms_look(struct ntms_exec *exec, struct ntms_look *look, bool quick,
	      struct ntms_view *view)
{
	struct look_job job = { .exec = exec, .look = look, .quick = quick };
	u32 room, drives;
	int err = 0;

	memset(view, 0, sizeof(*view));
	if (!quick || !look->known)
		err = look_geometry(exec, look);
	if (err)
		return err;
	/* What it was told before its pages were read is in them. */
	exec->news = 0;

	room = look_room(look, &drives);
	view->elements = kvcalloc(room, sizeof(*view->elements), GFP_KERNEL);
	view->idents = kvcalloc(drives ?: 1, sizeof(*view->idents), GFP_KERNEL);
	if (!view->elements || !view->idents)
		return -ENOMEM;
	err = look_buffer(&job, room);
	if (err)
		return err;

	err = look_elements(&job, view);
	if (!err)
		err = look_idents(&job, view);
	kvfree(job.buf);

	view->geometry = look->geometry;
	if (!err && look->pageless)
		err = look_derive_geometry(view, &view->geometry);
	if (exec->news & (NTMS_SMC_NEWS_RESET | NTMS_SMC_NEWS_CHANGED))
		look->known = false;
	return err;
}

/**
 * ntms_view_free() - forget what was seen
 * @view: what ntms_look() filled
 */
void ntms_view_free(struct ntms_view *view)
{
	kvfree(view->idents);
	kvfree(view->elements);
	memset(view, 0, sizeof(*view));
}
