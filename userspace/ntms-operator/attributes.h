/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What netlink attributes hold. None of them is trusted: one that has another
 * size than it should is as good as absent.
 */
#ifndef NTMS_OPERATOR_ATTRIBUTES_H
#define NTMS_OPERATOR_ATTRIBUTES_H

#include "operator.h"

struct nlattr;

bool is_text(const struct nlattr *attr);
void take_guid(struct ntms_guid *to, const struct nlattr *attr);
void take_u32(uint32_t *to, const struct nlattr *attr);
void take_u64(uint64_t *to, const struct nlattr *attr);

/**
 * take_request() - one attribute of a request, for mnl_attr_parse()
 * @attr: the attribute
 * @data: struct request
 *
 * Return: MNL_CB_OK.
 */
int take_request(const struct nlattr *attr, void *data);

#endif /* NTMS_OPERATOR_ATTRIBUTES_H */
