// SPDX-License-Identifier: GPL-2.0
/* News: see news.h. */
#include "news.h"

/**
 * ntms_news_open() - begin to read
 * @newsroom: the newsroom
 * @reader: see struct ntms_newsroom; called with no lock of ours held
 *
 * Context: may sleep; while nothing can change the catalog.
 * Return: 0 or -ENOMEM.
 */
int ntms_news_open(struct ntms_newsroom *newsroom, void (*reader)(void))
{
	int error = kfifo_alloc(&newsroom->fifo, NTMS_NEWS_ROOM, GFP_KERNEL);

	if (!error)
		newsroom->reader = reader;
	return error;
}

/**
 * ntms_news_close() - read no more
 * @newsroom: the newsroom
 *
 * Context: may sleep; while nothing can change the catalog.
 */
void ntms_news_close(struct ntms_newsroom *newsroom)
{
	if (!newsroom->reader)
		return;
	newsroom->reader = NULL;
	newsroom->listened = NULL;
	newsroom->open = false;
	kfifo_free(&newsroom->fifo);
}

/**
 * ntms_news_read() - the next piece of news
 * @newsroom: the newsroom; somebody reads it
 * @news: out: it
 *
 * Context: any; one reader at a time.
 * Return: false if there is none.
 */
bool ntms_news_read(struct ntms_newsroom *newsroom, struct ntms_news *news)
{
	/* One reads; a kfifo bears one who writes meanwhile. */
	return data_race(kfifo_get(&newsroom->fifo, news));
}
