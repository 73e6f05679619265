// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Engines name the control group of a container after its id, with a prefix and a suffix of theirs;
 * of machines and of LXC's containers it has the name. Only what a path means is known here.
 */
#include "nstrace/container_cgroup.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"

#define CGROUPS_BYTES 8192

static bool has_prefix(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* Cuts the suffix off; false: there is none. */
static bool cut_suffix(char *text, const char *suffix)
{
	size_t length = strlen(text), cut = strlen(suffix);

	if (length <= cut || strcmp(text + length - cut, suffix))
		return false;
	text[length - cut] = '\0';
	return true;
}

/* Who made "docker-<id>", or "<id>" in "docker". */
static const char *engine_of(const char *prefix, const char *parent)
{
	static const char *const engines[][2] = {
		{"docker", "docker"},
		{"libpod", "podman"},
		{"cri-containerd", "containerd"},
		{"crio", "cri-o"},
	};

	for (size_t i = 0; i < sizeof(engines) / sizeof(engines[0]); i++)
		if (has_prefix(*prefix ? prefix : parent, engines[i][0]))
			return engines[i][1];
	return "";
}

/* "docker-<id>", "libpod-<id>", "cri-containerd-<id>", "crio-<id>", "<id>". */
static bool take_id(const char *component, const char *parent, struct container_cgroup *ret)
{
	size_t length = strlen(component), before = length - CONTAINER_ID_LENGTH;

	if (length < CONTAINER_ID_LENGTH ||
	    strspn(component + before, "0123456789abcdef") != CONTAINER_ID_LENGTH)
		return false;
	/* Beside each container of Podman and CRI-O there is one that watches it from outside. */
	if (before && (component[before - 1] != '-' || strstr(component, "conmon")))
		return false;
	memcpy(ret->id, component + before, sizeof(ret->id));
	ret->engine = engine_of(before ? component : "", parent);
	return true;
}

/* As systemd writes what may not stand in the name of a unit: "\x2d". */
static void unescape_unit(char *name)
{
	char *out = name;

	while (*name) {
		unsigned int byte;

		if (name[0] == '\\' && name[1] == 'x' && isxdigit((unsigned char)name[2]) &&
		    isxdigit((unsigned char)name[3]) && sscanf(name + 2, "%2x", &byte) == 1 &&
		    byte) {
			*out++ = (char)byte;
			name += 4;
		} else {
			*out++ = *name++;
		}
	}
	*out = '\0';
}

/* Machines (systemd-nspawn, libvirt) and LXC's containers. */
static bool take_name(const char *component, bool is_unit, const char *parent,
		      struct container_cgroup *ret)
{
	static const char *const prefixes[] = {"machine-", "systemd-nspawn@", "lxc.payload."};
	const char *name = NULL;

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (has_prefix(component, prefixes[i]) && (is_unit || i == 2))
			name = component + strlen(prefixes[i]);
	if (!strcmp(parent, "lxc") || !strcmp(parent, "lxc.payload"))
		name = component;
	if (!name || !*name)
		return false;
	strcpy(ret->name, name);
	if (is_unit)
		unescape_unit(ret->name);
	return true;
}

static bool read_component(const char *word, const char *parent, struct container_cgroup *ret)
{
	struct container_cgroup cgroup = {.engine = ""};
	char component[NAME_MAX + 1];
	bool is_unit;

	snprintf(component, sizeof(component), "%s", word);
	is_unit = cut_suffix(component, ".scope") || cut_suffix(component, ".service");
	if (!take_name(component, is_unit, parent, &cgroup) && !take_id(component, parent, &cgroup))
		return false;
	*ret = cgroup;
	return true;
}

/* The innermost container on the way. Cuts path to pieces. */
static bool read_path(char *path, struct container_cgroup *ret)
{
	const char *parent = "";
	bool found = false;
	char *rest;

	for (char *word = strtok_r(path, "/", &rest); word; word = strtok_r(NULL, "/", &rest)) {
		found |= read_component(word, parent, ret);
		parent = word;
	}
	return found;
}

/* A line is "HIERARCHY:CONTROLLERS:PATH". With several hierarchies not all have the containers. */
bool container_cgroup_read(const char *proc, uint32_t tgid, struct container_cgroup *ret)
{
	char path[PATH_MAX], text[CGROUPS_BYTES], *rest;
	_cleanup_close_ int fd = -1;
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%u/cgroup", proc, tgid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd >= 0 ? read(fd, text, sizeof(text) - 1) : -1;
	text[n > 0 ? n : 0] = '\0';
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char *at = strchr(line, ':');

		at = at ? strchr(at + 1, ':') : NULL;
		if (at && read_path(at + 1, ret))
			return true;
	}
	return false;
}
