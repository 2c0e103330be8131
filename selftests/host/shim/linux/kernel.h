/* SPDX-License-Identifier: GPL-2.0 */
/* The small change of the kernel: sizes, limits, least and greatest. */
#ifndef NTMS_SHIM_KERNEL_H
#define NTMS_SHIM_KERNEL_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include <stdarg.h>
#include <stdio.h>

#define U8_MAX	UINT8_MAX
#define U16_MAX	UINT16_MAX
#define U32_MAX	UINT32_MAX
#define U64_MAX	UINT64_MAX

#define BIT(n)		(1UL << (n))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define ALIGN(n, to)	(((n) + (to) - 1) & ~((to) - 1))
#define sizeof_field(type, member)	sizeof(((type *)0)->member)

#define container_of(ptr, type, member)					\
	((type *)((char *)(ptr) - offsetof(type, member)))

#define min(a, b) ({							\
	__auto_type shim_a = (a);					\
	__auto_type shim_b = (b);					\
	shim_a < shim_b ? shim_a : shim_b; })
#define max(a, b) ({							\
	__auto_type shim_a = (a);					\
	__auto_type shim_b = (b);					\
	shim_a > shim_b ? shim_a : shim_b; })
#define min_t(type, a, b)	min((type)(a), (type)(b))
#define max_t(type, a, b)	max((type)(a), (type)(b))
#define swap(a, b) do {							\
	__auto_type shim_swap = (a);					\
	(a) = (b);							\
	(b) = shim_swap;						\
} while (0)

static inline __attribute__((format(printf, 3, 4)))
int scnprintf(char *to, size_t size, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(to, size, format, args);
	va_end(args);
	return (size_t)length < size ? length : (int)size - 1;
}

#endif /* NTMS_SHIM_KERNEL_H */
