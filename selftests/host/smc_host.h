/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What core/smc.c needs of the kernel, for a plain program. Force-included
 * with NTMS_CORE_TYPES_H defined, so that it stands in for core/types.h.
 */
#ifndef NTMS_SMC_HOST_H
#define NTMS_SMC_HOST_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define BIT(n)		(1UL << (n))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define min(a, b)	((a) < (b) ? (a) : (b))
#define max(a, b)	((a) > (b) ? (a) : (b))
#define min_t(type, a, b) min((type)(a), (type)(b))

#define GFP_KERNEL	0
#define kvzalloc(size, gfp)	((void)(gfp), calloc(1, (size)))
#define kvcalloc(n, size, gfp)	((void)(gfp), calloc((n), (size)))
#define kvfree(p)		free(p)

#endif /* NTMS_SMC_HOST_H */
