/* SPDX-License-Identifier: GPL-2.0 */
/* What the compiler is told; one thread needs no more. */
#ifndef NTMS_SHIM_COMPILER_H
#define NTMS_SHIM_COMPILER_H

#ifndef __always_inline
#define __always_inline	inline __attribute__((always_inline))
#endif
#undef __counted_by
#define __counted_by(member)
#define __uninitialized
#define noinline_for_stack	__attribute__((noinline))
#define __must_check	__attribute__((warn_unused_result))
#define __maybe_unused	__attribute__((unused))
#define fallthrough	__attribute__((fallthrough))
#define __uninitialized
#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define READ_ONCE(x)	(x)
#define data_race(x)	({ __auto_type value = (x); value; })
#define WRITE_ONCE(x, value)	((x) = (value))
#define rcu_assign_pointer(p, value)	((p) = (value))

#endif /* NTMS_SHIM_COMPILER_H */
