// SPDX-License-Identifier: GPL-2.0
/*
 * Operator requests that programs submit: what they hold, who may do what with
 * them, how they are answered, waited for, and forgotten.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"
#include "user.h"
#include "waiter.h"

#define OK	NTMS_REASON_SUCCESS
#define DENIED	NTMS_REASON_ACCESS_DENIED
#define NOTHING	NTMS_REASON_OBJECT_NOT_FOUND
#define WRONG	NTMS_REASON_INVALID_PARAMETER
#define NEVER	NTMS_DEADLINE_NEVER

#define NEW_MEDIA	NTMS_REQUEST_NEW_MEDIA
#define CLEANER		NTMS_REQUEST_CLEANER
#define DEVICE_SERVICE	NTMS_REQUEST_DEVICE_SERVICE
#define MOVE_MEDIA	NTMS_REQUEST_MOVE_MEDIA
#define MESSAGE		NTMS_REQUEST_MESSAGE

#define ACTIVE		NTMS_REQUEST_ACTIVE
#define IN_PROGRESS	NTMS_REQUEST_IN_PROGRESS
#define REFUSED		NTMS_REQUEST_REFUSED
#define COMPLETE	NTMS_REQUEST_COMPLETE

#define THREE_DAYS	(3 * 24 * 3600)

static const struct ntms_guid nobody = { .b = { 9, 9, 9, [8] = 0x80 } };

/*
 * @own is a pool of Alice's and has the first cartridge, @root one of an
 * administrator's with the second.
 */
FIXTURE(request) {
	struct scene s;
	int fd;
	struct ntms_guid own;
	struct ntms_guid root;
	struct ntms_guid slot;
	struct ntms_guid drive;
	struct ntms_guid port;
	struct ntms_guid id;
	struct ntms_request_info info;
};

static uint32_t set_purge(int fd, const struct ntms_info *info,
			  uint32_t seconds)
{
	struct ntms_computer_info computer = { .request_purge = seconds };

	return SET(fd, NTMS_TYPE_COMPUTER, &info->computer,
		   NTMS_SET_REQUEST_PURGE, &computer);
}

static struct ntms_guid first_of(struct scene *scene, uint32_t type)
{
	struct ntms_guid id = nobody;
	size_t nr;

	list_objects(scene->fd, type, &scene->library, &id, 1, &nr);
	return id;
}

FIXTURE_SETUP(request)
{
	const struct scene_wish wish = {
		.ports = 1,
		.media = 2,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool_of(&self->s, ALICE, 0, &self->own));
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->root));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[0], &self->own));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[1], &self->root));
	self->slot = first_of(&self->s, NTMS_TYPE_SLOT);
	self->drive = first_of(&self->s, NTMS_TYPE_DRIVE);
	self->port = first_of(&self->s, NTMS_TYPE_PORT);
	ASSERT_EQ(OK, set_purge(self->fd, &self->s.info, THREE_DAYS));
}

/* Nothing is left for who comes next. */
FIXTURE_TEARDOWN(request)
{
	EXPECT_EQ(OK, forget_requests(self->fd));
	EXPECT_EQ(OK, set_purge(self->fd, &self->s.info, THREE_DAYS));
	EXPECT_EQ(0, scene_clear(&self->s));
}

#define submit(kind, first, second) \
	request_submit(self->fd, kind, first, second, "please", &self->id)

TEST_F(request, holds_what_was_said)
{
	struct ntms_request_info *info = &self->info;

	ASSERT_EQ(OK, session_name(self->fd, "who asks"));
	ASSERT_EQ(OK, submit(MOVE_MEDIA, &self->s.media[0], &self->s.library));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST, &self->id,
			  info));
	EXPECT_TRUE(same_guid(&self->id, &info->header.id));
	EXPECT_EQ(NTMS_TYPE_OPERATOR_REQUEST, info->header.type);
	EXPECT_NE(0, info->header.created);
	EXPECT_EQ(MOVE_MEDIA, info->request);
	EXPECT_EQ(NTMS_REQUEST_SUBMITTED, info->request_state);
	EXPECT_EQ(0, info->flags);
	EXPECT_EQ(NTMS_TYPE_MEDIUM, info->arg1_type);
	EXPECT_EQ(NTMS_TYPE_LIBRARY, info->arg2_type);
	EXPECT_TRUE(same_guid(&self->s.media[0], &info->arg1));
	EXPECT_TRUE(same_guid(&self->s.library, &info->arg2));
	EXPECT_EQ(NEVER, info->deadline);
	EXPECT_EQ(0, info->finished);
	EXPECT_EQ(getuid(), info->uid);
	EXPECT_EQ(getpid(), info->pid);
	EXPECT_STREQ("who asks", info->application);
	EXPECT_STREQ("please", info->message);
	EXPECT_STREQ("", info->answer);
}

/* What each kind wants, 0 of the object's kind: no argument */
TEST_F(request, has_the_arguments_of_its_kind)
{
	const struct ntms_guid *pool = &self->root, *library = &self->s.library;
	const struct ntms_guid *medium = &self->s.media[1];
	const struct {
		uint32_t kind;
		const struct ntms_guid *first;
		const struct ntms_guid *second;
		uint32_t reason;
	} rows[] = {
		{ NEW_MEDIA, pool, NULL, OK },
		{ NEW_MEDIA, pool, library, OK },
		{ NEW_MEDIA, NULL, NULL, WRONG },
		{ NEW_MEDIA, medium, NULL, WRONG },
		{ NEW_MEDIA, pool, pool, WRONG },
		{ NEW_MEDIA, &nobody, NULL, NOTHING },
		{ NEW_MEDIA, pool, &nobody, NOTHING },
		{ CLEANER, library, NULL, OK },
		{ CLEANER, &self->slot, NULL, OK },
		{ CLEANER, NULL, NULL, WRONG },
		{ CLEANER, pool, NULL, WRONG },
		{ CLEANER, library, library, WRONG },
		{ DEVICE_SERVICE, library, NULL, OK },
		{ DEVICE_SERVICE, &self->drive, NULL, OK },
		{ DEVICE_SERVICE, &self->port, NULL, OK },
		{ DEVICE_SERVICE, medium, NULL, OK },
		{ DEVICE_SERVICE, pool, NULL, WRONG },
		{ DEVICE_SERVICE, NULL, NULL, WRONG },
		{ MOVE_MEDIA, medium, library, OK },
		{ MOVE_MEDIA, medium, &self->s.info.offline_library, OK },
		{ MOVE_MEDIA, medium, NULL, WRONG },
		{ MOVE_MEDIA, NULL, library, WRONG },
		{ MOVE_MEDIA, library, medium, WRONG },
		{ MESSAGE, NULL, NULL, OK },
		{ MESSAGE, library, NULL, WRONG },
		{ MESSAGE, NULL, library, WRONG },
		{ 0, NULL, NULL, WRONG },
		{ 6, NULL, NULL, WRONG },
		{ UINT32_MAX, NULL, NULL, WRONG },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		EXPECT_EQ(rows[i].reason,
			  submit(rows[i].kind, rows[i].first, rows[i].second))
			TH_LOG("row %zu", i);
		EXPECT_EQ(!!rows[i].reason, is_null(&self->id));
	}
}

TEST_F(request, is_text_for_people)
{
	static const struct {
		const char *text;
		uint32_t reason;
	} rows[] = {
		{ "", OK },
		{ "two\nlines,\ta tab, and – as Windows has it – ünïcode", OK },
		{ "bell \a", NTMS_REASON_INVALID_NAME },
		{ "\033[2J", NTMS_REASON_INVALID_NAME },
		{ "\177", NTMS_REASON_INVALID_NAME },
	};
	struct ntms_request_submit arg = { .request = MESSAGE };
	struct ntms_request_answer said = { .state = COMPLETE };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		EXPECT_EQ(rows[i].reason,
			  request_submit(self->fd, MESSAGE, NULL, NULL,
					 rows[i].text, &self->id));
		if (rows[i].reason)
			continue;
		EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
				  &self->id, &self->info));
		EXPECT_STREQ(rows[i].text, self->info.message);
	}
	/* A text that does not end in its array is none. */
	memset(arg.message, 'x', sizeof(arg.message));
	EXPECT_EQ(NTMS_REASON_INVALID_NAME,
		  CALL(self->fd, NTMS_IOC_REQUEST_SUBMIT, &arg));
	arg.message[NTMS_MESSAGE_SIZE - 1] = '\0';
	EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_REQUEST_SUBMIT, &arg));
	said.id = arg.id;
	memset(said.text, 'x', sizeof(said.text));
	EXPECT_EQ(NTMS_REASON_INVALID_NAME,
		  CALL(self->fd, NTMS_IOC_REQUEST_ANSWER, &said));
	strcpy(said.text, "\001");
	EXPECT_EQ(NTMS_REASON_INVALID_NAME,
		  CALL(self->fd, NTMS_IOC_REQUEST_ANSWER, &said));
	memset(said.text, 'y', sizeof(said.text) - 1);
	said.text[NTMS_MESSAGE_SIZE - 1] = '\0';
	EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_REQUEST_ANSWER, &said));
	EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST, &arg.id,
			  &self->info));
	EXPECT_STREQ(arg.message, self->info.message);
	EXPECT_STREQ(said.text, self->info.answer);
}

/* Forward only; the first final answer wins, and a late one is told so. */
TEST_F(request, goes_through_its_states)
{
	static const uint32_t finals[] = { REFUSED, COMPLETE };
	uint32_t from, to, final;

	EXPECT_EQ(OK, submit(MESSAGE, NULL, NULL));
	EXPECT_EQ(WRONG, request_answer(self->fd, &self->id, 0, ""));
	EXPECT_EQ(WRONG, request_answer(self->fd, &self->id,
					NTMS_REQUEST_SUBMITTED, ""));
	EXPECT_EQ(WRONG, request_answer(self->fd, &self->id, 6, ""));
	EXPECT_EQ(NOTHING, request_answer(self->fd, &nobody, COMPLETE, ""));
	EXPECT_EQ(NOTHING, request_answer(self->fd, &self->root, COMPLETE,
					  ""));
	for (from = 0; from <= IN_PROGRESS; from++)
		for (final = 0; final < 2; final++) {
			ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
			for (to = ACTIVE; to <= from; to++)
				ASSERT_EQ(OK, request_answer(self->fd,
							     &self->id, to,
							     ""));
			if (from >= ACTIVE)
				EXPECT_EQ(NTMS_REASON_INVALID_STATE,
					  request_answer(self->fd, &self->id,
							 ACTIVE, ""));
			ASSERT_EQ(OK, request_answer(self->fd, &self->id,
						     finals[final], "so"));
			for (to = ACTIVE; to <= COMPLETE; to++)
				EXPECT_EQ(NTMS_REASON_INVALID_STATE,
					  request_answer(self->fd, &self->id,
							 to, "late"));
			ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
					  &self->id, &self->info));
			EXPECT_EQ(finals[final], self->info.request_state);
			EXPECT_STREQ("so", self->info.answer);
			EXPECT_LE(self->info.header.created,
				  self->info.finished);
			EXPECT_EQ(OK, request_delete(self->fd, &self->id));
		}
}

TEST_F(request, outlives_its_session)
{
	int fd = session_open();

	ASSERT_EQ(OK, request_submit(fd, MESSAGE, NULL, NULL, "still here",
				     &self->id));
	close(fd);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST, &self->id,
			  &self->info));
	EXPECT_STREQ("still here", self->info.message);
}

/* What it is about may go; the request stays, and says what it was about. */
TEST_F(request, outlives_what_it_is_about)
{
	struct ntms_guid pool;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &pool));
	ASSERT_EQ(OK, submit(NEW_MEDIA, &pool, NULL));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST, &self->id,
			  &self->info));
	EXPECT_TRUE(same_guid(&self->s.type, &self->info.media_type));
	ASSERT_EQ(OK, pool_delete(self->fd, &pool));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST, &self->id,
			  &self->info));
	EXPECT_TRUE(same_guid(&pool, &self->info.arg1));
	EXPECT_TRUE(is_null(&self->info.media_type));
	EXPECT_EQ(OK, request_answer(self->fd, &self->id, COMPLETE, ""));
}

/* A request that nobody waits for does what it says: nothing. */
TEST_F(request, does_not_disturb_who_waits)
{
	ASSERT_EQ(OK, allocate(self->fd, &self->root, NULL, 0, &self->id,
			       NULL));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->root, 0, NEVER, 1,
				      NULL));
	ASSERT_EQ(OK, submit(NEW_MEDIA, &self->root, NULL));
	ASSERT_EQ(2, requests_about(self->fd, &self->root, NULL, 0));
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, REFUSED, "no"));
	EXPECT_EQ(1, waiting_for(self->fd, &self->root));
	EXPECT_EQ(OK, cancel(self->fd, 0, 1, NULL));
	EXPECT_EQ(1, requests_about(self->fd, &self->root, NULL, 0));
}

/* ---- waiting --------------------------------------------------------- */

TEST_F(request, is_waited_for_without_waiting)
{
	struct ntms_request_wait said;

	EXPECT_EQ(NOTHING, request_wait(self->fd, &nobody, 0, &said));
	EXPECT_EQ(0, said.state);
	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	EXPECT_EQ(NTMS_REASON_TIMEOUT, request_wait(self->fd, &self->id, 0,
						    &said));
	EXPECT_EQ(NTMS_REQUEST_SUBMITTED, said.state);
	EXPECT_EQ(NTMS_REASON_TIMEOUT, request_wait(self->fd, &self->id, 1,
						    &said));
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, IN_PROGRESS, "wait"));
	EXPECT_EQ(NTMS_REASON_TIMEOUT, request_wait(self->fd, &self->id, 0,
						    &said));
	EXPECT_EQ(IN_PROGRESS, said.state);
	EXPECT_STREQ("wait", said.text);
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, COMPLETE, "done"));
	EXPECT_EQ(OK, request_wait(self->fd, &self->id, NEVER, &said));
	EXPECT_EQ(COMPLETE, said.state);
	EXPECT_STREQ("done", said.text);
	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, REFUSED, "no"));
	EXPECT_EQ(NTMS_REASON_CANCELLED, request_wait(self->fd, &self->id, 0,
						      &said));
	EXPECT_EQ(REFUSED, said.state);
	EXPECT_STREQ("no", said.text);
}

TEST_F(request, is_waited_for_in_time)
{
	uint64_t end = in_ms(60);

	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	EXPECT_EQ(NTMS_REASON_TIMEOUT, request_wait(self->fd, &self->id, end,
						    NULL));
	EXPECT_LE(end, now());
	EXPECT_GT(end + 5 * SECOND, now());
	/* The request is still there: only the waiting is over. */
	EXPECT_EQ(OK, request_answer(self->fd, &self->id, COMPLETE, ""));
}

struct watcher {
	int fd;
	struct ntms_guid id;
	uint32_t reason;
	struct ntms_request_wait said;
	pthread_t thread;
	atomic_int tid;
};

static void *watch(void *arg)
{
	struct watcher *watcher = arg;

	atomic_store(&watcher->tid, gettid());
	watcher->reason = request_wait(watcher->fd, &watcher->id, NEVER,
				       &watcher->said);
	return NULL;
}

static bool sleeps(const struct watcher *watcher)
{
	char path[64], line[256];
	bool asleep = false;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat",
		 atomic_load(&watcher->tid));
	file = fopen(path, "re");
	if (file && fgets(line, sizeof(line), file))
		asleep = strstr(line, ") S ");
	if (file)
		fclose(file);
	return asleep;
}

#define WATCHERS	5

static bool begin_watching(struct watcher *watchers, int fd,
			   const struct ntms_guid *id)
{
	int i;

	memset(watchers, 0, WATCHERS * sizeof(*watchers));
	for (i = 0; i < WATCHERS; i++) {
		watchers[i].fd = fd;
		watchers[i].id = *id;
		if (pthread_create(&watchers[i].thread, NULL, watch,
				   &watchers[i]) ||
		    !wait_for(atomic_load(&watchers[i].tid) &&
			      sleeps(&watchers[i])))
			return false;
	}
	return true;
}

static int end_watching(struct watcher *watchers, uint32_t reason,
			const char *text)
{
	int good = 0, i;

	for (i = 0; i < WATCHERS; i++) {
		pthread_join(watchers[i].thread, NULL);
		good += watchers[i].reason == reason &&
			!strcmp(watchers[i].said.text, text);
	}
	return good;
}

TEST_F(request, wakes_all_who_wait_for_it)
{
	struct watcher watchers[WATCHERS];

	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	ASSERT_TRUE(begin_watching(watchers, self->fd, &self->id));
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, IN_PROGRESS, ""));
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, COMPLETE, "done"));
	EXPECT_EQ(WATCHERS, end_watching(watchers, OK, "done"));

	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	ASSERT_TRUE(begin_watching(watchers, self->fd, &self->id));
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, REFUSED, "no"));
	EXPECT_EQ(WATCHERS, end_watching(watchers, NTMS_REASON_CANCELLED,
					 "no"));
}

static long sleeps_so_far(const struct watcher *watcher)
{
	const struct waiter thread = { .tid = watcher->tid };

	return waiter_sleeps_so_far(&thread);
}

/* Those of others come and go, most of all those of calls. */
TEST_F(request, wakes_nobody_who_waits_for_another)
{
	struct watcher watchers[WATCHERS];
	struct ntms_guid watched, lmid;
	long slept[WATCHERS];
	int i;

	ASSERT_EQ(OK, allocate(self->fd, &self->root, NULL, 0, &lmid, NULL));
	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	watched = self->id;
	ASSERT_TRUE(begin_watching(watchers, self->fd, &watched));
	for (i = 0; i < WATCHERS; i++)
		slept[i] = sleeps_so_far(&watchers[i]);
	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, COMPLETE, ""));
	ASSERT_EQ(OK, request_delete(self->fd, &self->id));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->root, 0, NEVER, 1,
				      NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &lmid));
	for (i = 0; i < WATCHERS; i++) {
		EXPECT_TRUE(sleeps(&watchers[i]));
		EXPECT_EQ(slept[i], sleeps_so_far(&watchers[i]));
	}
	ASSERT_EQ(OK, request_answer(self->fd, &watched, COMPLETE, "done"));
	EXPECT_EQ(WATCHERS, end_watching(watchers, OK, "done"));
}

/* The request of a call goes with it, also for those who watch. */
TEST_F(request, that_goes_with_its_call_is_no_more)
{
	struct watcher watchers[WATCHERS];
	struct ntms_guid lmid;

	ASSERT_EQ(OK, allocate(self->fd, &self->root, NULL, 0, &lmid, NULL));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->root, 0, NEVER, 1,
				      NULL));
	ASSERT_EQ(1, requests_about(self->fd, &self->root, &self->id, 1));
	ASSERT_TRUE(begin_watching(watchers, self->fd, &self->id));
	ASSERT_EQ(OK, deallocate(self->fd, &lmid));
	EXPECT_EQ(WATCHERS, end_watching(watchers, NOTHING, ""));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  request_delete(self->fd, &self->id));
}

TEST_F(request, is_not_waited_for_in_a_session_that_is_closed)
{
	struct watcher watchers[WATCHERS];
	int fd = session_open();

	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	ASSERT_TRUE(begin_watching(watchers, fd, &self->id));
	ASSERT_EQ(OK, cancel(fd, NTMS_CANCEL_ALL | NTMS_CANCEL_CLOSE, 0,
			     NULL));
	EXPECT_EQ(WATCHERS, end_watching(watchers, NTMS_REASON_CANCELLED, ""));
	close(fd);
	EXPECT_EQ(OK, request_answer(self->fd, &self->id, COMPLETE, ""));
}

static void nothing(int number)
{
	(void)number;
}

TEST_F(request, is_waited_for_until_a_signal)
{
	struct sigaction action = { .sa_handler = nothing };
	struct watcher watchers[WATCHERS];
	int i;

	ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	ASSERT_TRUE(begin_watching(watchers, self->fd, &self->id));
	for (i = 0; i < WATCHERS; i++)
		ASSERT_EQ(0, pthread_kill(watchers[i].thread, SIGUSR1));
	EXPECT_EQ(WATCHERS, end_watching(watchers, CALL_ERRNO(EINTR), ""));
}

/* ---- other people ---------------------------------------------------- */

TEST_F(request, is_submitted_by_who_may)
{
	const struct {
		uint32_t kind;
		const struct ntms_guid *first;
		const struct ntms_guid *second;
		uint32_t alice;
		uint32_t bob;
	} rows[] = {
		{ MESSAGE, NULL, NULL, OK, OK },
		{ NEW_MEDIA, &self->own, NULL, OK, DENIED },
		{ NEW_MEDIA, &self->root, NULL, DENIED, DENIED },
		{ NEW_MEDIA, &self->s.free, NULL, DENIED, DENIED },
		{ MOVE_MEDIA, &self->s.media[0], &self->s.library, OK,
		  DENIED },
		{ MOVE_MEDIA, &self->s.media[1], &self->s.library, DENIED,
		  DENIED },
		{ CLEANER, &self->s.library, NULL, DENIED, DENIED },
		{ CLEANER, &self->slot, NULL, DENIED, DENIED },
		{ DEVICE_SERVICE, &self->drive, NULL, DENIED, DENIED },
		{ DEVICE_SERVICE, &self->s.media[0], NULL, DENIED, DENIED },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		as_user(ALICE) {
			EXPECT_EQ(rows[i].alice,
				  submit(rows[i].kind, rows[i].first,
					 rows[i].second))
				TH_LOG("row %zu", i);
		}
		as_user(BOB) {
			EXPECT_EQ(rows[i].bob,
				  submit(rows[i].kind, rows[i].first,
					 rows[i].second))
				TH_LOG("row %zu", i);
		}
	}
}

/* Alice's message: Bob does not know of it, and she does not satisfy herself. */
TEST_F(request, is_the_business_of_who_submitted_it)
{
	struct ntms_guid id;

	as_user(ALICE) {
		EXPECT_EQ(OK, submit(MESSAGE, NULL, NULL));
	}
	ASSERT_EQ(1, requests_about(self->fd, &no_guid, &id, 1));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST, &id,
			  &self->info));
	EXPECT_EQ(ALICE, self->info.uid);
	as_user(BOB) {
		EXPECT_EQ(0, count_objects(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
					   NULL));
		EXPECT_EQ(NOTHING, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
				       &id, &self->info));
		EXPECT_EQ(NOTHING, GET(self->fd, NTMS_TYPE_UNKNOWN, &id,
				       &self->info));
		EXPECT_EQ(NOTHING, request_wait(self->fd, &id, 0, NULL));
		EXPECT_EQ(NOTHING, request_answer(self->fd, &id, REFUSED, ""));
		EXPECT_EQ(NOTHING, request_answer(self->fd, &id, ACTIVE, ""));
		EXPECT_EQ(NOTHING, request_delete(self->fd, &id));
	}
	as_user(ALICE) {
		EXPECT_EQ(1, count_objects(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
					   NULL));
		EXPECT_EQ(NTMS_REASON_TIMEOUT, request_wait(self->fd, &id, 0,
							    NULL));
		EXPECT_EQ(DENIED, request_answer(self->fd, &id, ACTIVE, ""));
		EXPECT_EQ(DENIED, request_answer(self->fd, &id, COMPLETE, ""));
		EXPECT_EQ(NTMS_REASON_INVALID_STATE,
			  request_delete(self->fd, &id));
		EXPECT_EQ(OK, request_answer(self->fd, &id, REFUSED, "never mind"));
		EXPECT_EQ(NTMS_REASON_CANCELLED,
			  request_wait(self->fd, &id, 0, NULL));
		EXPECT_EQ(OK, request_delete(self->fd, &id));
		EXPECT_EQ(NOTHING, request_delete(self->fd, &id));
	}
}

/* The owner of a pool sees what is asked for it, and that is all. */
TEST_F(request, is_shown_to_the_owner_of_the_pool)
{
	ASSERT_EQ(OK, submit(NEW_MEDIA, &self->own, NULL));
	as_user(ALICE) {
		EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
				  &self->id, &self->info));
		EXPECT_EQ(DENIED, request_answer(self->fd, &self->id, REFUSED,
						 ""));
		EXPECT_EQ(DENIED, request_answer(self->fd, &self->id, COMPLETE,
						 ""));
		EXPECT_EQ(DENIED, request_delete(self->fd, &self->id));
	}
	as_user(BOB) {
		EXPECT_EQ(NOTHING, request_wait(self->fd, &self->id, 0, NULL));
	}
	EXPECT_EQ(OK, request_answer(self->fd, &self->id, COMPLETE, ""));
	EXPECT_EQ(OK, request_delete(self->fd, &self->id));
}

/* ---- forgetting ------------------------------------------------------ */

static bool is_there(int fd, const struct ntms_guid *id)
{
	return request_wait(fd, id, 0, NULL) != NOTHING;
}

TEST_F(request, is_deleted_once_it_was_answered)
{
	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_STATE,
		  request_delete(self->fd, &self->id));
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, ACTIVE, ""));
	EXPECT_EQ(NTMS_REASON_INVALID_STATE,
		  request_delete(self->fd, &self->id));
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, COMPLETE, ""));
	EXPECT_EQ(OK, request_delete(self->fd, &self->id));
	EXPECT_FALSE(is_there(self->fd, &self->id));
	EXPECT_EQ(NOTHING, request_delete(self->fd, &self->id));
	EXPECT_EQ(NOTHING, request_delete(self->fd, &self->root));
}

TEST_F(request, is_forgotten_at_once_if_that_is_wanted)
{
	ASSERT_EQ(OK, set_purge(self->fd, &self->s.info, 0));
	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, ACTIVE, ""));
	EXPECT_TRUE(is_there(self->fd, &self->id));
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, COMPLETE, ""));
	EXPECT_TRUE(wait_for(!is_there(self->fd, &self->id)));
}

TEST_F(request, is_forgotten_after_a_while)
{
	struct ntms_guid other;
	uint64_t begun;

	ASSERT_EQ(OK, set_purge(self->fd, &self->s.info, 1));
	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	other = self->id;
	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	begun = now();
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, REFUSED, ""));
	EXPECT_TRUE(wait_for(!is_there(self->fd, &self->id)));
	/* The clock that stamps is a coarse one. */
	EXPECT_LE(begun + SECOND - 20 * MILLISECOND, now());
	/* One that nobody answered is not forgotten. */
	EXPECT_TRUE(is_there(self->fd, &other));
}

/* What was answered before is forgotten as well when the time is made shorter. */
TEST_F(request, is_forgotten_when_the_time_becomes_shorter)
{
	ASSERT_EQ(OK, submit(MESSAGE, NULL, NULL));
	ASSERT_EQ(OK, request_answer(self->fd, &self->id, REFUSED, ""));
	EXPECT_TRUE(is_there(self->fd, &self->id));
	ASSERT_EQ(OK, set_purge(self->fd, &self->s.info, 0));
	EXPECT_TRUE(wait_for(!is_there(self->fd, &self->id)));
}

TEST_F(request, purge_is_the_administrators)
{
	struct ntms_computer_info info;

	as_user(ALICE) {
		EXPECT_EQ(DENIED, set_purge(self->fd, &self->s.info, 1));
	}
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_COMPUTER, &self->s.info.computer,
			  &info));
	EXPECT_EQ(THREE_DAYS, info.request_purge);
}

TEST_HARNESS_MAIN
