/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Looking at a library: all its elements, with as few commands as its buffer
 * and its habits allow.
 */
#ifndef NTMS_LOOK_H
#define NTMS_LOOK_H

#include "core/smc.h"
#include "scsi_exec.h"

/**
 * struct ntms_look - how one library wants to be asked
 * @geometry: what it said of itself when it was last asked
 * @known: @geometry is good
 * @pageless: it has no usable element address page; @geometry is from its
 *	elements
 * @step: how it wants to be asked for a type, index into a table of ways
 * @settled: it has answered once for this type; the way is not changed again,
 *	as without barcodes all its cartridges would seem to be others
 * @no_curdata: it refuses CURDATA
 * @no_dvcid: it refuses DVCID
 * @no_transports: it does not report transports
 * @buffer: largest buffer that the path to it takes; 0: not known yet
 * @odd: NTMS_SMC_ODD_* bits that were told to the log
 */
struct ntms_look {
	struct ntms_smc_geometry geometry;
	bool known;
	bool pageless;
	u8 step[NTMS_SMC_TYPES];
	bool settled[NTMS_SMC_TYPES];
	bool no_curdata;
	bool no_dvcid;
	bool no_transports;
	u32 buffer;
	unsigned int odd;
};

/**
 * struct ntms_view - what was seen
 * @geometry: the library's
 * @barcodes: it sends volume tags
 * @elements: all elements, sorted by type code, then address
 * @nr: their number
 * @idents: who is in its data transfer elements, sorted by address
 * @nr_idents: their number
 */
struct ntms_view {
	struct ntms_smc_geometry geometry;
	bool barcodes;
	struct ntms_smc_element *elements;
	u32 nr;
	struct ntms_smc_ident *idents;
	u32 nr_idents;
};

int ntms_look(struct ntms_exec *exec, struct ntms_look *look, bool quick,
	      struct ntms_view *view);
void ntms_view_free(struct ntms_view *view);

#endif /* NTMS_LOOK_H */
