/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The journal's protocol: two callers, a daemon, a robot and power cuts.
 *
 * What the module does with the catalog's lock held is one step here, and has
 * the name of its function. What a caller, the daemon or the world does next is
 * free; how often is bounded, so that every run ends. Where nothing moves any
 * more, 'watch' looks at what is left.
 *
 * Documentation/journal-model.rst has the rules and the functions; check-model
 * compiles and runs this. A name in capitals behind an #if that is not described
 * here is a mutant, one rule that is left out; check-model lists them.
 *
 * CALLS, FACTS, DEATHS, REFUSALS, CUTS	how often each can happen
 * PATIENT	no call has a dead line, and the daemon always comes back
 * WAITERS	a call that finds no medium waits for one
 * POOL		there is a pool as well, which can be deleted while it is empty; the
 *		robot puts the first medium into it, and takes it out
 * RESTORE	a backup of the database is put back under a daemon that is down
 * CLAIM	only what an ltl at the end says is looked at
 */
#ifndef CALLS
#define CALLS		3
#endif
#ifndef FACTS
#define FACTS		1
#endif
#ifndef DEATHS
#define DEATHS		1
#endif
#ifndef REFUSALS
#define REFUSALS	1
#endif
#ifndef CUTS
#define CUTS		1
#endif
#ifdef CLAIM
#define assert(x)	true
#endif

/* A call makes a record, and perhaps one more as it ends; a fact makes one. */
#define LAST		(2 * CALLS + FACTS)

/*
 * Objects: two media, whose value is the owner of their side, and the pool, 1:
 * it was deleted. The database has the logical media as well, which the catalog
 * has if, and only if, a side has an owner.
 */
#define MEDIA		2
#define THE_POOL	2
#define OBJECTS		3
#define LOGICAL(o)	(OBJECTS + (o))
#define STORED		5
#define BIT(o)		(1 << (o))
#define WHOLE(o)	(BIT(o) | (o < MEDIA) * BIT(LOGICAL(o)))

/* Where a call is */
#define IDLE		0
#define WAITS_PIN	1
#define WAITS		2
#define LISTED		3	/* waits for a medium */
#define GIVES_UP	4	/* of a mutant */

/* What it wants */
#define TAKE		1
#define FREE		2
#define DELETE		3

/* What the daemon said */
#define NOTHING		0
#define SUCCESS		1
#define REFUSED		2
#define REFUSED_LATE	3	/* but one that died may have stored it */

/* Where the daemon is */
#define DEAD		0
#define RUNS		1	/* is attached, and reads */
#define WRITTEN		2	/* has committed, and the kernel's cache has it */
#define SYNCED		3	/* and the disk */

/* Kinds of records */
#define CHANGE		1
#define VOID		2
#define FACT		3	/* of the medium, not of who owns its side */
#define TOLD		4	/* a fact that tells of both */
#define KEPT		5	/* of a mutant: will be read again */

typedef record {
	byte kind;	/* 0: it is not queued, or not any more */
	bit seen;	/* a daemon has read it */
	bit again;	/* and died */
	byte who;	/* waits for it; 0: nobody, or not any more */
	byte obj;
	byte value;
	byte undone;	/* of what is void: its value */
	bit place;
};

typedef image {
	byte value[STORED];
	bit place;
};

/* ---- the module's memory ------------------------------------------------- */

bit loaded;		/* from the database; before, nothing can change */
bit passed;		/* and something did not fit, and was passed over */
byte value[OBJECTS];
bit place;		/* where the robot says that the first medium is */
byte pin[OBJECTS];	/* whose call changes it */
byte needs;		/* calls that need the pool to stay */
record rec[LAST + 1];	/* by number */
byte next = 1;		/* number */
byte tail;		/* the last that is queued */
#ifdef BY_POSITION
byte kept;		/* the last that was acknowledged */
#endif
bit attached;
bit missed;		/* a fact of the first medium waits for its pin to go */
bit telling, begun;	/* all objects are told, and that they follow */
byte begin;		/* records before this number were before them */
byte at;		/* the next piece of them */
byte skipped;		/* bits: pinned when their turn came */

/* ---- the calls, and what those who made them know ------------------------ */

byte step[3], op[3], obj[3], mine[3], verdict[3];
bit woken[3];
byte holds[3];		/* bits: media that it believes to be its own */

/* ---- the database, and who writes it ------------------------------------- */

image txn;		/* of the daemon, not committed */
image file;		/* what who opens the database sees */
image disk;		/* what a power cut leaves */
byte phase;
byte to;		/* read by this daemon */
bit more;		/* there is something to commit */
byte bad;		/* it refuses this one */
byte fresh;		/* bits: came since all objects were begun to be told */
bit gone;		/* it does not come back */

/* ---- how much of everything is left -------------------------------------- */

byte calls = CALLS, facts = FACTS, deaths = DEATHS, cuts = CUTS;
byte refusals = REFUSALS;

#ifdef RESTORE
image backup;		/* at first it is empty */
bit saved;
bit restored;		/* and what it says was not told again yet */
bit repaired;		/* it was, but not synced */
byte restores = 1;
#define UNSURE		restored
#else
#define UNSURE		false
#endif

hidden byte s_, o_, c_, e_, n_, p_, v_;

#define HELD(c, o)	((holds[c] >> (o)) & 1)
#define AFTER(c)	((op[c] == TAKE) * c + (op[c] == DELETE))
#define BEFORE(c)	((op[c] == FREE) * c)

inline copy(a, b)
{
	a.value[0] = b.value[0];
	a.value[1] = b.value[1];
	a.value[2] = b.value[2];
	a.value[3] = b.value[3];
	a.value[4] = b.value[4];
	a.place = b.place
}

/* ---- the rules ----------------------------------------------------------- */

/* What may the disk say of an object, if not what the catalog says? */
inline check_stored(o, stored)
{
	v_ = disk.value[stored];
	c_ = pin[o];
	if
	:: c_ != 0 && verdict[c_] == SUCCESS ->
		/* Acknowledged, and about to be applied. */
		assert(v_ == AFTER(c_))
	:: else ->
		p_ = (v_ == value[o]);
		/* Read and not answered, or void: it may be stored or not. */
		for (s_ : 1 .. LAST) {
			p_ = p_ || (rec[s_].obj == o &&
				    ((rec[s_].kind == CHANGE && rec[s_].seen &&
				      rec[s_].value == v_) ||
				     (rec[s_].kind == VOID &&
				      rec[s_].undone == v_)))
		}
		/* Refused, and about to be taken back. */
		p_ = p_ || (c_ && verdict[c_] == REFUSED_LATE);
		assert(p_)
	fi
}

/*
 * What holds between any two steps: the disk has what was acknowledged, and
 * nothing that failed for good; nobody sees a change that was not acknowledged;
 * who was given a medium has it, here and on the disk, and is alone; what is in
 * a pool keeps it.
 */
inline check()
{
	if
	:: UNSURE || !loaded
	:: else ->
		for (o_ : 0 .. OBJECTS - 1) {
			check_stored(o_, o_);
			if
			:: o_ < MEDIA -> check_stored(o_, LOGICAL(o_))
			:: else
			fi
		}
		for (c_ : 1 .. 2) {
			for (o_ : 0 .. MEDIA - 1) {
				if
				:: HELD(c_, o_) ->
					v_ = disk.value[LOGICAL(o_)];
					assert(value[o_] == c_);
					assert(v_ == c_ ||
					       (v_ == 0 && step[c_] == WAITS &&
						op[c_] == FREE &&
						obj[c_] == o_))
				:: else
				fi
			}
		}
		for (o_ : 0 .. MEDIA - 1) {
			assert(!(disk.value[THE_POOL] && disk.value[o_]))
		}
	fi;
	for (s_ : 1 .. LAST) {
		assert(!rec[s_].who || value[rec[s_].obj] != rec[s_].value)
	}
	assert(!(holds[1] & holds[2]));
	assert(!(value[THE_POOL] && (value[0] || value[1] || place)))
}

/* ---- the queue ----------------------------------------------------------- */

inline queue(k, o, v, p, w)
{
	assert(next <= LAST);
	rec[next].kind = k;
	rec[next].who = w;
	rec[next].obj = o;
	rec[next].value = v;
	rec[next].place = (o == 0 && p);
	tail = next;
	next++
}

inline clear(s)
{
	rec[s].kind = 0;
	rec[s].seen = 0;
	rec[s].again = 0;
	rec[s].who = 0;
	rec[s].obj = 0;
	rec[s].value = 0;
	rec[s].undone = 0;
	rec[s].place = 0
}

inline unqueue(s)
{
	clear(s);
	do
	:: tail > 0 && !rec[tail].kind -> tail--
	:: else -> break
	od
}

/* Numbers matter only as long as something has one: from the beginning then, for
 * fewer states. */
inline renumber()
{
	if
	:: tail == 0 && step[1] != WAITS && step[2] != WAITS ->
		next = 1;
		to = 0;
		begin = begun;
#ifdef BY_POSITION
		kept = 0
#endif
	:: else
	fi
}

/* An object as the catalog has it. If nobody reads, who will is told all. */
inline ntms_record_fact(k, o)
{
	if
	:: attached -> queue(k, o, value[o], place, 0)
	:: else
	fi
}

/* A medium that can be had: who was passed over looks again. */
inline serve_waiters()
{
#ifdef WAITERS
	woken[1] = (step[1] == LISTED);
	woken[2] = (step[2] == LISTED)
#else
	skip
#endif
}

/* The pin of a call goes; what was missed meanwhile is recorded. */
inline ntms_unpin(c, o)
{
	pin[o] = 0;
	if
	:: op[c] == TAKE -> needs--
	:: else
	fi;
#ifdef SERVES_ONCE
	if
	:: op[c] == FREE && verdict[c] == SUCCESS -> serve_waiters()
	:: else
	fi;
#else
	serve_waiters();
#endif
#ifndef SKIPS_FOR_GOOD
	if
	:: o < MEDIA && (skipped & BIT(LOGICAL(o))) ->
		ntms_record_fact(TOLD, o)
	:: else ->
		if
		:: (skipped & BIT(o)) || (missed && o == 0) ->
			ntms_record_fact(FACT, o)
		:: else
		fi
	fi;
#endif
#ifndef NEVER_ENDS
	skipped = skipped & ~WHOLE(o);
#endif
	missed = missed && o != 0
}

/* ---- a call -------------------------------------------------------------- */

#ifdef POOL
#define NEEDS_PINNED(c)	(op[c] == TAKE && pin[THE_POOL])
#ifdef NEEDS_NOT_HELD
#define NEEDED(c)	false
#else
#define NEEDED(c)	(op[c] == DELETE && needs)
#endif
#else
#define NEEDS_PINNED(c)	false
#define NEEDED(c)	false
#endif
#define BLOCKED(c)	(pin[obj[c]] || NEEDS_PINNED(c) || NEEDED(c))

/* May it, as the catalog is? */
#define MAY_TAKE(o)	(value[o] == 0 && !value[THE_POOL])
#define CAN_TAKE(o)	(MAY_TAKE(o) && !pin[o])
#define MAY_FREE(c, o)	(value[o] == c)
#define EMPTY		(!value[0] && !value[1] && !place)
#define MAY_DELETE	(EMPTY && !value[THE_POOL])
#define MAY(c)		((op[c] == TAKE && MAY_TAKE(obj[c])) || \
			 (op[c] == FREE && MAY_FREE(c, obj[c])) || \
			 (op[c] == DELETE && MAY_DELETE))

inline returns(c)
{
	step[c] = IDLE;
	op[c] = 0;
	obj[c] = 0;
	mine[c] = 0;
	verdict[c] = NOTHING;
	woken[c] = 0;
	renumber();
	check()
}

/* Reserve and record. */
inline ntms_record_pass(c)
{
	if
	:: BLOCKED(c) -> step[c] = WAITS_PIN
	:: else ->
#ifndef UNPIN_EARLY
		pin[obj[c]] = c;
#endif
		if
		:: op[c] == TAKE -> needs++
		:: else
		fi;
		mine[c] = next;
		queue(CHANGE, obj[c], AFTER(c), place, c);
		step[c] = WAITS;
#ifdef APPLY_EARLY
		value[obj[c]] = AFTER(c);
#endif
		check()
	fi
}

inline begins(c, what, which)
{
	calls--;
	op[c] = what;
	obj[c] = which;
	ntms_record_pass(c)
}

/* The pin is gone: everything may have changed, so it starts again. */
inline begins_again(c)
{
#ifdef NO_LOOK_AGAIN
	ntms_record_pass(c)
#else
	if
	:: MAY(c) -> ntms_record_pass(c)
	:: else -> returns(c)
	fi
#endif
}

/* Any will do: what is pinned is passed over. */
inline serve(c)
{
	woken[c] = 0;
	if
	:: CAN_TAKE(0) || CAN_TAKE(1) ->
		op[c] = TAKE;
		obj[c] = !CAN_TAKE(0);
		ntms_record_pass(c)
	:: else -> step[c] = LISTED
	fi
}

/* What undoes a record that was read: behind it, and before anybody can have
 * the object. It is as it is now, with what the robot did. */
inline ntms_record_revoke(c)
{
#ifdef VOID_OF_OLD
	p_ = rec[mine[c]].place;
#else
	p_ = place;
#endif
#ifndef NO_VOID
	queue(VOID, obj[c], value[obj[c]], p_, 0);
	rec[tail].undone = AFTER(c);
	if
	:: obj[c] == 0 ->
		missed = 0
	:: else
	fi;
	skipped = skipped & ~WHOLE(obj[c]);
#endif
	skip
}

/* Did the robot do what does not go with it, while it was under way? */
#if defined(POOL) && !defined(APPLIES_BLINDLY)
#define SPOILT(c)	(op[c] == DELETE && !EMPTY)
#else
#define SPOILT(c)	false
#endif

/* Acknowledged: it has happened. What a fact has spoilt fails after all. */
inline ntms_apply(c)
{
	if
	:: SPOILT(c) ->
		ntms_record_revoke(c);
		ntms_unpin(c, obj[c])
	:: else ->
		value[obj[c]] = AFTER(c);
		/* Who hears of success is told of what lasts. */
		assert(UNSURE || disk.value[obj[c]] == value[obj[c]]);
		if
		:: op[c] == TAKE -> holds[c] = holds[c] | BIT(obj[c])
		:: op[c] == FREE -> holds[c] = holds[c] & ~BIT(obj[c])
		:: else
		fi;
#ifndef NEW_NOT_TOLD
		/* Its record was before all objects; what is new in it, and was
		 * not there yet when its turn would have come, is told now. */
		if
		:: telling && begun && mine[c] < begin ->
			skipped = skipped | WHOLE(obj[c])
		:: else
		fi;
#endif
		ntms_unpin(c, obj[c])
	fi;
	returns(c)
}

/* Given back or not, a power cut may say so: it is not to be used. */
inline in_doubt(c)
{
#ifndef KEEPS_IN_DOUBT
	if
	:: op[c] == FREE -> holds[c] = holds[c] & ~BIT(obj[c])
	:: else
	fi;
#endif
	skip
}

inline refused(c)
{
#ifdef APPLY_EARLY
	value[obj[c]] = BEFORE(c);
#endif
	if
	:: verdict[c] == REFUSED_LATE ->
		in_doubt(c);
		ntms_record_revoke(c)
	:: else
	fi;
#ifndef STUCK_PIN
	ntms_unpin(c, obj[c]);
#endif
	returns(c)
}

/*
 * Its dead line or a signal, and no answer. What no daemon has read is as if it
 * had never been; what one has read may be in the database by now, or later.
 */
inline ntms_record_cancel(c)
{
	n_ = mine[c];
#ifdef APPLY_EARLY
	value[obj[c]] = BEFORE(c);
#endif
	if
	:: !rec[n_].seen && rec[n_].kind -> unqueue(n_)
	:: else ->
		in_doubt(c);
		rec[n_].who = 0;
#ifdef VOID_LATE
		step[c] = GIVES_UP
#else
		ntms_record_revoke(c)
#endif
	fi;
	ntms_unpin(c, obj[c]);
	if
	:: step[c] != GIVES_UP -> returns(c)
	:: else
	fi
}

#ifdef PATIENT
#define DEADLINE	false
#else
#define DEADLINE	true
#endif
#define UNANSWERED(c)	(verdict[c] == NOTHING)
#define BEGINS(c)	(step[c] == IDLE && calls && loaded)

/* ntms_record_wait() and ntms_pins_wait() are what these choose from. */
proctype caller(byte c)
{
end:
	do
	:: d_step { BEGINS(c) && MAY_TAKE(0) -> begins(c, TAKE, 0) }
	:: d_step { BEGINS(c) && MAY_TAKE(1) -> begins(c, TAKE, 1) }
	:: d_step { BEGINS(c) && MAY_FREE(c, 0) -> begins(c, FREE, 0) }
	:: d_step { BEGINS(c) && MAY_FREE(c, 1) -> begins(c, FREE, 1) }
#ifdef POOL
	:: d_step { BEGINS(c) && MAY_DELETE -> begins(c, DELETE, THE_POOL) }
#endif
#ifdef WAITERS
	:: d_step { BEGINS(c) && !CAN_TAKE(0) && !CAN_TAKE(1) ->
		calls--;
		serve(c) }
	:: d_step { step[c] == LISTED && woken[c] -> serve(c) }
	:: d_step { step[c] == LISTED && DEADLINE -> returns(c) }
#endif
	:: d_step { step[c] == WAITS_PIN && !BLOCKED(c) -> begins_again(c) }
	:: d_step { step[c] == WAITS_PIN && DEADLINE -> returns(c) }
	:: d_step { step[c] == WAITS && verdict[c] == SUCCESS -> ntms_apply(c) }
	:: d_step { step[c] == WAITS && verdict[c] >= REFUSED ->
		refused(c) }
	:: d_step { step[c] == WAITS && DEADLINE && UNANSWERED(c) ->
		ntms_record_cancel(c) }
#ifdef RETURNS_EARLY
	:: d_step { step[c] == WAITS && rec[mine[c]].seen -> ntms_apply(c) }
#endif
#ifdef VOID_LATE
	:: d_step { step[c] == GIVES_UP ->
		queue(VOID, obj[c], BEFORE(c), place, 0);
		returns(c) }
#endif
	od
}

/* ---- the robot ----------------------------------------------------------- */

#ifdef POOL
#define ROBOT_MAY	(place || !value[THE_POOL])
#else
#define ROBOT_MAY	true
#endif
/* A record tells of the whole medium, so it waits for the change under way. */
#ifdef FACT_AT_ONCE
#define FACT_WAITS	false
#else
#define FACT_WAITS	(pin[0])
#endif

/* It is true at once. */
active proctype robot()
{
end:
	do
	:: d_step { facts && loaded && ROBOT_MAY ->
		facts--;
		place = 1 - place;
		if
		:: FACT_WAITS -> missed = attached
		:: else -> ntms_record_fact(FACT, 0)
		fi }
	od
}

/* ---- the journal, as the daemon sees it ---------------------------------- */

/* All up to a number that are still queued. */
inline ntms_journal_acknowledge(up_to)
{
	n_ = up_to;
#ifdef BY_POSITION
	/* As many as there are numbers, as if none had left the queue. */
	n_ = kept;
	for (e_ : kept + 1 .. up_to) {
		do
		:: n_ < tail ->
			n_++;
			if
			:: rec[n_].kind != 0 -> break
			:: else
			fi
		:: else -> break
		od
	}
#endif
	for (s_ : 1 .. LAST) {
		if
		:: rec[s_].kind && s_ <= n_ ->
#ifdef BY_POSITION
			kept = s_;
#endif
			verdict[rec[s_].who] = SUCCESS;
#ifdef TWICE
			rec[s_].who = 0;
			rec[s_].kind = KEPT
#else
			unqueue(s_)
#endif
		:: else
		fi
	};
	verdict[0] = NOTHING;
	renumber();
	check()
}

/* What one that died has read may be stored all the same. */
inline ntms_journal_refuse(s)
{
#ifdef REFUSES_AGAIN
	verdict[rec[s].who] = REFUSED;
#else
	verdict[rec[s].who] = REFUSED + rec[s].again;
#endif
	verdict[0] = NOTHING;
	unqueue(s);
	check()
}

inline ntms_journal_attach()
{
	attached = 1;
	phase = RUNS;
	/* Who has loaded the catalog has it, if all of it fitted. */
#ifdef LEAVES_MISFITS
	telling = loaded;
#else
	telling = loaded || passed;
#endif
#ifdef TELLS_NOTHING
	telling = 0;
#endif
	loaded = 1;
	passed = 0;
#ifdef GOES_ON
	/* With what the one that died had not read. */
	for (s_ : 1 .. LAST) {
		if
		:: rec[s_].seen -> to = s_
		:: else
		fi
	};
#endif
	check()
}

/* What somebody waits for stays, with the mark that it was read, and so does what
 * undoes others, but not those: they would come back for a while. Facts are told
 * again. */
#ifdef TWICE
#define STAYS(s)	true
#else
#ifdef REPLAYS_VOID
#define STAYS(s)	(rec[s].kind == CHANGE || rec[s].kind == VOID)
#else
#define STAYS(s)	(rec[s].who || rec[s].kind == VOID)
#endif
#endif
inline ntms_journal_detach()
{
	attached = 0;
	phase = DEAD;
	to = 0;
	more = 0;
	bad = 0;
	fresh = 0;
	telling = 0;
	begun = 0;
	begin = 0;
	at = 0;
	skipped = 0;
	missed = 0;
	copy(txn, file);
	for (s_ : 1 .. LAST) {
		rec[s_].again = rec[s_].seen;
		if
		:: rec[s_].kind && !STAYS(s_) -> unqueue(s_)
		:: else
		fi;
#ifdef FORGETS_READ
		rec[s_].seen = 0;
#endif
#ifdef DROPS_READ
		if
		:: rec[s_].seen -> unqueue(s_)
		:: else
		fi;
#endif
#ifdef DROPS_VOID
		if
		:: rec[s_].kind == VOID -> unqueue(s_)
		:: else
		fi
#endif
	};
	skip
}

/* It is marked before the daemon can know of it. */
inline ntms_journal_read()
{
	to++;
	do
	:: !rec[to].kind -> to++
	:: else -> break
	od;
#ifndef MARKS_LATE
	rec[to].seen = 1
#endif
}

inline stores(o, v)
{
	txn.value[o] = v;
	if
	:: begun -> fresh = fresh | BIT(o)
	:: else
	fi
}

/* A logical medium is pinned with its medium, as both change together. */
#define MEDIUM_OF(o)	(o - (o >= OBJECTS) * OBJECTS)
#ifdef LOGICAL_UNPINNED
#define TOLD_LATER(o)	(o < OBJECTS && pin[o])
#else
#define TOLD_LATER(o)	pin[MEDIUM_OF(o)]
#endif
#define EXISTS(o)	(o < MEDIA || (o == THE_POOL) != (value[MEDIUM_OF(o)] != 0))

/* The next of all objects, media first, then the others. What is pinned is told
 * when it is not any more. */
#define PIECES		2

inline ntms_tell_some()
{
	if
	:: !begun ->
		begun = 1;
		begin = next;
		at = 0;
		fresh = 0
	:: else
	fi;
	for (o_ : at * MEDIA .. MEDIA - 1 + at * (STORED - MEDIA)) {
		if
#ifndef TELLS_PINNED
		:: EXISTS(o_) && TOLD_LATER(o_) -> skipped = skipped | BIT(o_)
#endif
		:: !EXISTS(o_)
		:: else ->
			v_ = value[MEDIUM_OF(o_)];
			stores(o_, v_);
			if
			:: o_ == 0 -> txn.place = place
			:: else
			fi
		fi
	}
	at++;
	more = 1
}

/* That were all: what did not come again is no more. */
inline ntms_tell_end()
{
	telling = 0;
	begun = 0;
	begin = 0;
	at = 0;
#ifndef KEEPS_STALE
	for (o_ : THE_POOL .. STORED - 1) {
		if
		:: !(fresh & BIT(o_)) ->
			txn.value[o_] = (o_ == THE_POOL)
		:: else
		fi
	}
#endif
	fresh = 0;
#ifdef RESTORE
	repaired = restored;
#endif
	more = 1
}

inline insert()
{
	o_ = rec[to].obj;
	v_ = rec[to].value;
	stores(o_, v_);
	if
	:: o_ < MEDIA && rec[to].kind != FACT ->
		stores(LOGICAL(o_), v_)
	:: else
	fi;
	if
	:: o_ == 0 -> txn.place = rec[to].place
	:: else
	fi;
	more = 1
}

inline marks_late()
{
	for (s_ : 1 .. LAST) {
		rec[s_].seen = rec[s_].kind && (rec[s_].seen || s_ <= to)
	}
}

/* What was asked for can be refused; facts, and what undoes, cannot be. */
#ifdef VOID_REFUSED
#define REFUSABLE	(rec[to].kind != 0)
#else
#define REFUSABLE	(rec[to].kind == CHANGE)
#endif

/* First to the disk, then the answer. */
#ifdef ANSWERS_EARLY
#define SYNCS		SYNCED
#define SYNCED_TO	RUNS
#define ANSWERS		WRITTEN
#define ANSWERED_TO	SYNCED
#else
#define SYNCS		WRITTEN
#define SYNCED_TO	SYNCED
#define ANSWERS		SYNCED
#define ANSWERED_TO	RUNS
#endif
/* What it refuses it says before it acknowledges what came later. */
#ifdef REFUSES_LAST
#define MAY_ANSWER	true
#else
#define MAY_ANSWER	(!bad)
#endif
#define READS		(phase == RUNS && tail > to)
#define TELLS		(phase == RUNS && tail <= to && telling)
#ifdef ENDS_EARLY
#define TOLD_ALL	true
#else
#define TOLD_ALL	(skipped == 0)
#endif

active proctype ntmsd()
{
end:
	do
	:: d_step { phase == DEAD && !gone -> ntms_journal_attach() }
#ifndef PATIENT
	:: d_step { phase == DEAD && !gone -> gone = 1 }
#endif
	:: d_step { READS ->
		ntms_journal_read();
		insert() }
	:: d_step { READS && refusals && !bad ->
		ntms_journal_read();
		if
		:: REFUSABLE ->
			refusals--;
			bad = to;
			more = 1
		:: else -> insert()
		fi }
	:: d_step { TELLS && at < PIECES -> ntms_tell_some() }
	:: d_step { TELLS && at == PIECES && TOLD_ALL -> ntms_tell_end() }
	:: d_step { phase == RUNS && more ->
#ifdef MARKS_LATE
		marks_late();
#endif
		copy(file, txn);
		more = 0;
		phase = WRITTEN }
	:: d_step { phase == SYNCS ->
		copy(disk, file);
#ifdef RESTORE
		if
		:: repaired ->
			restored = 0;
			repaired = 0
		:: else
		fi;
#endif
		phase = SYNCED_TO;
		check() }
	:: d_step { bad ->
		ntms_journal_refuse(bad);
		bad = 0 }
	:: d_step { phase == ANSWERS && MAY_ANSWER ->
		phase = ANSWERED_TO;
		ntms_journal_acknowledge(to) }
	:: d_step { phase != DEAD && deaths ->
		deaths--;
		ntms_journal_detach() }
	od
}

/* ---- the world ----------------------------------------------------------- */

/* Memory is gone. Who called does not know how it ended. */
inline forgets(c)
{
	if
	:: step[c] == WAITS && op[c] == FREE ->
		holds[c] = holds[c] & ~BIT(obj[c])
	:: else
	fi;
	step[c] = IDLE;
	op[c] = 0;
	obj[c] = 0;
	mine[c] = 0;
	verdict[c] = NOTHING;
	woken[c] = 0
}

/* ntmsd reads its database, and loads the catalog. */
inline load()
{
	for (o_ : 0 .. OBJECTS - 1) {
		pin[o_] = 0;
		value[o_] = disk.value[o_]
	}
	for (o_ : 0 .. MEDIA - 1) {
		value[o_] = disk.value[LOGICAL(o_)]
	}
	/* A medium of a pool that there is not. The robot finds it again. */
	place = disk.place;
#ifdef POOL
	passed = disk.place && disk.value[THE_POOL];
	place = place && !passed;
#endif
#ifdef RESTORE
	/* A side that has an owner of whom nothing was told. */
	passed = passed || disk.value[0] != value[0] || disk.value[1] != value[1];
#endif
	needs = 0;
	next = 1;
#ifdef BY_POSITION
	kept = 0;
#endif
	tail = 0;
	loaded = 0;
#ifdef RESTORE
	/* Who put back an old database has told all what it says. */
	if
	:: restored ->
		for (c_ : 1 .. 2) {
			holds[c_] = (value[0] == c_) + 2 * (value[1] == c_)
		}
	:: else
	fi;
	restored = passed;
	repaired = 0;
#endif
	skip
}

active proctype power()
{
end:
	do
	:: d_step { cuts ->
		cuts--;
		check();
		forgets(1);
		forgets(2);
		copy(file, disk);
		ntms_journal_detach();
		for (s_ : 1 .. LAST) {
			clear(s_)
		}
		load();
		/* As the loader has it. */
		loaded = 1;
		check();
		loaded = 0 }
	od
}

#ifdef RESTORE
active proctype administrator()
{
end:
	do
	:: d_step { !saved && restores && disk.value[0] ->
		saved = 1;
		copy(backup, disk) }
	:: d_step { restores && phase == DEAD && !gone && loaded ->
		restores--;
		restored = 1;
		copy(disk, backup);
		copy(file, backup);
		copy(txn, backup) }
	od
}
#endif

/* Nothing moves any more: nothing is stuck, and all agree. */
#define AT_REST(c)	(step[c] == IDLE || (step[c] == LISTED && \
					     !CAN_TAKE(0) && !CAN_TAKE(1)))

active proctype watch()
{
end:
	timeout;
	assert(AT_REST(1) && AT_REST(2));
	assert(!pin[0] && !pin[1] && !pin[THE_POOL] && !needs && !missed);
	assert(attached || gone);
	if
	:: attached ->
		assert((tail == 0 || rec[tail].kind == KEPT) && !telling);
		assert(value[0] == disk.value[0] && value[1] == disk.value[1] &&
		       value[0] == disk.value[LOGICAL(0)] &&
		       value[1] == disk.value[LOGICAL(1)] &&
		       value[THE_POOL] == disk.value[THE_POOL] &&
		       place == disk.place)
	:: else
	fi
}

init
{
	atomic {
		run caller(1);
		run caller(2)
	}
}

/* Two callers never have one medium, and the disk has no third opinion. */
ltl one_owner {
	[] (!(holds[1] & holds[2]) &&
	    (!HELD(1, 0) || value[0] == 1) && (!HELD(2, 0) || value[0] == 2) &&
	    (!HELD(1, 1) || value[1] == 1) && (!HELD(2, 1) || value[1] == 2) &&
	    (!HELD(1, 0) || disk.value[LOGICAL(0)] != 2) &&
	    (!HELD(2, 0) || disk.value[LOGICAL(0)] != 1) &&
	    (!HELD(1, 1) || disk.value[LOGICAL(1)] != 2) &&
	    (!HELD(2, 1) || disk.value[LOGICAL(1)] != 1))
}

/* Every pin goes away, and every call ends. */
ltl all_ends {
	[] ((pin[0] -> <> !pin[0]) && (pin[1] -> <> !pin[1]) &&
	    ((step[1] == WAITS) -> <> (step[1] != WAITS)) &&
	    ((step[2] == WAITS) -> <> (step[2] != WAITS)) &&
	    ((step[1] == WAITS_PIN) -> <> (step[1] != WAITS_PIN)) &&
	    ((step[2] == WAITS_PIN) -> <> (step[2] != WAITS_PIN)))
}

/* While there is a daemon, nothing stays in the queue, and all is told. */
ltl all_written {
	<> [] (gone || (!tail && !telling))
}
