/* SPDX-License-Identifier: GPL-2.0 */
/* There is one thread, so that nothing changes while somebody reads. */
#ifndef NTMS_SHIM_SEQLOCK_H
#define NTMS_SHIM_SEQLOCK_H

typedef unsigned int seqcount_t;

#define preempt_disable()	((void)0)
#define preempt_enable()	((void)0)

#define seqcount_init(count)			((void)(*(count) = 0))
#define write_seqcount_begin(count)		((void)++*(count))
#define write_seqcount_end(count)		((void)++*(count))
#define read_seqcount_begin(count)		(*(count))
#define read_seqcount_retry(count, begun)	(*(count) != (begun))

#endif /* NTMS_SHIM_SEQLOCK_H */
