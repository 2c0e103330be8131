/* SPDX-License-Identifier: GPL-2.0 */
/*
 * News: what happened to which object, for whoever listens.
 *
 * News is written where changes are applied and read by one edge, in order.
 * It waits in a queue of fixed size, so that listeners can neither block nor
 * fail the call that made the news: what does not fit is lost, and its number is
 * missing. Whoever sees a gap in the numbers looks at everything again.
 */
#ifndef NTMS_CORE_NEWS_H
#define NTMS_CORE_NEWS_H

#include <linux/kfifo.h>

#include "types.h"

/* Kinds of news, RSM's NtmsNotificationOperations */
enum ntms_news_operation {
	NTMS_NEWS_UPDATE	= 1,
	NTMS_NEWS_INSERT	= 2,
	NTMS_NEWS_DELETE	= 3,
	NTMS_NEWS_COMPLETE	= 5,
};

/**
 * struct ntms_news - something happened to an object
 * @number: one more than that of the news before
 * @id: the object
 * @type: its kind, enum ntms_type
 * @operation: enum ntms_news_operation
 * @state: of an operator request: enum ntms_request_state, which says of one that
 *	goes how it ended (REFUSED, COMPLETE: served; else it was withdrawn or ran
 *	out of time); else 0
 */
struct ntms_news {
	u64 number;
	guid_t id;
	u8 type;
	u8 operation;
	u8 state;
};

/* News that waits to be read; a power of two */
#define NTMS_NEWS_ROOM	1024

/**
 * struct ntms_newsroom - news on its way from the catalog to an edge
 * @number: of the last news; written with the catalog's lock held
 * @fifo: one writes, with the catalog's lock held; one reads, without
 * @reader: is told that there is news: queues work and does nothing else; NULL
 *	as long as nobody reads
 * @listened: does anybody hear of operator requests, or of anything else? NULL:
 *	yes
 * @open: what happens now is news; set for each transaction
 * @sent: messages that the reader sent; written by him
 * @dropped: likewise, that there was no room for, here or on their way
 */
struct ntms_newsroom {
	atomic64_t number;
	DECLARE_KFIFO_PTR(fifo, struct ntms_news);
	void (*reader)(void);
	bool (*listened)(bool requests);
	bool open;
	atomic64_t sent;
	atomic64_t dropped;
};

int ntms_news_open(struct ntms_newsroom *newsroom, void (*reader)(void));
void ntms_news_close(struct ntms_newsroom *newsroom);
bool ntms_news_read(struct ntms_newsroom *newsroom, struct ntms_news *news);

/**
 * ntms_news_waiting() - how much news waits to be read
 * @newsroom: the newsroom; somebody reads it
 *
 * Context: any; the answer may be old when it comes.
 * Return: up to NTMS_NEWS_ROOM.
 */
static inline unsigned int ntms_news_waiting(struct ntms_newsroom *newsroom)
{
	/* An old answer is one. */
	return data_race(kfifo_len(&newsroom->fifo));
}

/**
 * ntms_news_number() - the number of the last piece of news
 * @newsroom: the newsroom
 *
 * Context: any.
 * Return: the number, 0 if there was none yet.
 */
static inline u64 ntms_news_number(const struct ntms_newsroom *newsroom)
{
	return atomic64_read(&newsroom->number);
}

/**
 * ntms_news_begin() - something is about to happen
 * @newsroom: the newsroom
 * @requests: to operator requests, and to nothing else
 *
 * What nobody hears is not worth its number.
 *
 * Context: the catalog's lock is held.
 */
static inline void ntms_news_begin(struct ntms_newsroom *newsroom,
				   bool requests)
{
	newsroom->open = newsroom->reader &&
			 (!newsroom->listened ||
			  newsroom->listened(requests));
}

/**
 * ntms_news_write() - something happened
 * @newsroom: the newsroom
 * @operation: enum ntms_news_operation
 * @type: kind of the object
 * @id: the object
 * @state: see struct ntms_news
 *
 * Context: the catalog's lock is held, which gives news its order.
 */
static inline void ntms_news_write(struct ntms_newsroom *newsroom,
				   u8 operation, u8 type, const guid_t *id,
				   u8 state)
{
	struct ntms_news news = {
		.id = *id,
		.type = type,
		.operation = operation,
		.state = state,
	};

	if (!newsroom->open)
		return;
	news.number = ntms_news_number(newsroom) + 1;
	atomic64_set(&newsroom->number, news.number);
	/* One writes, under the lock; a kfifo bears one who reads meanwhile. */
	data_race(kfifo_put(&newsroom->fifo, news));
}

#endif /* NTMS_CORE_NEWS_H */
