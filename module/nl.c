// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: news goes out, and questions about operator requests are
 * answered. Nothing is changed from here.
 *
 * A multicast is heard by everybody and can be lost, so it is a doorbell: what
 * happened to which object, and a number. Whoever wants to know more asks, and
 * is told what he may see. News is sent by a work item, long after the call
 * that made it has dropped the catalog's lock, so no listener can hold up or
 * fail a call.
 *
 * Media are the machine's and belong to no network namespace: the family is
 * that of the initial one and of no other.
 */
#include <linux/bsearch.h>
#include <linux/build_bug.h>
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/ntms_netlink.h>
#include <linux/slab.h>
#include <linux/uidgid.h>
#include <linux/workqueue.h>
#include <net/sock.h>

#include "core/catalog.h"
#include "core/opreq.h"
#include "core/rights.h"
#include "nl.h"
#include "nl_gen.h"

static_assert((int)NTMS_OPERATION_UPDATE == (int)NTMS_NEWS_UPDATE);
static_assert((int)NTMS_OPERATION_INSERT == (int)NTMS_NEWS_INSERT);
static_assert((int)NTMS_OPERATION_DELETE == (int)NTMS_NEWS_DELETE);
static_assert((int)NTMS_OPERATION_COMPLETE == (int)NTMS_NEWS_COMPLETE);
static_assert(NTMS_GUID_LEN == sizeof(struct ntms_guid));

/* A request fits into one message whatever it says. */
static_assert(sizeof(struct ntms_request_view) +
	      NTMS_A_REQUEST_MAX * 2 * NLA_HDRLEN <= NLMSG_DEFAULT_SIZE);

/* News that is sent at a time, about as much as fits into a letter */
#define NTMS_NL_BATCH	32

/**
 * struct ntms_letter - messages for one group, gathered to be sent at once
 * @skb: the messages, NULL if there are none
 * @group: the group, NTMS_NLGRP_*
 * @cmd: what they are, NTMS_CMD_*
 * @nr: their number
 */
struct ntms_letter {
	struct sk_buff *skb;
	unsigned int group;
	u8 cmd;
	u32 nr;
};

static void ntms_nl_send(struct work_struct *work);

static struct ntms_catalog *ntms_catalog;
static struct workqueue_struct *ntms_nl_queue;
static DECLARE_DELAYED_WORK(ntms_nl_work, ntms_nl_send);
/* When news was sent the last time, in jiffies; that it is urgent by now */
static unsigned long ntms_nl_sent;
static bool ntms_nl_urgent;

/* Number of the last news that was sent or is known to be lost; of the work */
static u64 ntms_nl_number;

/* Attributes that are absent if there is nothing to say */

static int ntms_put_text(struct sk_buff *skb, int type, const char *text)
{
	return *text ? nla_put_string(skb, type, text) : 0;
}

static int ntms_put_id(struct sk_buff *skb, int type,
		       const struct ntms_guid *id)
{
	if (!memchr_inv(id, 0, sizeof(*id)))
		return 0;
	return nla_put(skb, type, sizeof(*id), id);
}

static int ntms_put_time(struct sk_buff *skb, int type, u64 time, u64 none)
{
	if (time == none)
		return 0;
	return nla_put_u64_64bit(skb, type, time, NTMS_A_REQUEST_PAD);
}

static int ntms_put_u32(struct sk_buff *skb, int type, u32 number)
{
	return number ? nla_put_u32(skb, type, number) : 0;
}

/* Users are told in the namespace of the one who reads. */
static int ntms_put_uid(struct sk_buff *skb, u32 uid)
{
	return nla_put_u32(skb, NTMS_A_REQUEST_UID,
			   from_kuid_munged(current_user_ns(),
					    KUIDT_INIT(uid)));
}

/* What is asked for, and how far it is */
static int ntms_put_what(struct sk_buff *skb,
			 const struct ntms_request_view *view)
{
	const struct ntms_request_info *info = &view->info;

	return ntms_put_id(skb, NTMS_A_REQUEST_ID, &info->header.id) ?:
	       nla_put_u32(skb, NTMS_A_REQUEST_KIND, info->request) ?:
	       nla_put_u32(skb, NTMS_A_REQUEST_STATE, info->request_state) ?:
	       nla_put_u32(skb, NTMS_A_REQUEST_FLAGS, info->flags) ?:
	       nla_put_u32(skb, NTMS_A_REQUEST_OPTIONS, info->options) ?:
	       ntms_put_u32(skb, NTMS_A_REQUEST_ARG1_TYPE, info->arg1_type) ?:
	       ntms_put_id(skb, NTMS_A_REQUEST_ARG1, &info->arg1) ?:
	       ntms_put_u32(skb, NTMS_A_REQUEST_ARG2_TYPE, info->arg2_type) ?:
	       ntms_put_id(skb, NTMS_A_REQUEST_ARG2, &info->arg2) ?:
	       ntms_put_id(skb, NTMS_A_REQUEST_MEDIA_TYPE, &info->media_type) ?:
	       ntms_put_text(skb, NTMS_A_REQUEST_MEDIA_TYPE_NAME,
			     view->media_type) ?:
	       ntms_put_text(skb, NTMS_A_REQUEST_POOL, view->pool) ?:
	       ntms_put_text(skb, NTMS_A_REQUEST_OBJECT, view->object) ?:
	       ntms_put_text(skb, NTMS_A_REQUEST_LIBRARY, view->library) ?:
	       ntms_put_text(skb, NTMS_A_REQUEST_MESSAGE, info->message) ?:
	       ntms_put_text(skb, NTMS_A_REQUEST_ANSWER, info->answer);
}

/* Who asks, since when and until when */
static int ntms_put_who(struct sk_buff *skb,
			const struct ntms_request_view *view)
{
	const struct ntms_request_info *info = &view->info;

	return ntms_put_text(skb, NTMS_A_REQUEST_COMPUTER, view->computer) ?:
	       ntms_put_text(skb, NTMS_A_REQUEST_APPLICATION,
			     info->application) ?:
	       ntms_put_uid(skb, info->uid) ?:
	       nla_put_u32(skb, NTMS_A_REQUEST_PID, info->pid) ?:
	       ntms_put_time(skb, NTMS_A_REQUEST_CREATED,
			     info->header.created, 0) ?:
	       ntms_put_time(skb, NTMS_A_REQUEST_DEADLINE, info->deadline,
			     NTMS_DEADLINE_NEVER) ?:
	       ntms_put_time(skb, NTMS_A_REQUEST_FINISHED, info->finished, 0);
}

/**
 * ntms_put_request() - one operator request as a message
 * @skb: where it goes
 * @portid: who asked
 * @seq: his number
 * @flags: NLM_F_*
 * @view: the request
 *
 * Context: process context of who reads, no lock of ours held.
 * Return: 0; -EMSGSIZE: it does not fit any more, and nothing was written.
 */
static int ntms_put_request(struct sk_buff *skb, u32 portid, u32 seq, int flags,
			    const struct ntms_request_view *view)
{
	void *header = genlmsg_put(skb, portid, seq, &ntms_nl_family, flags,
				   NTMS_CMD_REQUEST_GET);

	if (!header)
		return -EMSGSIZE;
	if (ntms_put_what(skb, view) || ntms_put_who(skb, view)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

static int ntms_gid_cmp(const void *key, const void *element)
{
	const kgid_t a = *(const kgid_t *)key, b = *(const kgid_t *)element;

	return gid_lt(a, b) ? -1 : gid_gt(a, b);
}

/* As in_egroup_p(), which knows of no others than who runs */
static bool ntms_nl_in_group(const void *asker, u32 gid)
{
	const struct group_info *groups = ((const struct cred *)asker)->group_info;
	const kgid_t group = KGIDT_INIT(gid);

	return gid_eq(((const struct cred *)asker)->egid, group) ||
	       bsearch(&group, groups->gid, groups->ngroups,
		       sizeof(*groups->gid), ntms_gid_cmp);
}

/*
 * Whose groups count: the sender's, unless somebody else opened the socket, or he
 * himself when he had others. NULL: nobody's.
 */
static const struct cred *ntms_nl_asker(struct sk_buff *skb)
{
	const struct file *file = NETLINK_CB(skb).sk->sk_socket->file;
	const struct cred *cred = current_cred();

	return file && file->f_cred->group_info == cred->group_info &&
	       gid_eq(file->f_cred->egid, cred->egid) ? cred : NULL;
}

/* Who calls: netlink's own idea of it, which no borrowed socket changes */
static struct ntms_cred ntms_nl_cred(struct sk_buff *skb)
{
	struct ntms_cred cred = {
		.uid = from_kuid(&init_user_ns, NETLINK_CREDS(skb)->uid),
		.asker = ntms_nl_asker(skb),
	};

	if (cred.asker)
		cred.in_group = ntms_nl_in_group;
	return cred;
}

/* Sends an answer that was put together, or drops it. */
static int ntms_nl_reply(struct sk_buff *skb, struct genl_info *info, int error)
{
	if (error) {
		nlmsg_free(skb);
		return error;
	}
	return genlmsg_reply(skb, info);
}

/* How many there are is as little everybody's affair as which. */
static int ntms_put_requests(struct sk_buff *skb, struct sk_buff *question)
{
	struct ntms_cred cred = ntms_nl_cred(question);
	struct ntms_catalog *cat = ntms_catalog;
	u64 requests;
	bool may;

	ntms_catalog_lock(cat);
	may = ntms_may_see_request(cat, NULL, &cred);
	requests = cat->order[NTMS_TYPE_OPERATOR_REQUEST].count;
	ntms_catalog_unlock(cat);
	if (!may && !netlink_capable(question, CAP_SYS_ADMIN))
		return 0;
	return nla_put_u64_64bit(skb, NTMS_A_INFO_REQUESTS, requests,
				 NTMS_A_INFO_PAD);
}

static int ntms_put_info(struct sk_buff *skb, struct sk_buff *question,
			 const struct genl_info *info)
{
	void *header;

	header = genlmsg_put(skb, info->snd_portid, info->snd_seq,
			     &ntms_nl_family, 0, NTMS_CMD_INFO_GET);
	if (!header ||
	    nla_put_u32(skb, NTMS_A_INFO_ABI, NTMS_ABI_VERSION) ||
	    nla_put_u64_64bit(skb, NTMS_A_INFO_NUMBER,
			      ntms_news_number(&ntms_catalog->news),
			      NTMS_A_INFO_PAD) ||
	    ntms_put_requests(skb, question))
		return -EMSGSIZE;
	genlmsg_end(skb, header);
	return 0;
}

/**
 * ntms_nl_info_get_doit() - what this is, and where its news is
 * @skb: the question
 * @info: what netlink knows of it
 *
 * Context: process context of the sender; takes the catalog's lock.
 * Return: 0, -ENOMEM.
 */
int ntms_nl_info_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *answer = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);

	if (!answer)
		return -ENOMEM;
	return ntms_nl_reply(answer, info, ntms_put_info(answer, skb, info));
}

/*
 * The request of an id. The capability is asked for only where it makes a
 * difference, since that is logged.
 */
static int ntms_nl_look(struct sk_buff *skb, struct genl_info *info,
			struct ntms_request_view *view)
{
	struct nlattr *attr = info->attrs[NTMS_A_REQUEST_ID];
	struct ntms_cred cred = ntms_nl_cred(skb);
	ntms_reason_t reason;
	guid_t id;

	import_guid(&id, nla_data(attr));
	reason = ntms_request_look(ntms_catalog, &cred, &id, view);
	if (reason && netlink_capable(skb, CAP_SYS_ADMIN)) {
		cred.admin = true;
		reason = ntms_request_look(ntms_catalog, &cred, &id, view);
	}
	if (!reason)
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, attr, "no such operator request");
	return ntms_reason_errno(reason);
}

/**
 * ntms_nl_request_get_doit() - one operator request
 * @skb: the question
 * @info: what netlink knows of it
 *
 * Context: process context of the sender; takes the catalog's lock.
 * Return: 0; -EINVAL: which?; -ENOENT: there is none that the caller may see;
 * -ENOMEM.
 */
int ntms_nl_request_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ntms_request_view *view;
	struct sk_buff *answer;
	int error;

	if (GENL_REQ_ATTR_CHECK(info, NTMS_A_REQUEST_ID)) {
		GENL_SET_ERR_MSG(info, "the id of an operator request is missing");
		return -EINVAL;
	}
	view = kmalloc(sizeof(*view), GFP_KERNEL);
	if (!view)
		return -ENOMEM;
	error = ntms_nl_look(skb, info, view);
	if (error)
		goto out;
	error = -ENOMEM;
	answer = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!answer)
		goto out;
	error = ntms_put_request(answer, info->snd_portid, info->snd_seq, 0,
				 view);
	error = ntms_nl_reply(answer, info, error);
out:
	kfree(view);
	return error;
}

/**
 * struct ntms_nl_dump - how far a dump is
 * @cursor: serial of the last request that was told
 * @asker: whose groups count, held until it is done; NULL: nobody's
 * @uid: who asked for it
 * @admin: may he see all?
 *
 * Who asked is noted when he does: it may be somebody else who reads.
 */
struct ntms_nl_dump {
	u64 cursor;
	const struct cred *asker;
	u32 uid;
	bool admin;
};

/* Where a dump keeps what it has to remember from one message to the next */
static struct ntms_nl_dump *ntms_nl_dump(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct ntms_nl_dump) > sizeof(cb->ctx));
	return (struct ntms_nl_dump *)cb->ctx;
}

/**
 * ntms_nl_request_get_start() - all operator requests are asked for
 * @cb: the dump
 *
 * Context: process context of the sender.
 * Return: 0; -EINVAL: there is nothing to choose by.
 */
int ntms_nl_request_get_start(struct netlink_callback *cb)
{
	struct ntms_nl_dump *dump = ntms_nl_dump(cb);
	struct nlattr **attrs = ntms_dump_attrs(cb);

	if (attrs && attrs[NTMS_A_REQUEST_ID]) {
		NL_SET_ERR_MSG_ATTR(cb->extack, attrs[NTMS_A_REQUEST_ID],
				    "a dump is of all operator requests");
		return -EINVAL;
	}
	dump->cursor = 0;
	dump->asker = ntms_nl_asker(cb->skb);
	if (dump->asker)
		get_cred(dump->asker);
	dump->uid = ntms_nl_cred(cb->skb).uid;
	dump->admin = netlink_capable(cb->skb, CAP_SYS_ADMIN);
	return 0;
}

/**
 * ntms_nl_request_get_done() - a dump was read, or is read no further
 * @cb: the dump
 *
 * Context: process context of who reads, or closes the socket.
 * Return: 0.
 */
int ntms_nl_request_get_done(struct netlink_callback *cb)
{
	put_cred(ntms_nl_dump(cb)->asker);
	return 0;
}

/**
 * ntms_nl_request_get_dumpit() - as many operator requests as fit
 * @skb: where they go
 * @cb: the dump
 *
 * A request that exists during the whole dump is told exactly once, in the
 * order in which they were submitted.
 *
 * Context: process context of who reads; takes the catalog's lock.
 * Return: bytes written, 0 if there are no more; -ENOMEM.
 */
int ntms_nl_request_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct ntms_nl_dump *dump = ntms_nl_dump(cb);
	struct ntms_cred cred = {
		.uid = dump->uid,
		.admin = dump->admin,
		.asker = dump->asker,
		.in_group = dump->asker ? ntms_nl_in_group : NULL,
	};
	struct ntms_request_view *view;
	u64 cursor = dump->cursor;
	int error = 0;

	view = kmalloc(sizeof(*view), GFP_KERNEL);
	if (!view)
		return -ENOMEM;
	while (ntms_request_next(ntms_catalog, &cred, &cursor, view)) {
		error = ntms_put_request(skb, NETLINK_CB(cb->skb).portid,
					 cb->nlh->nlmsg_seq, NLM_F_MULTI, view);
		if (error)
			break;
		dump->cursor = cursor;
	}
	kfree(view);
	return skb->len ?: error;
}

static int ntms_put_news(struct sk_buff *skb, u8 cmd,
			 const struct ntms_news *news)
{
	void *header = genlmsg_put(skb, 0, 0, &ntms_nl_family, 0, cmd);

	if (!header)
		return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, NTMS_A_NEWS_NUMBER, news->number,
			      NTMS_A_NEWS_PAD) ||
	    nla_put_u32(skb, NTMS_A_NEWS_OPERATION, news->operation) ||
	    nla_put_u32(skb, NTMS_A_NEWS_TYPE, news->type) ||
	    nla_put(skb, NTMS_A_NEWS_ID, sizeof(news->id), &news->id) ||
	    ntms_put_u32(skb, NTMS_A_NEWS_STATE, news->state)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/* As netlink does when a listener's buffer is full */
static void ntms_nl_lost(unsigned int group)
{
	genl_set_err(&ntms_nl_family, &init_net, 0, group, -ENOBUFS);
}

static void ntms_letter_send(struct ntms_letter *letter)
{
	int error;

	if (!letter->skb)
		return;
	/* Listeners that it does not reach are told so by netlink. */
	error = genlmsg_multicast(&ntms_nl_family, letter->skb, 0,
				  letter->group, GFP_KERNEL);
	if (!error)
		atomic64_add(letter->nr, &ntms_catalog->news.sent);
	/* The last who listened may have gone. */
	else if (error != -ESRCH)
		atomic64_add(letter->nr, &ntms_catalog->news.dropped);
	letter->skb = NULL;
	letter->nr = 0;
}

static bool ntms_letter_add(struct ntms_letter *letter,
			    const struct ntms_news *news)
{
	if (!letter->skb || ntms_put_news(letter->skb, letter->cmd, news))
		return false;
	letter->nr++;
	return true;
}

static void ntms_letter_write(struct ntms_letter *letter,
			      const struct ntms_news *news)
{
	if (!genl_has_listeners(&ntms_nl_family, &init_net, letter->group))
		return;
	if (ntms_letter_add(letter, news))
		return;
	ntms_letter_send(letter);
	letter->skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (ntms_letter_add(letter, news))
		return;
	nlmsg_free(letter->skb);
	letter->skb = NULL;
	atomic64_inc(&ntms_catalog->news.dropped);
	ntms_nl_lost(letter->group);
}

/*
 * The next news, and whether any was lost before it: the newsroom was full. It
 * may also have been the last of all, and then no gap would ever show; but what
 * has a number and cannot be read is lost, unless it is just being written.
 */
static bool ntms_nl_next(struct ntms_news *news, bool *lost)
{
	struct ntms_newsroom *room = &ntms_catalog->news;
	bool any = ntms_news_read(room, news);
	u64 number = any ? news->number : ntms_news_number(room);

	if (!any && number != ntms_nl_number) {
		ntms_catalog_lock(ntms_catalog);
		any = ntms_news_read(room, news);
		number = any ? news->number : ntms_news_number(room);
		ntms_catalog_unlock(ntms_catalog);
	}
	*lost = number != ntms_nl_number + any;
	if (*lost)
		atomic64_add(number - ntms_nl_number - any,
			     &ntms_catalog->news.dropped);
	ntms_nl_number = number;
	return any;
}

/*
 * Sends all the news there is. It is sent at least every so often, or in a
 * storm of other news that of operators would wait until its letter is full.
 */
static void ntms_nl_send(struct work_struct *work)
{
	struct ntms_letter events = {
		.group = NTMS_NLGRP_EVENTS, .cmd = NTMS_CMD_EVENT,
	};
	struct ntms_letter operators = {
		.group = NTMS_NLGRP_OPERATOR, .cmd = NTMS_CMD_REQUEST_EVENT,
	};
	struct ntms_news news;
	unsigned int nr = 0;
	bool any, lost;

	WRITE_ONCE(ntms_nl_urgent, false);
	do {
		any = ntms_nl_next(&news, &lost);
		if (lost) {
			ntms_nl_lost(events.group);
			ntms_nl_lost(operators.group);
		}
		if (any) {
			ntms_letter_write(&events, &news);
			if (news.type == NTMS_TYPE_OPERATOR_REQUEST)
				ntms_letter_write(&operators, &news);
		}
		if (!any || ++nr == NTMS_NL_BATCH) {
			ntms_letter_send(&events);
			ntms_letter_send(&operators);
			nr = 0;
		}
		cond_resched();
	} while (any);
	WRITE_ONCE(ntms_nl_sent, jiffies);
}

/*
 * Called by whoever changed something, with no lock held. Who makes one change
 * after another is not to wake the sender for each: it may come a tick later,
 * but before there is no room.
 */
static void ntms_nl_tell(void)
{
	unsigned int waiting = ntms_news_waiting(&ntms_catalog->news);
	bool urgent = waiting >= NTMS_NEWS_ROOM / 2 &&
		      !READ_ONCE(ntms_nl_urgent);
	bool busy;

	/*
	 * If the work is still to come it will see the news, as it has a barrier
	 * of its own before it looks. To queue it anew costs far more.
	 */
	smp_mb();
	if (delayed_work_pending(&ntms_nl_work) && !urgent)
		return;
	busy = time_before_eq(jiffies, READ_ONCE(ntms_nl_sent) + 1);
	if (urgent)
		WRITE_ONCE(ntms_nl_urgent, true);
	mod_delayed_work(ntms_nl_queue, &ntms_nl_work, busy && !urgent);
}

/* As a rule nobody does, and then nobody is to pay for more than a look. */
static bool ntms_nl_listened(bool requests)
{
	return genl_has_listeners(&ntms_nl_family, &init_net,
				  NTMS_NLGRP_EVENTS) ||
	       (requests && genl_has_listeners(&ntms_nl_family, &init_net,
					       NTMS_NLGRP_OPERATOR));
}

/**
 * ntms_nl_init() - make the family and begin to send
 * @cat: the catalog
 *
 * Context: process context, before anything else can use the catalog.
 * Return: 0 or a negative errno.
 */
int ntms_nl_init(struct ntms_catalog *cat)
{
	int error;

	ntms_catalog = cat;
	ntms_nl_number = ntms_news_number(&cat->news);
	ntms_nl_sent = jiffies;
	ntms_nl_queue = alloc_ordered_workqueue("ntms_news", 0);
	if (!ntms_nl_queue)
		return -ENOMEM;
	error = ntms_news_open(&cat->news, ntms_nl_tell);
	if (error)
		goto queue;
	ntms_nl_family.netnsok = false;
	error = ntms_genl_register(&ntms_nl_family);
	if (error)
		goto news;
	cat->news.listened = ntms_nl_listened;
	return 0;

news:
	ntms_news_close(&cat->news);
queue:
	destroy_workqueue(ntms_nl_queue);
	return error;
}

/**
 * ntms_nl_exit() - send what is left, and be gone
 *
 * Dumps that are not over hold the module, so there is none.
 *
 * Context: process context, when nothing can change the catalog any more.
 */
void ntms_nl_exit(void)
{
	/* While the groups are still ours */
	flush_delayed_work(&ntms_nl_work);
	genl_unregister_family(&ntms_nl_family);
	destroy_workqueue(ntms_nl_queue);
	ntms_news_close(&ntms_catalog->news);
}

MODULE_ALIAS_GENL_FAMILY(NTMS_FAMILY_NAME);
