// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "numbers.h"

uint64_t number_now(const char *name)
{
	uint64_t value = UINT64_MAX;
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), NUMBERS "/%s", name);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%" SCNu64, &value) != 1) {
		fprintf(stderr, "%s: no number\n", path);
		value = UINT64_MAX;
	}
	if (file)
		fclose(file);
	return value;
}

int numbers_read(struct numbers *numbers)
{
	DIR *directory = opendir(NUMBERS);
	const struct dirent *entry;
	int error = 0;

	memset(numbers, 0, sizeof(*numbers));
	if (!directory)
		return -errno;
	while (!error && (entry = readdir(directory))) {
		if (*entry->d_name == '.')
			continue;
		if (numbers->nr == NUMBERS_MOST ||
		    strlen(entry->d_name) >= sizeof(*numbers->names)) {
			error = -E2BIG;
			break;
		}
		strcpy(numbers->names[numbers->nr], entry->d_name);
		numbers->values[numbers->nr] = number_now(entry->d_name);
		if (numbers->values[numbers->nr++] == UINT64_MAX)
			error = -EIO;
	}
	closedir(directory);
	return error;
}

uint64_t number_of(const struct numbers *numbers, const char *name)
{
	size_t i;

	for (i = 0; i < numbers->nr; i++)
		if (!strcmp(numbers->names[i], name))
			return numbers->values[i];
	fprintf(stderr, "%s: no number\n", name);
	return UINT64_MAX;
}
