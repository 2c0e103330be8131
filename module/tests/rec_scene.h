/* SPDX-License-Identifier: GPL-2.0 */
/* What the suites of inventories share: what is where, and whose. */
#ifndef NTMS_TESTS_REC_SCENE_H
#define NTMS_TESTS_REC_SCENE_H

#include "kit.h"

#define LTO	NTMS_MEDIA_CODE_LTO
#define MO	NTMS_MEDIA_CODE_MO_5_RW

struct ntms_element *rec_at(struct kunit *test,
			    struct ntms_kit_robot *robot, u8 type,
			    u16 number);
void rec_look(struct kunit *test, struct ntms_kit_robot *robot);
/* The only cartridge with a barcode is in this element. */
void rec_expect(struct kunit *test, struct ntms_kit_robot *robot,
		u8 type, u16 number, const struct ntms_medium *medium);
void rec_expect_empty(struct kunit *test, struct ntms_kit_robot *robot,
		      u8 type, u16 number);
u64 rec_media(struct kunit *test);
/* An LTO robot, whose new cartridges are free unless a test says otherwise */
struct ntms_kit_robot *rec_robot(struct kunit *test, const char *identity);
/* A cartridge of which somebody owns a side */
struct ntms_medium *rec_owned(struct kunit *test,
			      struct ntms_kit_robot *robot, u16 slot,
			      const char *barcode, guid_t *lmid);
void rec_expect_owned(struct kunit *test,
		      const struct ntms_medium *medium,
		      const guid_t *lmid);
void rec_expect_offline(struct kunit *test,
			const struct ntms_medium *medium);

#endif /* NTMS_TESTS_REC_SCENE_H */
