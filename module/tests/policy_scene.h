/* SPDX-License-Identifier: GPL-2.0 */
/* What the suites of policy.c ask about. */
#ifndef NTMS_TESTS_POLICY_SCENE_H
#define NTMS_TESTS_POLICY_SCENE_H

#include "kit.h"

/*
 * One library of two-sided cartridges: A and B in the application's own pool,
 * F and G in free, I in import, U in unrecognized, S in somebody else's pool,
 * O in the own pool but offline; L is of another media type, in free.
 */
enum policy_media { A, B, F, G, I, U, S, O, L, MEDIA };

struct policy_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	struct ntms_library *library;
	struct ntms_media_type *type;
	struct ntms_medium *media[MEDIA];
	guid_t own;
	guid_t others;
	guid_t container;
};

#define POLICY_CODE	NTMS_MEDIA_CODE_MO_5_RW

struct policy_case {
	const char *desc;
	/* before it is asked; may change what is asked */
	void (*setup)(struct kunit *test, struct policy_scene *s,
		      struct ntms_ask *ask);
	u32 options;
	u32 reason;
	/* if it succeeds: which side */
	enum policy_media medium;
	u8 side;
	bool reserve;
};

void policy_give(struct kunit *test, struct policy_scene *s, int medium,
		 const guid_t *pool);
struct policy_scene *policy_scene(struct kunit *test);
void policy_side_id(const struct policy_scene *s, int medium, u8 number,
		    guid_t *id);
void policy_take(struct kunit *test, struct policy_scene *s, int medium,
		 u8 number, u32 options, guid_t *lmid);
void policy_empty_own(struct kunit *test, struct policy_scene *s);
void policy_empty_free(struct kunit *test, struct policy_scene *s);
void policy_ask(struct kunit *test, struct policy_scene *s,
		const struct policy_case *c, struct ntms_ask *ask);
void policy_disabled(struct kunit *test, struct policy_scene *s,
		     struct ntms_ask *ask);
void policy_library_disabled(struct kunit *test, struct policy_scene *s,
			     struct ntms_ask *ask);
void policy_absent(struct kunit *test, struct policy_scene *s,
		   struct ntms_ask *ask);

#endif /* NTMS_TESTS_POLICY_SCENE_H */
