/* SPDX-License-Identifier: GPL-2.0 */
/* What the suites share in which memory runs out. */
#ifndef NTMS_HOST_FAIL_NTH_H
#define NTMS_HOST_FAIL_NTH_H

#include "../../module/tests/kit.h"

/* More requests than any operation here makes */
#define FAIL_MOST	2000

/* Whether it came to its request for memory of that number, which failed */
#define FAIL_NTH(nth, what) ({						\
	bool _failed;							\
									\
	shim_fail_nth = (nth);						\
	what;								\
	_failed = !shim_fail_nth;					\
	shim_fail_nth = 0;						\
	_failed;							\
})

/**
 * struct fail_scene - what the operations work on
 * @kit: the catalog
 * @robot: a robot of two-sided cartridges, all of them free
 * @medium: one of them
 * @shelved: another one, on the shelf
 * @pool: a pool that draws from free and gives back to it
 * @empty: a pool with nothing in it
 * @lmid: a side of a cartridge in @pool, the other side of which is reserved
 * @message: an operator request
 * @request: that of the one who waits, if somebody does
 * @unused: a media type that nothing is of
 * @session: another session, or NULL
 */
struct fail_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	struct ntms_medium *medium;
	struct ntms_medium *shelved;
	guid_t pool;
	guid_t empty;
	guid_t lmid;
	guid_t message;
	guid_t request;
	guid_t unused;
	struct ntms_session *session;
};

struct fail_scene *fail_scene(struct kunit *test);
/* Likewise, in a catalog that is new */
struct fail_scene *fail_anew(struct kunit *test);
/* The cartridge goes to the pool with nothing in it. */
ntms_reason_t fail_move(struct fail_scene *s);

#endif /* NTMS_HOST_FAIL_NTH_H */
