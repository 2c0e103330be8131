/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory that can be made to fail. The sanitizer sees every piece of it, and
 * at the end what was not freed.
 */
#ifndef NTMS_SHIM_SLAB_H
#define NTMS_SHIM_SLAB_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include <stdlib.h>
#include <string.h>

#define GFP_KERNEL		1U
#define GFP_KERNEL_ACCOUNT	2U
#define SLAB_ACCOUNT		1U

/*
 * Which of the next requests for memory fails: 1 the next one, 0 none. Counts
 * down, and is 0 again once one has failed.
 */
extern unsigned int shim_fail_nth;

static inline bool shim_fails(void)
{
	return shim_fail_nth && !--shim_fail_nth;
}

static inline void *kmalloc(size_t size, gfp_t gfp)
{
	return shim_fails() ? NULL : malloc(size);
}

static inline void *kzalloc(size_t size, gfp_t gfp)
{
	return shim_fails() ? NULL : calloc(1, size);
}

static inline void *kcalloc(size_t n, size_t size, gfp_t gfp)
{
	return shim_fails() ? NULL : calloc(n, size);
}

static inline void kfree(const void *p)
{
	free((void *)p);
}

static inline char *kstrdup(const char *text, gfp_t gfp)
{
	return shim_fails() ? NULL : strdup(text);
}

static inline char *kmemdup_nul(const char *text, size_t length, gfp_t gfp)
{
	return shim_fails() ? NULL : strndup(text, length);
}

#define kvzalloc(size, gfp)		kzalloc(size, gfp)
#define kvcalloc(n, size, gfp)		kcalloc(n, size, gfp)
#define kvmalloc(size, gfp)	kmalloc(size, gfp)
#define kvmalloc_array(n, size, gfp)	kcalloc(n, size, gfp)
#define kmalloc_array(n, size, gfp)	kcalloc(n, size, gfp)
#define kvfree(p)			kfree(p)

struct kmem_cache {
	size_t size;
	unsigned int used;
};

static inline struct kmem_cache *kmem_cache_create(const char *name,
						   size_t size, size_t align,
						   unsigned int flags,
						   void (*ctor)(void *))
{
	struct kmem_cache *cache = kzalloc(sizeof(*cache), GFP_KERNEL);

	if (cache)
		cache->size = size;
	return cache;
}

static inline void kmem_cache_destroy(struct kmem_cache *cache)
{
	if (!cache)
		return;
	WARN_ON(cache->used);
	kfree(cache);
}

static inline void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t gfp)
{
	void *p = kzalloc(cache->size, gfp);

	cache->used += !!p;
	return p;
}

static inline void kmem_cache_free(struct kmem_cache *cache, void *p)
{
	cache->used--;
	kfree(p);
}

#endif /* NTMS_SHIM_SLAB_H */
