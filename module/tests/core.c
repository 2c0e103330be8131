// SPDX-License-Identifier: GPL-2.0
/*
 * The core once more, as text, so that the suites can call what the arbiter
 * need not export. The suites are files of their own and see its headers.
 */
#define NTMS_UNTRACED
#include <linux/module.h>

#include "../core/types.c"
#include "../core/wait.c"
#include "../core/text.c"
#include "../core/smc.c"
#include "../core/unit.c"
#include "../core/news.c"
#include "../core/object.c"
#include "../core/stats.c"
#include "../core/catalog.c"
#include "../core/commit.c"
#include "../core/apply.c"
#include "../core/apply_set.c"
#include "../core/attr.c"
#include "../core/entry.c"
#include "../core/image.c"
#include "../core/touched.c"
#include "../core/pin.c"
#include "../core/record.c"
#include "../core/tell.c"
#include "../core/attach.c"
#include "../core/rights.c"
#include "../core/route.c"
#include "../core/policy.c"
#include "../core/grant.c"
#include "../core/waiters.c"
#include "../core/layout.c"
#include "../core/arrive.c"
#include "../core/reconcile.c"
#include "../core/session.c"
#include "../core/allocate.c"
#include "../core/media.c"
#include "../core/create.c"
#include "../core/attribute.c"
#include "../core/type.c"
#include "../core/acl.c"
#include "../core/opreq.c"
#include "../core/admin.c"
#include "../core/query.c"
#include "../core/walk.c"
#include "../core/why.c"
#include "../core/load.c"
#include "../core/load_objects.c"
#include "../core/load_media.c"

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Tests of ntms");
