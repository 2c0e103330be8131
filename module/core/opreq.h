/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Operator requests: what a human is asked for, and what he said.
 *
 * A request is an object of the catalog. That of an allocation that waits lives
 * as long as the wait (waiters.h); that of SubmitNtmsOperatorRequest until it
 * was answered and is deleted, or purged.
 */
#ifndef NTMS_CORE_OPREQ_H
#define NTMS_CORE_OPREQ_H

#include "session.h"

ntms_reason_t ntms_request_submit(struct ntms_session *session,
				  const struct ntms_cred *cred,
				  struct ntms_request_submit *call);
ntms_reason_t ntms_request_answer(struct ntms_session *session,
				  const struct ntms_cred *cred,
				  const struct ntms_request_answer *call);
ntms_reason_t ntms_request_wait(struct ntms_session *session,
				const struct ntms_cred *cred,
				struct ntms_request_wait *call);
ntms_reason_t ntms_request_delete(struct ntms_session *session,
				  const struct ntms_cred *cred,
				  const struct ntms_request_delete *call);

u64 ntms_tick(struct ntms_catalog *cat);

bool ntms_opreq_visible(const struct ntms_catalog *cat,
			const struct ntms_opreq *opreq,
			const struct ntms_cred *cred);
void ntms_opreq_fill(const struct ntms_catalog *cat,
		     const struct ntms_opreq *opreq,
		     struct ntms_request_info *info);

/**
 * struct ntms_request_view - a request, as it is told to people
 * @info: the request. @uid is in the initial user namespace; @deadline is as in
 *	the uapi header
 * @pool: path of the pool that it is about, components joined by a backslash;
 *	empty if it is about none
 * @media_type: name of the type of media wanted, or empty
 * @object: name or barcode of its first argument, or empty
 * @library: name of its second argument, or empty
 * @computer: name of this machine
 *
 * Too big for a stack.
 */
struct ntms_request_view {
	struct ntms_request_info info;
	char pool[512];
	char media_type[NTMS_NAME_SIZE];
	char object[NTMS_NAME_SIZE];
	char library[NTMS_NAME_SIZE];
	char computer[NTMS_NAME_SIZE];
};

ntms_reason_t ntms_request_look(struct ntms_catalog *cat,
				const struct ntms_cred *cred, const guid_t *id,
				struct ntms_request_view *view);
bool ntms_request_next(struct ntms_catalog *cat, const struct ntms_cred *cred,
		       u64 *cursor, struct ntms_request_view *view);

#endif /* NTMS_CORE_OPREQ_H */
