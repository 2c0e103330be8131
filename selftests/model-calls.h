/* SPDX-License-Identifier: GPL-2.0 */
/* What the files with calls share: who calls, and how answers are judged. */
#ifndef NTMS_SELFTESTS_MODEL_CALLS_H
#define NTMS_SELFTESTS_MODEL_CALLS_H

#include "model.h"

/* Who makes the call that is made now, and in which session */
struct caller {
	uint32_t uid;
	int fd;
	const char *application;
};

extern struct caller caller;

/* A member that is reserved, and seldom not zero */
uint32_t odd(void);
/* Counts what the module answered; false, and says so, if not @wanted. */
bool answers(uint32_t wanted, uint32_t found);

enum outcome { DIFFERENT, REFUSED, DONE };

/*
 * A call whose answer is its reason. If reserved members are set, @rule is not
 * asked, and so does nothing.
 */
#define PLAIN(arg, command, reserved, rule) ({				\
	uint32_t _wanted = (reserved) ? NTMS_REASON_INVALID_PARAMETER :	\
					(rule);				\
									\
	answers(_wanted, CALL(caller.fd, command, &(arg))) ?		\
		_wanted ? REFUSED : DONE : DIFFERENT;			\
})

/* The calls of model-ask.c */
bool call_pool_create(void);
bool call_pool_delete(void);
bool call_set(void);
bool call_get(void);
bool call_enum(void);
bool call_find(void);

/* The calls of model-notes.c */
bool call_acl_get(void);
bool call_acl_set(void);
bool call_attr_get(void);
bool call_attr_set(void);
bool call_attr_list(void);

/* The calls of model-types.c */
bool call_type_add(void);
bool call_type_delete(void);
bool call_type_change(void);
bool call_medium_create(void);

#endif /* NTMS_SELFTESTS_MODEL_CALLS_H */
