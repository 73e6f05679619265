// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Looking is a stat() of each mount, so it is done for an identity that is new, and not again at
 * every event for one that has no name. Which cookie a mounted namespace has cannot be asked
 * without entering it: a name belongs to the identity that had the inode when we looked.
 */
#include "nstrace/nsid_name.h"

#include <string.h>
#include <sys/stat.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "lib/escape.h"

/* A mount changes no directory's mtime, and `ip netns add` mounts after it has made the namespace:
 * only looking again tells whether a namespace has got its name. */
#define LOOK_AGAIN_NSEC 100000000

#define KNOWN_MAX 4096 /* identities; then the one that came first is forgotten */

/* What the last look at the directories found. */
struct mount {
	uint32_t ino;
	UT_hash_handle hh;
	char name[NSID_NAME_MAX];
};

/* An identity that somebody has asked for. */
struct known {
	struct nstrace_nsid nsid;
	UT_hash_handle hh;
	char name[NSID_NAME_MAX]; /* "": none so far */
};

struct nsid_names {
	const char *const *directories;
	dev_t nsfs; /* the file system that namespaces are files of */
	uint64_t looked_nsec;
	struct mount *mounts; /* by ino */
	struct known *known;  /* by nsid; the oldest comes first */
};

int nsid_names_new(const char *const *directories, struct nsid_names **ret)
{
	static const char *const of_iproute[] = {"/run/netns", "/var/run/netns", NULL};
	struct nsid_names *names;
	struct stat st;

	if (stat("/proc/self/ns/net", &st))
		return -errno;
	names = calloc(1, sizeof(*names));
	if (!names)
		return -ENOMEM;
	names->directories = directories ? directories : of_iproute;
	names->nsfs = st.st_dev;
	*ret = names;
	return 0;
}

static void forget_mounts(struct nsid_names *names)
{
	struct mount *mount, *next;

	HASH_ITER(hh, names->mounts, mount, next) {
		HASH_DEL(names->mounts, mount);
		free(mount);
	}
}

static void forget_known(struct nsid_names *names, struct known *known)
{
	HASH_DEL(names->known, known);
	free(known);
}

void nsid_names_free(struct nsid_names *names)
{
	struct known *known, *next;

	if (!names)
		return;
	forget_mounts(names);
	HASH_ITER(hh, names->known, known, next)
		forget_known(names, known);
	free(names);
}

static struct mount *find_mount(struct nsid_names *names, uint32_t ino)
{
	struct mount *mount;

	HASH_FIND(hh, names->mounts, &ino, sizeof(ino), mount);
	return mount;
}

static void add_mount(struct nsid_names *names, uint32_t ino, const char *name)
{
	struct mount *mount;

	if (find_mount(names, ino))
		return; /* a second name, or the same directory by its other path */
	mount = calloc(1, sizeof(*mount));
	if (!mount)
		return;
	mount->ino = ino;
	escape_text(name, mount->name, sizeof(mount->name));
	HASH_ADD(hh, names->mounts, ino, sizeof(ino), mount);
	if (!mount->hh.tbl)
		free(mount);
}

static void look_in(struct nsid_names *names, const char *directory)
{
	_cleanup_closedir_ DIR *dir = opendir(directory);
	struct dirent *entry;
	struct stat st;

	while (dir && (entry = readdir(dir)))
		if (!fstatat(dirfd(dir), entry->d_name, &st, 0) && st.st_dev == names->nsfs)
			add_mount(names, (uint32_t)st.st_ino, entry->d_name);
}

static void look(struct nsid_names *names, uint64_t now_nsec)
{
	forget_mounts(names);
	for (const char *const *directory = names->directories; *directory; directory++)
		look_in(names, *directory);
	names->looked_nsec = now_nsec;
}

static struct known *find_known(struct nsid_names *names, const struct nstrace_nsid *key)
{
	struct known *known;

	HASH_FIND(hh, names->known, key, sizeof(*key), known);
	return known;
}

static struct known *add_known(struct nsid_names *names, const struct nstrace_nsid *key)
{
	struct known *known = calloc(1, sizeof(*known));

	if (!known)
		return NULL;
	if (HASH_COUNT(names->known) >= KNOWN_MAX)
		forget_known(names, names->known);
	known->nsid = *key;
	HASH_ADD(hh, names->known, nsid, sizeof(known->nsid), known);
	if (!known->hh.tbl) {
		free(known);
		return NULL;
	}
	return known;
}

/* Without a cookie the inode alone may be another namespace's by now. */
static bool is_certain(const struct known *known)
{
	return *known->name && known->nsid.cookie;
}

bool nsid_name(struct nsid_names *names, const struct nstrace_nsid *nsid, uint64_t now_nsec,
	       char ret_name[NSID_NAME_MAX])
{
	struct nstrace_nsid key = {.cookie = nsid->cookie, .ino = nsid->ino};
	struct known *known = find_known(names, &key);
	struct mount *mount;

	if (!known || (!is_certain(known) && now_nsec >= names->looked_nsec + LOOK_AGAIN_NSEC))
		look(names, now_nsec);
	if (!known)
		known = add_known(names, &key);
	if (!known)
		return false;
	if (!is_certain(known)) {
		mount = find_mount(names, key.ino);
		strcpy(known->name, mount ? mount->name : "");
	}
	if (*known->name)
		strcpy(ret_name, known->name);
	return *known->name;
}
