/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The commands of /dev/ntms as functions, with nothing between a test and the
 * kernel but this file.
 *
 * Each gives the reason that the kernel wrote. An errno that does not go with
 * the reason, or that goes with none (EFAULT, E2BIG ...), comes as CALL_ERRNO().
 */
#ifndef NTMS_SELFTESTS_CALLS_H
#define NTMS_SELFTESTS_CALLS_H

#include <linux/ntms.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define NTMS_DEVICE	"/dev/ntms"

#define CALL_ERRNO(error)	(0x80000000U | (uint32_t)(error))

/* Every reason of the header, generated from it, with its errno and name */
struct reason {
	uint32_t reason;
	int error;
	const char *name;
};

extern const struct reason reasons[];
extern const size_t nr_reasons;

/* The name of a reason or CALL_ERRNO(), for messages; not for two threads */
const char *reason_name(uint32_t reason);

/* Any command. @size goes into the struct. */
uint32_t call(int fd, unsigned int command, void *arg, size_t size);

#define CALL(fd, command, arg)	call(fd, command, arg, sizeof(*(arg)))

int session_open(void);
uint32_t session_name(int fd, const char *application);
uint32_t info_get(int fd, struct ntms_info *info);

uint32_t object_get(int fd, uint32_t type, const struct ntms_guid *id,
		    void *info, size_t size);
uint32_t object_set(int fd, uint32_t type, const struct ntms_guid *id,
		    uint32_t mask, const void *info, size_t size);

#define GET(fd, type, id, info) object_get(fd, type, id, info, sizeof(*(info)))
#define SET(fd, type, id, mask, info) \
	object_set(fd, type, id, mask, info, sizeof(*(info)))

/*
 * Lists up to @room objects, in as many calls as it takes; @nr gets the number
 * written.
 */
uint32_t list_objects(int fd, uint32_t type, const struct ntms_guid *container,
		      struct ntms_guid *ids, size_t room, size_t *nr);
/* Their number as the kernel says it */
uint64_t count_objects(int fd, uint32_t type,
		       const struct ntms_guid *container);
uint32_t find_media(int fd, const char *barcode, struct ntms_guid *ids,
		    uint32_t room, uint64_t *total);

uint32_t pool_make(int fd, const char *name, const struct ntms_guid *parent,
		   const struct ntms_guid *media_type, uint32_t allocation,
		   uint32_t deallocation, uint32_t max_allocates,
		   struct ntms_guid *id);
uint32_t pool_delete(int fd, const struct ntms_guid *id);
uint32_t move_medium(int fd, const struct ntms_guid *medium,
		     const struct ntms_guid *pool);

/* Any of @side and @from may be NULL. Asks for no waiting. */
uint32_t allocate(int fd, const struct ntms_guid *pool,
		  const struct ntms_guid *side, uint32_t options,
		  struct ntms_guid *medium, struct ntms_guid *from);
uint32_t deallocate(int fd, const struct ntms_guid *medium);
uint32_t complete(int fd, const struct ntms_guid *medium);
uint32_t decommission(int fd, const struct ntms_guid *side);
uint32_t swap_media(int fd, const struct ntms_guid *first,
		    const struct ntms_guid *second);
uint32_t medium_create(int fd, struct ntms_medium_create *arg);
uint32_t medium_delete(int fd, const struct ntms_guid *medium);
uint32_t type_add(int fd, uint32_t code, const struct ntms_guid *library,
		  struct ntms_guid *type);
uint32_t type_delete(int fd, const struct ntms_guid *type,
		     const struct ntms_guid *library);
uint32_t type_change(int fd, const struct ntms_guid *medium,
		     const struct ntms_guid *pool);

/*
 * Writes a list of rights: one entry, or with no @rights none. @kind is enum
 * ntms_ace_kind.
 */
uint32_t grant(int fd, const struct ntms_guid *id, uint32_t kind, uint32_t who,
	       uint32_t rights);

/* @computer may be NULL. Reading from @journal does not wait. */
uint32_t journal_attach(int fd, const struct ntms_guid *computer, int *journal);
/* Gives an errno. */
int journal_say(int journal, uint32_t kind, uint64_t number, uint32_t reason);

/* Attributes. @size is the room, and then the bytes that there are. */
uint32_t attribute_get(int fd, const struct ntms_guid *id, const char *name,
		       void *data, uint32_t *size);
uint32_t attribute_set(int fd, const struct ntms_guid *id, const char *name,
		       const void *data, uint32_t size);
/* @total may be NULL. */
uint32_t attribute_list(int fd, const struct ntms_guid *id,
			struct ntms_attribute_info *infos, uint32_t room,
			uint32_t *total);

/*
 * Waits in the session if it has to: then the answer is SUCCESS, and @medium,
 * which may be NULL, null.
 */
uint32_t allocate_queued(int fd, const struct ntms_guid *pool, uint32_t options,
			 uint64_t deadline, uint64_t cookie,
			 struct ntms_guid *medium);
uint32_t collect(int fd, struct ntms_collect *collected);
/* @cancelled may be NULL. */
uint32_t cancel(int fd, uint32_t flags, uint64_t cookie, uint32_t *cancelled);

/* Any of @arg1, @arg2 and @message may be NULL. */
uint32_t request_submit(int fd, uint32_t request, const struct ntms_guid *arg1,
			const struct ntms_guid *arg2, const char *message,
			struct ntms_guid *id);
/* @text may be NULL. */
uint32_t request_answer(int fd, const struct ntms_guid *id, uint32_t state,
			const char *text);
/* @deadline 0: does not wait. @said may be NULL. */
uint32_t request_wait(int fd, const struct ntms_guid *id, uint64_t deadline,
		      struct ntms_request_wait *said);
uint32_t request_delete(int fd, const struct ntms_guid *id);

/* Allocations that wait for a pool; UINT64_MAX if that is not to be known */
uint64_t waiting_for(int fd, const struct ntms_guid *pool);
/*
 * The operator requests that are about an object, up to @room of them, in the
 * order in which they were submitted; gives how many there are.
 */
size_t requests_about(int fd, const struct ntms_guid *object,
		      struct ntms_guid *ids, size_t room);
/*
 * Refuses and deletes all operator requests that there are; the reason why one of
 * them is still there, if one is.
 */
uint32_t forget_requests(int fd);

/* Waits until it is done, for at most ten seconds. */
uint32_t take_inventory(int fd, const struct ntms_guid *library);

extern const struct ntms_guid no_guid;

static inline bool same_guid(const struct ntms_guid *a,
			     const struct ntms_guid *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static inline bool is_null(const struct ntms_guid *id)
{
	return same_guid(id, &no_guid);
}

/* Nanoseconds of CLOCK_MONOTONIC */
uint64_t now(void);

#define MILLISECOND	1000000ULL
#define SECOND		1000000000ULL

static inline uint64_t in_ms(uint64_t milliseconds)
{
	return now() + milliseconds * MILLISECOND;
}

/*
 * Waits until @condition holds, for at most ten seconds, and gives its last
 * value.
 */
#define wait_for(condition) ({						\
	uint64_t _begun = now();					\
	bool _met;							\
									\
	while (!(_met = (condition)) && now() - _begun < 10 * SECOND)	\
		let_others_run(_begun);					\
	_met;								\
})

void pause_briefly(void);
/* Sleeps only after a while: a sleep takes as long as the clock ticks. */
void let_others_run(uint64_t begun);

#endif /* NTMS_SELFTESTS_CALLS_H */
