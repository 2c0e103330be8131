/* SPDX-License-Identifier: GPL-2.0 */
/*
 * News: what happened to which object, for whoever listens.
 *
 * News is written where changes are applied and read by one edge, in order.
 * It waits in a ring of fixed size, so that listeners can neither block nor fail
 * the call that made the news: what does not fit is lost, and its number is
 * missing. Whoever sees a gap in the numbers looks at everything again.
 */
#ifndef NTMS_CORE_NEWS_H
#define NTMS_CORE_NEWS_H

#include "types.h"

/* Kinds of news, RSM's NtmsNotificationOperations */
enum ntms_news_operation {
	NTMS_NEWS_UPDATE	= 1,
	NTMS_NEWS_INSERT	= 2,
	NTMS_NEWS_DELETE	= 3,
};

/**
 * struct ntms_news - something happened to an object
 * @number: one more than that of the news before
 * @id: the object
 * @type: its kind, enum ntms_type
 * @operation: enum ntms_news_operation
 */
struct ntms_news {
	u64 number;
	guid_t id;
	u8 type;
	u8 operation;
};

/* News that waits to be read; a power of two */
#define NTMS_NEWS_ROOM	1024

/**
 * struct ntms_newsroom - news on its way from the catalog to an edge
 * @lock: protects all of it but @reader; a leaf
 * @number: of the last news
 * @first: index of the first news that was not read
 * @next: index of the next to be written
 * @room: the ring, or NULL as long as nobody reads
 * @reader: is told that there is news: queues work and does nothing else. May
 *	be called in any context that may sleep, with no lock of ours held
 */
struct ntms_newsroom {
	spinlock_t lock;	/* all of it; a leaf */
	u64 number;
	u32 first;
	u32 next;
	struct ntms_news *room;
	void (*reader)(void);
};

void ntms_news_init(struct ntms_newsroom *newsroom);
void ntms_news_destroy(struct ntms_newsroom *newsroom);
int ntms_news_open(struct ntms_newsroom *newsroom, void (*reader)(void));
void ntms_news_close(struct ntms_newsroom *newsroom);
void ntms_news_write(struct ntms_newsroom *newsroom, u8 operation, u8 type,
		     const guid_t *id);
bool ntms_news_read(struct ntms_newsroom *newsroom, struct ntms_news *news);
u64 ntms_news_number(struct ntms_newsroom *newsroom);

#endif /* NTMS_CORE_NEWS_H */
