/* SPDX-License-Identifier: GPL-2.0 */
/* Calls as lines of text; README.rst has the format. */
#ifndef NTMS_SELFTESTS_HISTORY_TEXT_H
#define NTMS_SELFTESTS_HISTORY_TEXT_H

#include <stdio.h>

#include "history.h"

/* What nobody knows the number of; it is never what is expected. */
#define UNKNOWN	(UINT32_MAX - 1)

void made_write(FILE *file, const struct made *made);
/* False if the line is none; @line is taken apart. */
bool made_read(char *line, struct made *made);

/* The next word of a line, or an empty one */
char *word(char **line);
/* These are true if the word is one of the kind. */
bool read_number(const char *text, uint64_t *number);
bool read_name(const char *text, char kind, uint32_t *number);
bool read_side(const char *text, uint32_t *side);
/* Of a side, and of a pool */
bool read_state(const char *text, uint32_t *state);
bool read_kind(const char *text, uint32_t *kind);

void write_name(FILE *file, char kind, uint32_t number);
void write_side(FILE *file, uint32_t side);
void write_state(FILE *file, uint32_t state);
void write_kind(FILE *file, uint32_t kind);

#endif /* NTMS_SELFTESTS_HISTORY_TEXT_H */
