/* SPDX-License-Identifier: GPL-2.0 */
/* What apply.c and apply_set.c share, and nobody else needs. */
#ifndef NTMS_CORE_APPLY_H
#define NTMS_CORE_APPLY_H

#include "catalog.h"

/*
 * Somebody who waits may find something in a pool now. A free pool comes first:
 * those who wait for it stand in one queue, and whoever looked into his own pool
 * before them would draw from free out of turn.
 */
static inline void ntms_pool_stir(struct ntms_catalog *cat,
				  struct ntms_pool *pool)
{
	if (likely(!cat->waiting) || !list_empty(&pool->stirred))
		return;
	if (pool->type == NTMS_POOL_FREE)
		list_add(&pool->stirred, &cat->stirred);
	else
		list_add_tail(&pool->stirred, &cat->stirred);
}

static inline void ntms_tell(struct ntms_catalog *cat, u8 operation,
			     const struct ntms_obj *obj)
{
	if (likely(!cat->news.open))
		return;
	ntms_news_write(&cat->news, operation, obj->type, &obj->id,
			obj->type == NTMS_TYPE_OPERATOR_REQUEST ?
			container_of(obj, struct ntms_opreq, obj)->state : 0);
}

/* What is in a library is what it supports. */
static inline void ntms_library_support(struct ntms_library *library,
					const struct ntms_media_type *type)
{
	if (library->kind != NTMS_LIBRARY_OFFLINE)
		library->supported[type->code] = true;
}

/*
 * Most requests are those of calls that wait, and have nobody who waits for their
 * answer: who waits for that of another one is not woken.
 */
static inline void ntms_opreq_wake(struct ntms_catalog *cat,
				   const struct ntms_opreq *opreq)
{
	if (opreq->watched)
		wake_up_all(&cat->requests);
}

void ntms_pool_relabel(struct ntms_catalog *cat, struct ntms_pool *pool,
		       struct ntms_label **label);

void ntms_apply_library(struct ntms_catalog *cat, struct ntms_library *library,
			const struct ntms_library_state *state, u64 now);
void ntms_apply_set(struct ntms_catalog *cat, const struct ntms_change *change,
		    u64 now);
void ntms_apply_acl(struct ntms_catalog *cat, const struct ntms_change *change,
		    u64 now);
void ntms_apply_answer(struct ntms_catalog *cat,
		       const struct ntms_change *change, u64 now);
void ntms_apply_attribute(struct ntms_catalog *cat,
			  const struct ntms_change *change, u64 now);
void ntms_apply_element(const struct ntms_change *change);
void ntms_apply_drive(struct ntms_catalog *cat,
		      const struct ntms_change *change, u64 now);

#endif /* NTMS_CORE_APPLY_H */
