// SPDX-License-Identifier: GPL-2.0
/* Runs programs: puts structs together, makes the calls, and notes what came. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kcov.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fuzz.h"

#define PAGE		4096U
#define ROOM_SIZE	(128U << 10)
#define COVER_SIZE	(64U << 10)
/* More elements than this are not filled in. */
#define FILLED		64U
#define ARG_SIZE	8192U

struct known *_Atomic known_now;
atomic_int journal_given = -1;

/* ---- values ------------------------------------------------------------ */

static struct ntms_guid object_put(const struct known *known, uint64_t number)
{
	uint32_t kind = (uint32_t)(number >> 32) % KINDS_MAX;
	uint32_t nr = known->nr[kind];

	return nr ? known->ids[kind][(uint32_t)number % nr] : no_guid;
}

static struct ntms_guid guid_put(const struct worker *worker,
				 const struct known *known,
				 const struct field *field,
				 const struct value *value)
{
	uint32_t high = (uint32_t)(value->number >> 32);
	uint32_t low = (uint32_t)value->number;
	struct ntms_guid id = no_guid;
	uint64_t state;

	switch (value->how) {
	case HOW_OBJECT:
		return object_put(known, value->number);
	case HOW_BENT:
		/* A bit that its neighbours have in common */
		id = object_put(known, value->number);
		id.b[low % 8] ^= 0x40;
		return id;
	case HOW_RESULT:
		if (worker->given[high % CALLS_MAX][low % FIELDS_MAX])
			return worker->results[high % CALLS_MAX]
					      [low % FIELDS_MAX];
		return object_put(known, object_for(field));
	case HOW_NOISE:
		state = chance_begin(value->number);
		chance_next(&state);
		memcpy(&id, &state, sizeof(state));
		return id;
	default:
		memcpy(&id, &value->number, sizeof(value->number));
		return id;
	}
}

static void noise_put(uint64_t seed, unsigned char *to, size_t size, bool text)
{
	uint64_t state = chance_begin(seed);
	size_t i, end = text ? chance(&state, (unsigned int)size + 8) : size;
	bool letters = text && one_in(&state, 2);

	for (i = 0; i < size && i < end; i++)
		to[i] = letters ? (unsigned char)('a' + chance(&state, 26)) :
				  (unsigned char)chance_next(&state);
}

static void text_put(const struct value *value, unsigned char *to, size_t size)
{
	const char *text = dictionary[value->number % nr_dictionary];
	size_t length = strlen(text);

	if (value->how == HOW_TEXT)
		memcpy(to, text, length < size ? length : size);
	else
		noise_put(value->number, to, size, true);
}

void value_put(const struct worker *worker, const struct known *known,
	       const struct field *field, const struct value *value,
	       unsigned char *to, size_t size)
{
	uint64_t number = value->number;
	struct ntms_guid id;

	switch (field->kind) {
	case FIELD_GUID:
		id = guid_put(worker, known, field, value);
		memcpy(to, &id, size < sizeof(id) ? size : sizeof(id));
		break;
	case FIELD_TEXT:
		if (value->how != HOW_NUMBER)
			text_put(value, to, size);
		break;
	case FIELD_BLOB:
		if (value->how != HOW_NUMBER)
			noise_put(number, to, size, false);
		break;
	default:
		if (value->how == HOW_LATER)
			number = now() + number * MILLISECOND;
		memcpy(to, &number, size < 8 ? size : 8);
		break;
	}
}

/* ---- what is behind an address ----------------------------------------- */

static const struct layout *info_layout(const struct call *call, uint64_t seed)
{
	const struct layout *layout = commands[call->command].layout;
	uint32_t kind = (uint32_t)seed % KINDS_MAX;
	unsigned int i;

	for (i = 0; i < layout->nr_fields; i++)
		if (layout->fields[i].kind == FIELD_GUID &&
		    call->values[i].how == HOW_OBJECT)
			kind = (uint32_t)(call->values[i].number >> 32);
	return infos[kind % KINDS_MAX] ?: infos[NTMS_TYPE_POOL];
}

static void element_fill(const struct worker *worker, const struct known *known,
			 const struct layout *layout, uint64_t *state,
			 unsigned char *to, size_t room)
{
	const struct field *field;
	struct value value;
	unsigned int i;

	for (i = 0; i < layout->nr_fields; i++) {
		field = &layout->fields[i];
		value = value_draw(state, field);
		if (field->kind != FIELD_ADDRESS &&
		    field->offset + field->size <= room)
			value_put(worker, known, field, &value,
				  to + field->offset, field->size);
	}
}

static void room_fill(const struct worker *worker, const struct known *known,
		      const struct layout *layout, bool only, uint64_t seed,
		      unsigned char *to, size_t size)
{
	uint64_t state = chance_begin(seed);
	size_t step = layout ? layout->size : 1, i;

	memset(to, 0, size);
	if (only) {
		element_fill(worker, known, layout, &state, to,
			     size < step ? size : step);
		return;
	}
	if (!layout) {
		noise_put(seed, to, size < PAGE ? size : PAGE, false);
		return;
	}
	for (i = 0; i < FILLED && i * step < size; i++)
		element_fill(worker, known, layout, &state, to + i * step,
			     size - i * step);
}

static uint64_t address_put(const struct worker *worker,
			    const struct known *known, const struct call *call,
			    unsigned int i)
{
	const struct field *field = &commands[call->command].layout->fields[i];
	const struct value *value = &call->values[i];
	const struct layout *layout = field->any_info ?
		info_layout(call, value->number) : field->target;
	size_t step = field->any_info || !layout ? 1 : layout->size;
	unsigned char *end = worker->room + ROOM_SIZE;
	size_t size = field->pair < 0 ? PAGE :
		(size_t)call->values[field->pair].number % (1U << 20) * step;

	if (size > ROOM_SIZE)
		size = ROOM_SIZE;
	switch (value->how) {
	case HOW_ROOM:
		break;
	case HOW_TIGHT:
		size -= size > 0;
		break;
	case HOW_ODD:
		end -= size < ROOM_SIZE;
		break;
	case HOW_NOWHERE:
		return (uintptr_t)end;
	case HOW_READONLY:
		return (uintptr_t)worker->page + 3 * PAGE;
	case HOW_KERNEL:
		return 0xffff888000000000ULL;
	case HOW_SELF:
		return (uintptr_t)worker->page + PAGE;
	default:
		return value->number;
	}
	room_fill(worker, known, layout, field->any_info, value->number,
		  end - size, size);
	return (uintptr_t)(end - size);
}

/* ---- a struct ----------------------------------------------------------- */

static size_t arg_build(const struct worker *worker, const struct known *known,
			const struct call *call, unsigned char *arg)
{
	const struct layout *layout = commands[call->command].layout;
	uint32_t said = (uint32_t)layout->size;
	size_t size = layout->size;
	const struct field *field;
	uint64_t address;
	unsigned int i;

	memset(arg, 0, ARG_SIZE);
	for (i = 0; i < layout->nr_fields; i++) {
		field = &layout->fields[i];
		if (field->kind == FIELD_ADDRESS) {
			address = address_put(worker, known, call, i);
			memcpy(arg + field->offset, &address, sizeof(address));
		} else {
			value_put(worker, known, field, &call->values[i],
				  arg + field->offset, field->size);
		}
	}
	switch (call->fit) {
	case FIT_SHORT:
		said -= 8;
		break;
	case FIT_LONGER:
		said += 16;
		size = said;
		break;
	case FIT_TAIL:
		said += 8;
		size = said;
		arg[size - 1] = 1;
		break;
	case FIT_NONE:
		said = 0;
		break;
	case FIT_HUGE:
		said = 0xfffffff0;
		break;
	case FIT_ODD:
		said++;
		size = said;
		break;
	}
	memcpy(arg, &said, sizeof(said));
	memset(arg + 4, 0xff, 4);
	return size;
}

static unsigned char *arg_place(const struct worker *worker,
				const struct call *call,
				const unsigned char *arg, size_t size)
{
	unsigned char *end = worker->page + 2 * PAGE, *to = end - size;
	size_t there = size;

	switch (call->place) {
	case PLACE_ACROSS:
		to = worker->page + PAGE - (size / 2 & ~7UL);
		break;
	case PLACE_ODD:
		to = worker->page + 1;
		break;
	case PLACE_CUT:
		there = size / 2 & ~7UL;
		to = end - there;
		break;
	case PLACE_READONLY:
		to = worker->page + 3 * PAGE;
		mprotect(to, PAGE, PROT_READ | PROT_WRITE);
		memcpy(to, arg, size);
		mprotect(to, PAGE, PROT_READ);
		return to;
	case PLACE_NOWHERE:
		return end;
	}
	memcpy(to, arg, there);
	return to;
}

static void results_take(struct worker *worker, const struct call *call,
			 unsigned int at, const unsigned char *arg)
{
	const struct layout *layout = commands[call->command].layout;
	const struct field *field;
	int fd, nobody = -1;
	unsigned int i;

	for (i = 0; i < layout->nr_fields; i++) {
		field = &layout->fields[i];
		if (field->gives) {
			memcpy(&worker->results[at][i], arg + field->offset,
			       sizeof(struct ntms_guid));
			worker->given[at][i] = !is_null(&worker->results[at][i]);
		} else if (!strcmp(field->name, "fd")) {
			memcpy(&fd, arg + field->offset, sizeof(fd));
			if (fd >= 0 &&
			    !atomic_compare_exchange_strong(&journal_given,
							    &nobody, fd))
				close(fd);
		}
	}
}

static int ioctl_call(struct worker *worker, const struct known *known,
		      const struct call *call, unsigned int at,
		      uint32_t *reason)
{
	static _Thread_local unsigned char arg[ARG_SIZE];
	unsigned char *place;
	size_t size;
	int error;

	size = arg_build(worker, known, call, arg);
	place = arg_place(worker, call, arg, size);
	become_user(worker, call->user);
	if (worker->cover)
		__atomic_store_n(worker->cover, 0, __ATOMIC_RELAXED);
	error = ioctl(worker->sessions[call->session],
		      commands[call->command].number, place) ? errno : 0;
	*reason = UINT32_MAX;
	if (error == EFAULT || call->place == PLACE_NOWHERE ||
	    call->place == PLACE_CUT)
		return error;
	memcpy(reason, place + 4, sizeof(*reason));
	if (!error && call->fit != FIT_SHORT)
		results_take(worker, call, at, place);
	return error;
}

/* ---- coverage ----------------------------------------------------------- */

static void signal_note(struct worker *worker, uint64_t what)
{
	uint32_t bit;

	what *= 0x9e3779b97f4a7c15ULL;
	bit = (uint32_t)(what >> 40) % SIGNALS;
	if (signal_is_in(worker->mark, bit) ||
	    worker->nr_seen == sizeof(worker->seen) / sizeof(*worker->seen))
		return;
	signal_add(worker->mark, bit);
	worker->seen[worker->nr_seen++] = bit;
}

/* From where to where it went; or, if nobody says that, what was answered */
static void signals_take(struct worker *worker, const struct call *call,
			 int error, uint32_t reason)
{
	static _Thread_local uint64_t before;
	uint64_t nr, i, last = 0;

	if (!worker->cover) {
		last = (uint64_t)call->command << 48 |
		       (uint64_t)(uint8_t)error << 32 | reason;
		signal_note(worker, last);
		signal_note(worker, last ^ before << 8);
		before = (uint64_t)call->command << 48 | reason;
		return;
	}
	nr = __atomic_load_n(worker->cover, __ATOMIC_RELAXED);
	for (i = 1; i <= nr && i < COVER_SIZE; i++) {
		signal_note(worker, worker->cover[i] ^ last << 20);
		last = worker->cover[i];
	}
}

/* ---- programs ----------------------------------------------------------- */

void become_user(struct worker *worker, unsigned int user)
{
	uid_t id = user_ids[user];

	if (worker->user == user)
		return;
	/* The C library would change all threads. */
	if (syscall(SYS_setresuid, 0, 0, 0) ||
	    syscall(SYS_setresgid, id, id, 0) ||
	    syscall(SYS_setresuid, id, id, 0)) {
		perror("fuzz: setresuid");
		_exit(3);
	}
	worker->user = user;
}

static void say(const struct program *program, unsigned int at, int error,
		uint32_t reason)
{
	printf("# %2u %-16s %s, %s\n", at,
	       commands[program->calls[at].command].name,
	       error ? strerror(error) : "done", reason_name(reason));
	fflush(stdout);
}

static void marks_clear(struct worker *worker)
{
	unsigned int i;

	for (i = 0; i < worker->nr_seen; i++)
		worker->mark[worker->seen[i] / 8] = 0;
	worker->nr_seen = 0;
}

void worker_run(struct worker *worker, const struct program *program,
		bool verbose)
{
	const struct known *known = known_now;
	const struct call *call;
	uint32_t reason;
	unsigned int i;
	int error;

	marks_clear(worker);
	memset(worker->given, 0, sizeof(worker->given));
	for (i = 0; i < program->nr_calls && !ended; i++) {
		call = &program->calls[i];
		worker->at = i;
		worker->began = now();
		reason = 0;
		if (commands[call->command].netlink) {
			become_user(worker, call->user);
			error = netlink_call(worker, known, call);
		} else {
			error = ioctl_call(worker, known, call, i, &reason);
		}
		worker->spent[call->command] += now() - worker->began;
		worker->began = 0;
		worker->calls[call->command]++;
		worker->good[call->command] += !error;
		signals_take(worker, call, error, reason);
		if (verbose)
			say(program, i, error, reason);
	}
	become_user(worker, 0);
	worker->programs++;
}

/* ---- workers ------------------------------------------------------------ */

static void *map(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

static int coverage_begin(struct worker *worker)
{
	if (!worker->kcov) {
		worker->kcov = open("/sys/kernel/debug/kcov",
				    O_RDWR | O_CLOEXEC);
		if (worker->kcov < 0 ||
		    ioctl(worker->kcov, KCOV_INIT_TRACE, COVER_SIZE))
			return -errno;
		worker->cover = mmap(NULL, COVER_SIZE * sizeof(uint64_t),
				     PROT_READ | PROT_WRITE, MAP_SHARED,
				     worker->kcov, 0);
		if (worker->cover == MAP_FAILED)
			return -errno;
	}
	return ioctl(worker->kcov, KCOV_ENABLE, KCOV_TRACE_PC) ? -errno : 0;
}

int worker_make(struct worker *worker, unsigned int number, uint64_t seed,
		bool coverage)
{
	if (!worker->page) {
		worker->number = number;
		worker->state = chance_begin(seed + number);
		worker->page = map(5 * PAGE);
		worker->room = map(ROOM_SIZE + PAGE);
		if (!worker->page || !worker->room ||
		    mprotect(worker->page + 2 * PAGE, PAGE, PROT_NONE) ||
		    mprotect(worker->page + 3 * PAGE, PAGE, PROT_READ) ||
		    mprotect(worker->page + 4 * PAGE, PAGE, PROT_NONE) ||
		    mprotect(worker->room + ROOM_SIZE, PAGE, PROT_NONE))
			return -ENOMEM;
	}
	worker->tid = (int)syscall(SYS_gettid);
	worker->user = 0;
	worker->family = 0;
	return coverage ? coverage_begin(worker) : 0;
}

void worker_end(struct worker *worker)
{
	if (worker->cover)
		ioctl(worker->kcov, KCOV_DISABLE, 0);
}

int worker_open(struct worker *worker, int shared)
{
	unsigned int i;

	for (i = 0; i < SESSIONS - 1; i++) {
		worker->sessions[i] = session_open();
		if (worker->sessions[i] < 0)
			return -errno;
	}
	worker->sessions[i] = shared;
	return 0;
}

void worker_close(struct worker *worker)
{
	unsigned int i;

	for (i = 0; i < SESSIONS - 1; i++)
		close(worker->sessions[i]);
}
