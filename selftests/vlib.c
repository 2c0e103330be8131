// SPDX-License-Identifier: GPL-2.0
/* See vlib.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vlib.h"

static int write_attribute(const struct vlib *lib, const char *attribute,
			   const char *text)
{
	char path[192];
	ssize_t done;
	int fd, error = 0;

	snprintf(path, sizeof(path), "%s/%s", lib->path, attribute);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	done = write(fd, text, strlen(text));
	if (done < 0)
		error = -errno;
	else if ((size_t)done != strlen(text))
		error = -EIO;
	close(fd);
	return error;
}

static int set_attribute(const struct vlib *lib, const char *attribute,
			 const char *format, va_list args, bool silent)
{
	char *text;
	int error;

	if (vasprintf(&text, format, args) < 0)
		return -ENOMEM;
	error = write_attribute(lib, attribute, text);
	if (error && !silent)
		fprintf(stderr, "# %s/%s: \"%s\": %s\n", lib->path, attribute,
			text, strerror(-error));
	free(text);
	return error;
}

int vlib_set(const struct vlib *lib, const char *attribute, const char *format,
	     ...)
{
	va_list args;
	int error;

	va_start(args, format);
	error = set_attribute(lib, attribute, format, args, false);
	va_end(args);
	return error;
}

int vlib_try(const struct vlib *lib, const char *attribute, const char *format,
	     ...)
{
	va_list args;
	int error;

	va_start(args, format);
	error = set_attribute(lib, attribute, format, args, true);
	va_end(args);
	return error;
}

char *vlib_get(const struct vlib *lib, const char *attribute)
{
	char path[192], *text = NULL;
	size_t size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", lib->path, attribute);
	file = fopen(path, "re");
	if (!file)
		return NULL;
	if (getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = strdup("");
	}
	fclose(file);
	return text;
}

int vlib_make(struct vlib *lib, unsigned int number)
{
	snprintf(lib->path, sizeof(lib->path), VLIB_ROOT "/" VLIB_PREFIX "%d-%u",
		 getpid(), number);
	if (!mkdir(lib->path, 0755))
		return 0;
	fprintf(stderr, "# %s: %s\n", lib->path, strerror(errno));
	return -errno;
}

int vlib_drop(struct vlib *lib)
{
	int error;

	if (!*lib->path)
		return 0;
	error = vlib_live(lib, false);
	if (!error && rmdir(lib->path)) {
		error = -errno;
		fprintf(stderr, "# rmdir %s: %s\n", lib->path, strerror(errno));
	}
	*lib->path = '\0';
	return error;
}

int vlib_sweep(void)
{
	struct dirent *entry;
	struct vlib lib;
	int error = 0;
	DIR *dir;

	dir = opendir(VLIB_ROOT);
	if (!dir)
		return -errno;
	while ((entry = readdir(dir)) && !error) {
		if (strncmp(entry->d_name, VLIB_PREFIX, strlen(VLIB_PREFIX)))
			continue;
		snprintf(lib.path, sizeof(lib.path), VLIB_ROOT "/%.64s",
			 entry->d_name);
		error = vlib_drop(&lib);
	}
	closedir(dir);
	return error;
}
