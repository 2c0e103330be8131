// SPDX-License-Identifier: GPL-2.0
/*
 * Tables and lists, made from JSON objects.
 */
#include "ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define COLUMN_GAP 2

/**
 * struct table - a table being made
 * @columns: its columns
 * @count: number of them
 * @indent: blanks before each line
 * @cells: the cells, row by row
 * @used: number of cells
 * @room: number of cells that there is room for
 */
struct table {
	const struct column *columns;
	size_t count;
	unsigned int indent;
	char **cells;
	size_t used;
	size_t room;
};

struct json_object *json_at(struct json_object *object, const char *path)
{
	const char *dot;

	while (object && (dot = strchr(path, '.'))) {
		const char *key = strndupa(path, (size_t)(dot - path));

		if (!json_object_object_get_ex(object, key, &object))
			return NULL;
		path = dot + 1;
	}
	if (!object || !json_object_object_get_ex(object, path, &object))
		return NULL;
	return object;
}

void json_print(struct json_object *value)
{
	puts(json_object_to_json_string_ext(value, JSON_PRINTING));
	json_object_put(value);
}

char *format_yes_no(struct json_object *value)
{
	return text("%s", json_object_get_boolean(value) ? "yes" : "no");
}

/* JSON has UTC; people get local time. */
char *format_time(struct json_object *value)
{
	const char *utc = json_object_get_string(value);
	struct tm tm = { 0 };

	if (!strptime(utc, "%Y-%m-%dT%H:%M:%SZ", &tm))
		return text("%s", utc);
	return text_time((uint64_t)timegm(&tm) * 1000000000U, false);
}

static const char *side_state(struct json_object *sides, size_t i)
{
	struct json_object *side = json_object_array_get_idx(sides, i);

	return json_object_get_string(json_at(side, "state"));
}

/* "available"; of two sides "both available" or "0 allocated, 1 reserved". */
char *format_sides(struct json_object *value)
{
	switch (json_object_array_length(value)) {
	case 0:
		return text("none");
	case 1:
		return text("%s", side_state(value, 0));
	default:
		break;
	}
	if (!strcmp(side_state(value, 0), side_state(value, 1)))
		return text("both %s", side_state(value, 0));
	return text("0 %s, 1 %s", side_state(value, 0), side_state(value, 1));
}

char *format_location(struct json_object *value)
{
	return text("%s %d", json_object_get_string(json_at(value, "kind")),
		    json_object_get_int(json_at(value, "number")));
}

char *format_line(struct json_object *value)
{
	return text_line(json_object_get_string(value));
}

char *format_short(struct json_object *value)
{
	return text("%.8s", json_object_get_string(value));
}

/* How long ago a time of JSON was. */
char *format_age(struct json_object *value)
{
	struct tm tm = { 0 };
	time_t then, now = time(NULL);

	if (!strptime(json_object_get_string(value), "%Y-%m-%dT%H:%M:%SZ", &tm))
		return text("%s", json_object_get_string(value));
	then = timegm(&tm);
	return text_span(now > then ? (uint64_t)(now - then) : 0);
}

static const char *cell(const struct column *column, struct json_object *object)
{
	struct json_object *value = json_at(object, column->path);
	const char *string;

	if (!value)
		return "-";
	if (column->format)
		return column->format(value);
	if (json_object_is_type(value, json_type_boolean))
		return format_yes_no(value);
	string = json_object_get_string(value);
	return *string ? text("%s", string) : "-";
}

struct table *table_new(const struct column *columns, unsigned int indent)
{
	struct table *table = calloc(1, sizeof(*table));
	size_t i;

	text_keep((char *)table);
	table->columns = columns;
	table->indent = indent;
	while (columns[table->count].label)
		table->count++;
	for (i = 0; i < table->count; i++)
		table_add(table, NULL);
	return table;
}

static void add_cell(struct table *table, const char *string)
{
	if (table->used == table->room) {
		table->room = table->room ? table->room * 2 : 64;
		table->cells = reallocarray(table->cells, table->room,
					    sizeof(*table->cells));
		if (!table->cells)
			text_keep(NULL);
	}
	/* A copy: what the cell was made of is released before the table is. */
	table->cells[table->used] = strdup(string);
	if (!table->cells[table->used])
		text_keep(NULL);
	table->used++;
}

void table_add(struct table *table, struct json_object *object)
{
	size_t i;

	/* The heads come one at a time, from table_new(). */
	if (!object) {
		add_cell(table, table->columns[table->used].label);
		return;
	}
	for (i = 0; i < table->count; i++)
		add_cell(table, cell(&table->columns[i], object));
}

static void print_row(const struct table *table, char *const *row,
		      const size_t *widths)
{
	size_t column, pad = table->indent;

	for (column = 0; column < table->count; column++) {
		size_t fill = widths[column] - text_width(row[column]);

		if (table->columns[column].right)
			pad += fill;
		printf("%*s%s", (int)pad, "", row[column]);
		/* Blanks wait for the next cell: no line ends with them. */
		pad = COLUMN_GAP;
		if (!table->columns[column].right)
			pad += fill;
	}
	putchar('\n');
}

void table_end(struct table *table)
{
	size_t *widths = calloc(table->count, sizeof(*widths));
	size_t i;

	text_keep((char *)widths);
	for (i = 0; i < table->used; i++) {
		size_t width = text_width(table->cells[i]);

		if (width > widths[i % table->count])
			widths[i % table->count] = width;
	}
	for (i = 0; i < table->used; i += table->count)
		print_row(table, table->cells + i, widths);
	table_drop(table);
}

void table_drop(struct table *table)
{
	while (table->used)
		free(table->cells[--table->used]);
	free(table->cells);
	table->cells = NULL;
}

void list_print(const struct column *columns, struct json_object *object)
{
	const struct column *column;
	size_t width = 0;

	for (column = columns; column->label; column++)
		if (json_at(object, column->path) && strlen(column->label) > width)
			width = strlen(column->label);
	for (column = columns; column->label; column++)
		if (json_at(object, column->path))
			printf("%s:%*s%s\n", column->label,
			       (int)(width - strlen(column->label) + COLUMN_GAP),
			       "", cell(column, object));
}
