// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that is not to be had while somebody waits, and for operator requests.
 * Who waits does so for @pool, of which @lmid owns the only cartridge.
 */
#include "failnth.h"

static uint32_t do_queue(FIXTURE_DATA(memory) *self)
{
	return allocate_queued(self->fd, &self->pool, 0, NTMS_DEADLINE_NEVER, 1,
			       NULL);
}

static uint32_t undo_queue(FIXTURE_DATA(memory) *self)
{
	struct ntms_collect collected;
	uint32_t reason = cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL);

	while (!reason)
		reason = collect(self->fd, &collected);
	return reason == NTMS_REASON_NOT_READY ? OK : reason;
}

static uint32_t hold_the_only_one(FIXTURE_DATA(memory) *self)
{
	uint32_t reason = scene_pool(&self->s, 0, 0, 0, &self->pool);

	reason = reason ?: move_medium(self->fd, &self->s.media[0],
				       &self->pool);
	return reason ?: allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
				  NULL);
}

TEST_F(memory, is_needed_to_wait)
{
	ASSERT_EQ(OK, hold_the_only_one(self));
	EXPECT_LE(1, sweep(self, do_queue, undo_queue));
	EXPECT_EQ(0, waiting_for(self->fd, &self->pool));
	EXPECT_EQ(0, requests_about(self->fd, &self->pool, NULL, 0));
}

static uint32_t do_serve(FIXTURE_DATA(memory) *self)
{
	return deallocate(self->fd, &self->lmid);
}

/* Who could not be given it was told so, and it is there for the next one. */
static uint32_t undo_serve(FIXTURE_DATA(memory) *self)
{
	struct ntms_collect collected;
	uint32_t reason = collect(self->fd, &collected);

	if (reason)
		return reason;
	self->lmid = collected.medium;
	if (collected.result)
		reason = collected.result != NO_MEMORY ? collected.result :
			 allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
				  NULL);
	return reason ?: do_queue(self);
}

TEST_F(memory, is_needed_to_serve)
{
	ASSERT_EQ(OK, hold_the_only_one(self));
	ASSERT_EQ(OK, do_queue(self));
	EXPECT_LE(0, sweep(self, do_serve, undo_serve));
	EXPECT_EQ(1, waiting_for(self->fd, &self->pool));
	EXPECT_EQ(1, requests_about(self->fd, &self->pool, NULL, 0));
	EXPECT_EQ(1, owned_in(self->fd, &self->pool));
	EXPECT_EQ(OK, undo_queue(self));
}

static uint32_t do_refuse(FIXTURE_DATA(memory) *self)
{
	return request_answer(self->fd, &self->request, NTMS_REQUEST_REFUSED,
			      "short of memory");
}

static uint32_t do_satisfy(FIXTURE_DATA(memory) *self)
{
	return request_answer(self->fd, &self->request, NTMS_REQUEST_COMPLETE,
			      "as much as there is");
}

static uint32_t undo_answer_to_call(FIXTURE_DATA(memory) *self)
{
	uint32_t reason = undo_queue(self) ?: do_queue(self);

	if (!reason && requests_about(self->fd, &self->pool, &self->request,
				      1) != 1)
		return UINT32_MAX;
	return reason;
}

TEST_F(memory, is_not_missed_when_somebody_refuses)
{
	ASSERT_EQ(OK, hold_the_only_one(self));
	ASSERT_EQ(OK, undo_answer_to_call(self));
	EXPECT_LE(0, sweep(self, do_refuse, undo_answer_to_call));
	EXPECT_EQ(OK, undo_queue(self));
}

TEST_F(memory, is_needed_to_ask_again)
{
	ASSERT_EQ(OK, hold_the_only_one(self));
	ASSERT_EQ(OK, undo_answer_to_call(self));
	EXPECT_LE(1, sweep(self, do_satisfy, undo_answer_to_call));
	EXPECT_EQ(OK, undo_queue(self));
	EXPECT_EQ(0, requests_about(self->fd, &self->pool, NULL, 0));
}

/* ---- operator requests ----------------------------------------------- */

static uint32_t do_submit(FIXTURE_DATA(memory) *self)
{
	return request_submit(self->fd, NTMS_REQUEST_NEW_MEDIA, &self->pool,
			      NULL, "short of memory", &self->request);
}

static uint32_t undo_submit(FIXTURE_DATA(memory) *self)
{
	uint32_t reason = OK;

	/* The answer may have been lost, and the name with it. */
	while (!reason && requests_about(self->fd, &self->pool, &self->request,
					 1)) {
		request_answer(self->fd, &self->request, NTMS_REQUEST_REFUSED,
			       "");
		reason = request_delete(self->fd, &self->request);
	}
	return reason;
}

TEST_F(memory, is_needed_to_ask)
{
	EXPECT_LE(1, sweep(self, do_submit, undo_submit));
	EXPECT_EQ(0, requests_about(self->fd, &self->pool, NULL, 0));
}

static uint32_t undo_answer(FIXTURE_DATA(memory) *self)
{
	return undo_submit(self) ?: do_submit(self);
}

TEST_F(memory, is_needed_to_answer)
{
	ASSERT_EQ(OK, do_submit(self));
	EXPECT_LE(1, sweep(self, do_satisfy, undo_answer));
	EXPECT_EQ(OK, undo_submit(self));
}

TEST_HARNESS_MAIN
