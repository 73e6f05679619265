// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Looking is a stat() of each mount, so it is done for an identity that is new, and not again at
 * every event for one that has no name. Which cookie a mounted namespace has cannot be asked
 * without entering it: a name belongs to the identity that had the inode when we looked.
 *
 * Processes are asked only where there is no mount, and ever more rarely if that does not help.
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

#define PATIENCE_MAX_NSEC 6400000000 /* between two looks for the processes of one namespace */

#define KNOWN_MAX 4096 /* identities; then the one that came first is forgotten */

/* What the last look at the directories found. */
struct mount {
	uint32_t ino;
	UT_hash_handle hh;
	char name[NSID_NAME_MAX];
};

/* An identity that somebody has asked for. */
struct known {
	struct nstrace_nsid nsid; /* without its kind: inodes of all kinds are different */
	UT_hash_handle hh;
	char name[NSID_NAME_MAX];    /* "": none so far */
	bool of_container;	     /* the name */
	struct nsid_process process; /* tgid 0: none so far */
	uint64_t asked_nsec;	     /* when processes were looked for */
	uint64_t patience_nsec;	     /* how long it is until they are again; 0: they never were */
};

struct nsid_names {
	const struct nsid_places *places;
	struct nsid_processes *processes; /* NULL: they are never asked */
	dev_t nsfs;			  /* the file system that namespaces are files of */
	uint64_t looked_nsec;
	struct mount *mounts; /* by ino */
	struct known *known;  /* by nsid; the oldest comes first */
};

int nsid_names_new(const struct nsid_places *places, struct nsid_names **ret)
{
	static const char *const of_iproute[] = {"/run/netns", "/var/run/netns", NULL};
	static const struct nsid_places real = {of_iproute, &container_places};
	struct nsid_names *names;
	struct stat st;
	int r = 0;

	if (stat("/proc/self/ns/net", &st))
		return -errno;
	names = calloc(1, sizeof(*names));
	if (!names)
		return -ENOMEM;
	names->places = places ? places : &real;
	names->nsfs = st.st_dev;
	if (names->places->containers)
		r = nsid_processes_new(names->places->containers->proc, &names->processes);
	if (r < 0) {
		nsid_names_free(names);
		return r;
	}
	*ret = names;
	return 0;
}

void nsid_names_be_patient(struct nsid_names *names)
{
	if (names->processes)
		nsid_processes_be_patient(names->processes);
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
	nsid_processes_free(names->processes);
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
	for (const char *const *directory = names->places->mounts; *directory; directory++)
		look_in(names, *directory);
	names->looked_nsec = now_nsec;
}

void nsid_names_look(struct nsid_names *names, uint64_t now_nsec)
{
	look(names, now_nsec);
	if (names->processes)
		nsid_processes_look(names->processes, now_nsec);
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

static void take_mount(struct nsid_names *names, struct known *known)
{
	const struct mount *mount = find_mount(names, known->nsid.ino);

	if (mount)
		strcpy(known->name, mount->name);
	else if (!known->of_container)
		*known->name = '\0';
	known->of_container &= !mount;
}

static void take_process(struct nsid_names *names, struct known *known, int found)
{
	const struct container_places *places = names->places->containers;

	if (found > 0) {
		known->of_container = container_name(places, known->process.tgid, known->name,
						     sizeof(known->name));
	} else if (!known->nsid.cookie) {
		known->of_container = false;
		known->process.tgid = 0;
	}
	if (!known->of_container)
		*known->name = '\0';
}

/* A process that is in no container yet may be on its way into one: it is asked again. */
static void ask_processes(struct nsid_names *names, struct known *known,
			  const struct nstrace_nsid *nsid, uint64_t now_nsec)
{
	int found;

	if (!names->processes || !nsid->ino || !nsid->kind ||
	    (known->patience_nsec && now_nsec < known->asked_nsec + known->patience_nsec))
		return;
	found = nsid_processes_find(names->processes, nsid, now_nsec, &known->process);
	take_process(names, known, found);
	known->asked_nsec = now_nsec;
	if (!known->patience_nsec || found < 0)
		known->patience_nsec = LOOK_AGAIN_NSEC;
	else if (known->patience_nsec < PATIENCE_MAX_NSEC)
		known->patience_nsec *= 2;
}

static struct known *know(struct nsid_names *names, const struct nstrace_nsid *key,
			  uint64_t now_nsec)
{
	struct known *known = find_known(names, key);

	if (!known || (!is_certain(known) && now_nsec >= names->looked_nsec + LOOK_AGAIN_NSEC))
		look(names, now_nsec);
	return known ? known : add_known(names, key);
}

bool nsid_name(struct nsid_names *names, const struct nstrace_nsid *nsid, uint64_t now_nsec,
	       char ret_name[NSID_NAME_MAX])
{
	struct nstrace_nsid key = {.cookie = nsid->cookie, .ino = nsid->ino};
	struct known *known = know(names, &key, now_nsec);

	if (!known)
		return false;
	if (!is_certain(known))
		take_mount(names, known);
	if (!*known->name || (known->of_container && !is_certain(known)))
		ask_processes(names, known, nsid, now_nsec);
	if (*known->name)
		strcpy(ret_name, known->name);
	return *known->name;
}

bool nsid_name_process(struct nsid_names *names, const struct nstrace_nsid *nsid,
		       struct nsid_process *ret)
{
	const struct known *known =
		find_known(names, &(struct nstrace_nsid){.cookie = nsid->cookie, .ino = nsid->ino});

	if (!known || !known->process.tgid)
		return false;
	*ret = known->process;
	return true;
}
