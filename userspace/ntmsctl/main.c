// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl: which command, with what session, and how it ended.
 */
#include "ctl.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>

const struct area *const areas[] = {
	&area_status,
	&area_library,
	&area_drive,
	&area_media,
	&area_type,
	&area_pool,
	&area_allocate,
	&area_deallocate,
	&area_why,
	&area_request,
	&area_attr,
	&area_acl,
	&area_catalog,
	&area_monitor,
	&area_stats,
	&area_version,
	&area_help,
	NULL
};

const struct area *const hidden_areas[] = {
	&area_complete,
	NULL
};

/* Names are UTF-8 whatever the locale is; its widths must be known. */
static void set_locale(void)
{
	setlocale(LC_ALL, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8"))
		setlocale(LC_CTYPE, "C.UTF-8");
}

static int open_session(struct ctl *ctl)
{
	uint32_t reason;

	if (ntms_open(NULL, "ntmsctl", &ctl->session, &reason))
		return fail(ctl, reason, reason == NTMS_REASON_ACCESS_DENIED ?
			    "Run it as root, or ask an administrator for access to "
			    NTMS_DEVICE_PATH : NULL,
			    "cannot open %s", NTMS_DEVICE_PATH);
	if (ntms_get_info(ctl->session, &ctl->info, &reason))
		return fail(ctl, reason, NULL, "cannot ask the ntms module");
	return CTL_OK;
}

/* The command that the words begin with; takes those words away. */
static int choose_command(int *argc, char ***argv, const struct area **area,
			  const struct command **command)
{
	*area = find_area((*argv)[0]);
	if (!*area)
		return usage("there is no command \"%s\"; \"ntmsctl help\" lists them all",
			     text_clean((*argv)[0]));
	++*argv;
	--*argc;
	*command = (*area)->commands;
	if (!(*command)->verb || !*argc || (*argv)[0][0] == '-')
		return CTL_OK;
	*command = find_command(*area, (*argv)[0]);
	if (!*command)
		return usage("there is no command \"%s %s\"; \"ntmsctl help %s\" lists those there are",
			     (*area)->name, text_clean((*argv)[0]),
			     (*area)->name);
	++*argv;
	--*argc;
	return CTL_OK;
}

/* Options before the command: --json, --help, --version. */
static int leading_options(struct ctl *ctl, int *argc, char ***argv, bool *done)
{
	while (*argc && (*argv)[0][0] == '-') {
		const char *word = (*argv)[0];

		if (!strcmp(word, "--help") || !strcmp(word, "-h")) {
			print_help();
			*done = true;
			return CTL_OK;
		}
		if (!strcmp(word, "--version"))
			(*argv)[0] = (char *)"version";
		else if (strcmp(word, "--json"))
			return usage("there is no option %s; \"ntmsctl help\" shows what there is",
				     text_clean(word));
		if (!strcmp(word, "--version"))
			return CTL_OK;
		ctl->json = true;
		++*argv;
		--*argc;
	}
	return CTL_OK;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
	struct args args = { 0 };
	const struct area *area;
	bool help = false;
	int code;

	code = leading_options(ctl, &argc, &argv, &help);
	if (code || help)
		return code;
	if (!argc) {
		print_help();
		return CTL_USAGE;
	}
	code = choose_command(&argc, &argv, &area, &args.command);
	if (code)
		return code;
	code = args_parse(&args, &ctl->json, &help, argc, argv);
	if (!code && help) {
		print_command_help(area, args.command);
		return CTL_OK;
	}
	if (!code && !args.command->offline)
		code = open_session(ctl);
	if (!code)
		code = args.command->run(ctl, &args);
	if (code == CTL_USAGE)
		fprintf(stderr, "\"ntmsctl help %s%s%s\" shows how.\n",
			area->name, args.command->verb ? " " : "",
			args.command->verb ? args.command->verb : "");
	return code;
}

int main(int argc, char **argv)
{
	struct ctl ctl = { 0 };
	int code;

	set_locale();
	code = run(&ctl, argc - 1, argv + 1);
	names_free(&ctl);
	ntms_close(ctl.session);
	text_free_all();
	/* A list that could not be written out whole is not a success. */
	if (fflush(stdout) || ferror(stdout)) {
		fputs("ntmsctl: the output could not be written.\n", stderr);
		if (!code)
			code = CTL_REFUSED;
	}
	return code;
}
