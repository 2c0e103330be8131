/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints: what is called, what changes, who waits and for how long, which
 * commands robots are given. See Documentation/tracing.rst.
 *
 * A number here is the number of the uapi header or of the core; what it is
 * called stands beside it. Compiled with NTMS_UNTRACED, as the core is for its
 * tests, there are none.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM ntms

#if !defined(NTMS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define NTMS_TRACE_H

#ifdef NTMS_UNTRACED
#define TP_PROTO(args...)	args
#define TRACE_EVENT(name, proto, ...)					\
	static inline void trace_##name(proto) { }			\
	static inline bool trace_##name##_enabled(void) { return false; }
#else
#include <linux/tracepoint.h>
#endif

#include "core/types.h"

TRACE_EVENT(ntms_call_begin,
	    TP_PROTO(u32 number),
	    TP_ARGS(number),
	    TP_STRUCT__entry(__field(u32, number)),
	    TP_fast_assign(__entry->number = number;),
	    TP_printk("command=0x%02x", __entry->number)
);

TRACE_EVENT(ntms_call_end,
	    TP_PROTO(u32 number, u32 reason),
	    TP_ARGS(number, reason),
	    TP_STRUCT__entry(__field(u32, number)
			     __field(u32, reason)),
	    TP_fast_assign(__entry->number = number;
			   __entry->reason = reason;),
	    TP_printk("command=0x%02x reason=%u", __entry->number,
		      __entry->reason)
);

TRACE_EVENT(ntms_commit,
	    TP_PROTO(u64 sequence, u32 changes),
	    TP_ARGS(sequence, changes),
	    TP_STRUCT__entry(__field(u64, sequence)
			     __field(u32, changes)),
	    TP_fast_assign(__entry->sequence = sequence;
			   __entry->changes = changes;),
	    TP_printk("sequence=%llu changes=%u", __entry->sequence,
		      __entry->changes)
);

TRACE_EVENT(ntms_change,
	    TP_PROTO(u64 sequence, const char *kind, u32 type,
		     const guid_t *id),
	    TP_ARGS(sequence, kind, type, id),
	    TP_STRUCT__entry(__field(u64, sequence)
			     __field(u32, type)
			     __array(char, kind, 12)
			     __array(u8, id, sizeof(guid_t))),
	    TP_fast_assign(__entry->sequence = sequence;
			   __entry->type = type;
			   strscpy(__entry->kind, kind, sizeof(__entry->kind));
			   memcpy(__entry->id, id, sizeof(__entry->id));),
	    TP_printk("sequence=%llu kind=%s type=%u id=%pUl",
		      __entry->sequence, __entry->kind, __entry->type,
		      __entry->id)
);

TRACE_EVENT(ntms_wait_begin,
	    TP_PROTO(u64 ticket, const guid_t *pool, u64 deadline),
	    TP_ARGS(ticket, pool, deadline),
	    TP_STRUCT__entry(__field(u64, ticket)
			     __field(u64, deadline)
			     __array(u8, pool, sizeof(guid_t))),
	    TP_fast_assign(__entry->ticket = ticket;
			   __entry->deadline = deadline;
			   memcpy(__entry->pool, pool, sizeof(__entry->pool));),
	    TP_printk("ticket=%llu pool=%pUl deadline=%lld", __entry->ticket,
		      __entry->pool, (long long)__entry->deadline)
);

TRACE_EVENT(ntms_wait_end,
	    TP_PROTO(u64 ticket, u32 reason),
	    TP_ARGS(ticket, reason),
	    TP_STRUCT__entry(__field(u64, ticket)
			     __field(u32, reason)),
	    TP_fast_assign(__entry->ticket = ticket;
			   __entry->reason = reason;),
	    TP_printk("ticket=%llu reason=%u", __entry->ticket,
		      __entry->reason)
);

TRACE_EVENT(ntms_command,
	    TP_PROTO(const struct ntms_scsi_address *at, u8 opcode, int error,
		     u32 sense, u64 us),
	    TP_ARGS(at, opcode, error, sense, us),
	    TP_STRUCT__entry(__field(u32, host)
			     __field(u32, channel)
			     __field(u32, target)
			     __field(u64, lun)
			     __field(u32, sense)
			     __field(int, error)
			     __field(u64, us)
			     __field(u8, opcode)),
	    TP_fast_assign(__entry->host = at->host;
			   __entry->channel = at->channel;
			   __entry->target = at->target;
			   __entry->lun = at->lun;
			   __entry->opcode = opcode;
			   __entry->error = error;
			   __entry->sense = sense;
			   __entry->us = us;),
	    TP_printk("at=%u:%u:%u:%llu opcode=0x%02x error=%d sense=%x/%02x/%02x us=%llu",
		      __entry->host, __entry->channel, __entry->target,
		      __entry->lun, __entry->opcode, __entry->error,
		      __entry->sense >> 16, (__entry->sense >> 8) & 0xff,
		      __entry->sense & 0xff, __entry->us)
);

#endif /* NTMS_TRACE_H */

#ifndef NTMS_UNTRACED
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
#endif
