/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the suites share: a catalog to try things on, a robot that says what it
 * is told to say, calls in one line, and two ways to look at a whole catalog:
 * is everything as it must be, and has anything changed.
 */
#ifndef NTMS_TESTS_KIT_H
#define NTMS_TESTS_KIT_H

#include <kunit/test.h>

#include "../core/arrive.h"
#include "../core/opreq.h"
#include "../core/reconcile.h"
#include "../core/session.h"

#define NTMS_KIT_ELEMENTS	48
#define NTMS_KIT_DRIVES		8

/* Where the elements of a robot are unless a test says otherwise */
#define NTMS_KIT_FIRST_MT	1
#define NTMS_KIT_FIRST_DT	100
#define NTMS_KIT_FIRST_IE	500
#define NTMS_KIT_FIRST_ST	1000

/* Who calls */
extern const struct ntms_cred ntms_kit_root;
extern const struct ntms_cred ntms_kit_owner;
extern const struct ntms_cred ntms_kit_other;

/**
 * struct ntms_kit_robot - a changer edge without a changer
 * @robot: what the core sees
 * @identity: what tells it from others
 * @product: INQUIRY product identification
 * @id: its library, once it is present
 * @report: what the next inventory finds; its arrays are the ones below
 * @elements: sorted by type code, then address
 * @drives: sorted by address
 * @kicks: how often the core asked for an inventory
 */
struct ntms_kit_robot {
	struct ntms_robot robot;
	const char *identity;
	const char *product;
	guid_t id;
	struct ntms_report report;
	struct ntms_smc_element elements[NTMS_KIT_ELEMENTS];
	struct ntms_drive_facts drives[NTMS_KIT_DRIVES];
	u32 kicks;
};

/**
 * struct ntms_kit - a catalog and who works with it
 * @cat: the catalog
 * @session: a session
 */
struct ntms_kit {
	struct ntms_catalog cat;
	struct ntms_session *session;
};

/* For the suites: .suite_init, .suite_exit, .init, .exit */
int ntms_kit_suite_init(struct kunit_suite *suite);
void ntms_kit_suite_exit(struct kunit_suite *suite);
int ntms_kit_init(struct kunit *test);
void ntms_kit_exit(struct kunit *test);

/* Robots. An element is named by its type code and its number from 0. */
void ntms_kit_robot_init(struct ntms_kit_robot *robot, const char *identity,
			 u16 slots, u16 ports, u16 drives);
struct ntms_kit_robot *ntms_kit_robot(struct kunit *test, const char *identity,
				      u16 slots, u16 ports, u16 drives);
void ntms_kit_resize(struct ntms_kit_robot *robot, u8 type, u16 first,
		     u16 count);
struct ntms_smc_element *ntms_kit_element(struct ntms_kit_robot *robot, u8 type,
					  u16 number);
void ntms_kit_put(struct ntms_kit_robot *robot, u8 type, u16 number,
		  const char *barcode);
void ntms_kit_take(struct ntms_kit_robot *robot, u8 type, u16 number);
void ntms_kit_carry(struct ntms_kit_robot *robot, u8 from, u16 source, u8 to,
		    u16 target);
int ntms_kit_present(struct ntms_catalog *cat, struct ntms_kit_robot *robot);
int ntms_kit_inventory(struct ntms_catalog *cat, struct ntms_kit_robot *robot);

/* Calls. A GUID that is NULL is the null GUID. */
ntms_reason_t ntms_kit_allocate(struct ntms_kit *kit,
				const struct ntms_cred *cred,
				const guid_t *pool, const guid_t *side,
				u32 options, guid_t *lmid);
ntms_reason_t ntms_kit_deallocate(struct ntms_kit *kit,
				  const struct ntms_cred *cred,
				  const guid_t *lmid);
ntms_reason_t ntms_kit_move(struct ntms_kit *kit, const struct ntms_cred *cred,
			    const guid_t *medium, const guid_t *pool);
ntms_reason_t ntms_kit_complete(struct ntms_kit *kit,
				const struct ntms_cred *cred,
				const guid_t *lmid);
ntms_reason_t ntms_kit_decommission(struct ntms_kit *kit,
				    const struct ntms_cred *cred,
				    const guid_t *side);
ntms_reason_t ntms_kit_swap(struct ntms_kit *kit, const struct ntms_cred *cred,
			    const guid_t *first, const guid_t *second);
ntms_reason_t ntms_kit_forget(struct ntms_kit *kit,
			      const struct ntms_cred *cred,
			      const guid_t *medium);
/* Attributes. Data is text, without its NUL; "" deletes. */
ntms_reason_t ntms_kit_keep(struct ntms_kit *kit, const struct ntms_cred *cred,
			    const guid_t *id, const char *name,
			    const char *data);
ntms_reason_t ntms_kit_kept(struct ntms_kit *kit, const struct ntms_cred *cred,
			    const guid_t *id, const char *name, char *data,
			    u32 room);
u32 ntms_kit_keeps(struct ntms_kit *kit, const guid_t *id);
ntms_reason_t ntms_kit_type_add(struct ntms_kit *kit,
				const struct ntms_cred *cred, u32 code,
				const guid_t *library, guid_t *type);
ntms_reason_t ntms_kit_type_delete(struct ntms_kit *kit,
				   const struct ntms_cred *cred,
				   const guid_t *type, const guid_t *library);
ntms_reason_t ntms_kit_type_change(struct ntms_kit *kit,
				   const struct ntms_cred *cred,
				   const guid_t *medium, const guid_t *pool);
ntms_reason_t ntms_kit_create(struct ntms_kit *kit,
			      const struct ntms_cred *cred, const char *name,
			      const guid_t *parent, const guid_t *media_type,
			      u32 from_scratch, u32 to_scratch, guid_t *pool);
ntms_reason_t ntms_kit_set_enabled(struct ntms_kit *kit, const guid_t *id,
				   bool enabled);

/* Calls with a struct of the test's own */
static inline ntms_reason_t ntms_kit_call(struct ntms_session *session,
					  const struct ntms_cred *cred,
					  struct ntms_allocate *call)
{
	struct ntms_told told = {};
	ntms_reason_t reason = ntms_allocate(session, cred, call, &told);

	kfree(told.text);
	return reason;
}

static inline ntms_reason_t ntms_kit_look(struct ntms_session *session,
					  struct ntms_object *call,
					  union ntms_any_info *info)
{
	return ntms_query_object(session, &ntms_kit_root, call, info);
}

/* Waiting, and operators. A text may be NULL. */
ntms_reason_t ntms_kit_queue(struct ntms_session *session,
			     const struct ntms_cred *cred, const guid_t *pool,
			     u32 options, u64 deadline, u64 cookie);
ntms_reason_t ntms_kit_collect(struct ntms_session *session,
			       struct ntms_collect *call);
ntms_reason_t ntms_kit_submit(struct ntms_kit *kit,
			      const struct ntms_cred *cred, u32 request,
			      const guid_t *arg1, const guid_t *arg2,
			      const char *message, guid_t *id);
ntms_reason_t ntms_kit_answer(struct ntms_kit *kit,
			      const struct ntms_cred *cred, const guid_t *id,
			      u32 state, const char *text);

/* What every test begins with; a failure ends the test. */
void ntms_kit_pool(struct kunit *test, const char *name, u8 code, guid_t *pool);
struct ntms_library *ntms_kit_library(struct kunit *test,
				      const struct ntms_kit_robot *robot);
struct ntms_medium *ntms_kit_medium(struct kunit *test, const char *barcode);
struct ntms_media_type *ntms_kit_media_type(struct kunit *test, u8 code);
ntms_reason_t ntms_kit_commit(struct ntms_catalog *cat, struct ntms_txn *txn);
void ntms_kit_arrivals(struct kunit *test, struct ntms_kit_robot *robot, u8 code,
		       u32 new_media);
struct ntms_medium *ntms_kit_bring(struct kunit *test,
				   struct ntms_kit_robot *robot, u16 slot,
				   const char *barcode);
struct ntms_pool *ntms_kit_find_pool(struct kunit *test, const guid_t *id);
struct ntms_session *ntms_kit_session(struct kunit *test);
void ntms_kit_wait(struct kunit *test, const guid_t *pool, u32 options,
		   u64 cookie);
void ntms_kit_expect(struct kunit *test, u64 cookie, u32 result);
void ntms_kit_expect_none(struct kunit *test);
u32 ntms_kit_requests(struct kunit *test);
void ntms_kit_request(struct kunit *test, u32 number, guid_t *id);

/* NULL, or what is wrong with the catalog, and in which object */
const char *ntms_kit_wrong(struct ntms_catalog *cat);
/* The same number as long as nothing that anybody can see has changed */
u64 ntms_kit_digest(struct ntms_catalog *cat);
/* Likewise, but it does not matter when, and that something happened */
u64 ntms_kit_digest_state(struct ntms_catalog *cat);

#define NTMS_KIT_SOUND(test, cat) do {					\
	const char *ntms_kit_what = ntms_kit_wrong(cat);		\
									\
	if (ntms_kit_what)						\
		KUNIT_FAIL(test, "catalog: %s", ntms_kit_what);		\
} while (0)

#define NTMS_KIT_REASON(test, call, reason)				\
	KUNIT_EXPECT_EQ(test, (u32)(call), (u32)NTMS_REASON_##reason)

#endif /* NTMS_TESTS_KIT_H */
