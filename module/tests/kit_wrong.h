/* SPDX-License-Identifier: GPL-2.0 */
/* What the files that look for wrongs in a catalog share. */
#ifndef NTMS_TESTS_KIT_WRONG_H
#define NTMS_TESTS_KIT_WRONG_H

#include "kit.h"

/* The first rule that is broken is remembered, with the object it is about. */
void ntms_wrong_if(bool wrong, const char *rule, const struct ntms_obj *obj);

#define MUST(condition, obj) ntms_wrong_if(!(condition), #condition, obj)

/* kit_waiting.c: those who wait, and what operators are asked for */
void ntms_wrong_waiting(struct ntms_catalog *cat);

#endif /* NTMS_TESTS_KIT_WRONG_H */
