/* SPDX-License-Identifier: GPL-2.0 */
/* A queue of fixed size; one thread needs no barriers. */
#ifndef NTMS_SHIM_KFIFO_H
#define NTMS_SHIM_KFIFO_H

#include <linux/errno.h>
#include <linux/slab.h>

#define DECLARE_KFIFO_PTR(name, what) \
	struct { what *data; unsigned int in, out, size; } name

#define kfifo_alloc(fifo, nr, gfp) \
	((fifo)->data = kcalloc(nr, sizeof(*(fifo)->data), gfp), \
	 (fifo)->in = (fifo)->out = 0, (fifo)->size = (nr), \
	 (fifo)->data ? 0 : -ENOMEM)

#define kfifo_free(fifo)	kfree((fifo)->data)

#define kfifo_put(fifo, value) \
	((fifo)->in - (fifo)->out < (fifo)->size ? \
	 ((fifo)->data[(fifo)->in++ % (fifo)->size] = (value), 1) : 0)

#define kfifo_get(fifo, to) \
	((fifo)->in != (fifo)->out ? \
	 (*(to) = (fifo)->data[(fifo)->out++ % (fifo)->size], 1) : 0)

#define kfifo_len(fifo)	((fifo)->in - (fifo)->out)

#endif /* NTMS_SHIM_KFIFO_H */
