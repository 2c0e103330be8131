/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Notifications, and the questions to netlink that they need.
 */
#ifndef LIBNTMS_NOTIFY_H
#define LIBNTMS_NOTIFY_H

#include "session.h"

#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <pthread.h>

/* Room for the longest datagram that the kernel makes. */
#define NTMS_DATAGRAM 32768

/**
 * struct ntms_notification - a notification that is open
 * @ear: socket that has joined the groups; does not block
 * @bell: event descriptor, readable from the close on
 * @refs: one for the owner and one for each wait under way; the last one frees
 * @closed: the owner has closed it
 * @lock: held while a message is taken; protects what follows
 * @types: bits of the kinds that are asked for
 * @family: number of the module's family
 * @broken: negative errno that all waits have from now on, or 0
 * @number: number of the last news that was taken, or was there before
 * @at: where the next message begins in @datagram
 * @length: bytes in @datagram
 * @datagram: messages that have come together
 */
struct ntms_notification {
	struct mnl_socket *ear;
	int bell;
	atomic_uint refs;
	atomic_bool closed;
	pthread_mutex_t lock;
	uint32_t types;
	uint16_t family;
	int broken;
	uint64_t number;
	size_t at;
	size_t length;
	_Alignas(struct nlmsghdr) char datagram[NTMS_DATAGRAM];
};

/**
 * ntms_notification_get() - keep a notification from being freed
 * @notification: struct ntms_notification that the caller knows to be there
 *
 * By this the table of handles knows notifications from sessions.
 */
void ntms_notification_get(void *notification);

/**
 * ntms_notification_put() - undo ntms_notification_get()
 * @notification: notification; may be gone afterwards
 */
void ntms_notification_put(struct ntms_notification *notification);

/**
 * ntms_next_message() - the next message of a datagram
 * @datagram: the datagram, aligned for a header
 * @length: its length in bytes
 * @at: where the message begins; moved behind it
 *
 * Lengths that are beyond the end are not trusted, as libmnl trusts some.
 *
 * Return: the message, or NULL if there is no more that is whole.
 */
const struct nlmsghdr *ntms_next_message(const char *datagram, size_t length,
					 size_t *at);

/**
 * struct ntms_family - what the controller says of a family
 * @id: its number, 0: none
 * @group: number of the group that is wanted, 0: it has none of that name
 * @group_wanted: name of the group
 */
struct ntms_family {
	uint16_t id;
	uint32_t group;
	const char *group_wanted;
};

/**
 * ntms_family_take() - read a message of the controller
 * @message: the message, with the header of generic netlink
 * @family: where it goes
 */
void ntms_family_take(const struct nlmsghdr *message,
		      struct ntms_family *family);

/**
 * ntms_family_find() - look up a family and one of its groups
 * @mouth: socket that blocks, and has joined nothing
 * @name: name of the family
 * @group: name of the group
 * @family: where it goes
 *
 * Return: 0, -ENOENT (no such family, or no such group), or what the socket
 * says.
 */
int ntms_family_find(struct mnl_socket *mouth, const char *name,
		     const char *group, struct ntms_family *family);

/**
 * ntms_group_join() - hear a group
 * @ear: socket
 * @group: number of the group
 *
 * Return: 0 or a negative errno.
 */
int ntms_group_join(struct mnl_socket *ear, uint32_t group);

/**
 * ntms_news_number() - ask the module for the number of its last news
 * @mouth: see ntms_family_find()
 * @family: number of its family
 * @number: where it goes
 *
 * Return: 0, -ENOENT (it was unloaded), or what the socket says.
 */
int ntms_news_number(struct mnl_socket *mouth, uint16_t family,
		     uint64_t *number);

#endif /* LIBNTMS_NOTIFY_H */
