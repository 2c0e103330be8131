/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text that people read: UTF-8 without anything that would make a terminal do
 * something else than show it.
 */
#ifndef NTMS_CORE_TEXT_H
#define NTMS_CORE_TEXT_H

#include "types.h"

bool ntms_text_valid(const char *text, size_t size);
bool ntms_line_valid(const char *line, size_t size);
void ntms_line_clean(char *line);
size_t ntms_text_cut(const char *text, size_t room);

#endif /* NTMS_CORE_TEXT_H */
