// SPDX-License-Identifier: GPL-2.0
/* News: see news.h. */
#include "news.h"

/**
 * ntms_news_init() - a newsroom that nobody reads
 * @newsroom: the newsroom, all zero
 *
 * Context: any.
 */
void ntms_news_init(struct ntms_newsroom *newsroom)
{
	spin_lock_init(&newsroom->lock);
}

/**
 * ntms_news_destroy() - free what a newsroom holds
 * @newsroom: the newsroom; nobody uses it any more
 *
 * Context: may sleep.
 */
void ntms_news_destroy(struct ntms_newsroom *newsroom)
{
	kvfree(newsroom->room);
	newsroom->room = NULL;
}

/**
 * ntms_news_open() - begin to read
 * @newsroom: the newsroom
 * @reader: see struct ntms_newsroom
 *
 * Context: may sleep. Before the first change, or while none can happen.
 * Return: 0 or -ENOMEM.
 */
int ntms_news_open(struct ntms_newsroom *newsroom, void (*reader)(void))
{
	newsroom->room = kvcalloc(NTMS_NEWS_ROOM, sizeof(*newsroom->room),
				  GFP_KERNEL);
	if (!newsroom->room)
		return -ENOMEM;
	WRITE_ONCE(newsroom->reader, reader);
	return 0;
}

/**
 * ntms_news_close() - read no more
 * @newsroom: the newsroom
 *
 * Context: may sleep. After the last change, or while none can happen.
 */
void ntms_news_close(struct ntms_newsroom *newsroom)
{
	WRITE_ONCE(newsroom->reader, NULL);
	ntms_news_destroy(newsroom);
}

/**
 * ntms_news_write() - something happened
 * @newsroom: the newsroom
 * @operation: enum ntms_news_operation
 * @type: kind of the object
 * @id: the object
 *
 * Context: any; the catalog's lock is held, which gives news its order.
 */
void ntms_news_write(struct ntms_newsroom *newsroom, u8 operation, u8 type,
		     const guid_t *id)
{
	struct ntms_news *news;

	spin_lock(&newsroom->lock);
	newsroom->number++;
	if (newsroom->room &&
	    newsroom->next - newsroom->first < NTMS_NEWS_ROOM) {
		news = &newsroom->room[newsroom->next++ % NTMS_NEWS_ROOM];
		news->number = newsroom->number;
		news->id = *id;
		news->type = type;
		news->operation = operation;
	}
	spin_unlock(&newsroom->lock);
}

/**
 * ntms_news_read() - the next piece of news
 * @newsroom: the newsroom
 * @news: out: it
 *
 * Context: any; one reader at a time.
 * Return: false if there is none.
 */
bool ntms_news_read(struct ntms_newsroom *newsroom, struct ntms_news *news)
{
	bool any;

	spin_lock(&newsroom->lock);
	any = newsroom->first != newsroom->next;
	if (any)
		*news = newsroom->room[newsroom->first++ % NTMS_NEWS_ROOM];
	spin_unlock(&newsroom->lock);
	return any;
}

/**
 * ntms_news_number() - the number of the last piece of news
 * @newsroom: the newsroom
 *
 * Context: any.
 * Return: the number, 0 if there was none yet.
 */
u64 ntms_news_number(struct ntms_newsroom *newsroom)
{
	u64 number;

	spin_lock(&newsroom->lock);
	number = newsroom->number;
	spin_unlock(&newsroom->lock);
	return number;
}
