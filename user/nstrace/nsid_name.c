// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Looking at the mounts is not cheap, so it is done for an identity that is new, and not again at
 * every event for one that has no name. Which cookie a mounted namespace has cannot be asked
 * without entering it: a name belongs to the identity that had the inode when we looked.
 *
 * Processes are asked only where there is no mount, and ever more rarely if that does not help. The
 * control group of one tells its container's id at once; the list of containers, which knows all
 * else, comes when it has been read.
 */
#include "nstrace/nsid_name.h"

#include <string.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "lib/escape.h"
#include "nstrace/container_cgroup.h"
#include "nstrace/container_list.h"

/* A mount changes no directory's mtime, and `ip netns add` mounts after it has made the namespace:
 * only looking again tells whether a namespace has got its name. */
#define LOOK_AGAIN_NSEC 100000000

#define PATIENCE_MAX_NSEC 6400000000 /* between two looks for the processes of one namespace */

/* For the list of containers, which has been under way since we began: before the first event, and
 * for who asks only once. */
#define FIRST_LIST_NSEC 200000000
#define PATIENT_NSEC	2000000000

#define KNOWN_MAX 4096 /* identities; then the one that came first is forgotten */

/* An identity that somebody has asked for. */
struct known {
	struct nstrace_nsid nsid; /* without its kind: inodes of all kinds are different */
	UT_hash_handle hh;
	char name[NSID_NAME_MAX];	   /* "": none so far */
	struct container_label *container; /* that it is named after; NULL: it is not */
	bool is_listed;			   /* the container */
	struct nsid_process process;	   /* tgid 0: none so far */
	uint64_t asked_nsec;		   /* when processes were looked for */
	uint64_t patience_nsec; /* how long it is until they are again; 0: they never were */
};

struct nsid_names {
	const struct nsid_places *places;
	struct nsid_mounts *mounts;
	struct nsid_processes *processes;  /* NULL: they are never asked */
	struct container_list *containers; /* NULL: they are not listed */
	uint64_t looked_nsec;		   /* at the mounts */
	struct known *known;		   /* by nsid; the oldest comes first */
};

static const char *const of_iproute[] = {"/run/netns", "/var/run/netns", NULL};
static const char *const nowhere[] = {NULL};

const struct nsid_places nsid_places = {of_iproute, "/proc", true};
const struct nsid_places nsid_no_places = {nowhere, NULL, false};

int nsid_names_new(const struct nsid_places *places, struct nsid_names **ret)
{
	struct nsid_names *names = calloc(1, sizeof(*names));
	int r;

	if (!names)
		return -ENOMEM;
	names->places = places;
	r = nsid_mounts_new(places->mounts, &names->mounts);
	if (r >= 0 && places->proc)
		r = nsid_processes_new(places->proc, &names->processes);
	if (r >= 0 && places->list_containers)
		r = container_list_new(&names->containers);
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
	if (names->containers)
		container_list_wait(names->containers, PATIENT_NSEC);
}

static void forget_known(struct nsid_names *names, struct known *known)
{
	HASH_DEL(names->known, known);
	free(known->container);
	free(known);
}

void nsid_names_free(struct nsid_names *names)
{
	struct known *known, *next;

	if (!names)
		return;
	HASH_ITER(hh, names->known, known, next)
		forget_known(names, known);
	nsid_mounts_free(names->mounts);
	nsid_processes_free(names->processes);
	container_list_free(names->containers);
	free(names);
}

static void look(struct nsid_names *names, uint64_t now_nsec)
{
	nsid_mounts_look(names->mounts);
	names->looked_nsec = now_nsec;
}

void nsid_names_look(struct nsid_names *names, uint64_t now_nsec)
{
	look(names, now_nsec);
	if (names->containers)
		container_list_wait(names->containers, FIRST_LIST_NSEC);
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
	return *known->name && known->nsid.cookie && (!known->container || known->is_listed);
}

/* Of a text that is safe to print. */
static void set_name(struct known *known, const char *name)
{
	snprintf(known->name, sizeof(known->name), "%s", name);
}

static void forget_container(struct known *known)
{
	if (known->container)
		*known->name = '\0';
	free(known->container);
	known->container = NULL;
	known->is_listed = false;
}

static void take_container(struct known *known, const struct container_label *label, bool is_listed)
{
	char name[CONTAINER_SHORT_MAX];

	if (!known->container)
		known->container = malloc(sizeof(*known->container));
	if (!known->container)
		return;
	*known->container = *label;
	known->is_listed = is_listed;
	set_name(known, container_label_short(label, name));
}

/* False: it is nobody's who is listed, by now. */
static bool take_listed(struct nsid_names *names, struct known *known,
			const struct nstrace_nsid *nsid, uint64_t now_nsec)
{
	const struct container_label *label =
		names->containers ? container_list_find(names->containers, nsid, now_nsec) : NULL;

	if (label)
		take_container(known, label, true);
	else if (known->is_listed && !nsid->cookie)
		forget_container(known);
	return label;
}

/* A container that is known by its control group is more than a mount of its own namespace. */
static void take_mount(struct nsid_names *names, struct known *known)
{
	const char *name = nsid_mounts_find(names->mounts, known->nsid.ino);

	if (!known->container)
		set_name(known, name ? name : "");
}

static void take_cgroup(struct nsid_names *names, struct known *known)
{
	const struct container_label *listed = NULL;
	struct container_label label = {};
	struct container_cgroup cgroup;

	if (!container_cgroup_read(names->places->proc, known->process.tgid, &cgroup)) {
		forget_container(known);
		return;
	}
	if (names->containers && *cgroup.id)
		listed = container_list_find_id(names->containers, cgroup.id);
	if (listed) {
		take_container(known, listed, true);
		return;
	}
	escape_text(cgroup.name, label.name, sizeof(label.name));
	snprintf(label.id, sizeof(label.id), "%s", cgroup.id);
	snprintf(label.engine, sizeof(label.engine), "%s", cgroup.engine);
	take_container(known, &label, false);
}

static void take_process(struct nsid_names *names, struct known *known, int found)
{
	if (found > 0) {
		take_cgroup(names, known);
	} else if (!known->nsid.cookie) {
		forget_container(known);
		known->process.tgid = 0;
	}
}

/* A process that is in no container yet may be on its way into one: it is asked again. */
static void ask_processes(struct nsid_names *names, struct known *known,
			  const struct nstrace_nsid *nsid, uint64_t now_nsec)
{
	int found;

	if (!names->processes || !nsid->ino || !nsid->kind ||
	    (known->patience_nsec && now_nsec < known->asked_nsec + known->patience_nsec))
		return;
	if (names->containers)
		container_list_refresh(names->containers);
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
	if (!is_certain(known) && !take_listed(names, known, nsid, now_nsec)) {
		take_mount(names, known);
		if (!*known->name || known->container)
			ask_processes(names, known, nsid, now_nsec);
	}
	if (*known->name)
		strcpy(ret_name, known->name);
	return *known->name;
}

static struct known *recall(struct nsid_names *names, const struct nstrace_nsid *nsid)
{
	return find_known(names, &(struct nstrace_nsid){.cookie = nsid->cookie, .ino = nsid->ino});
}

const struct container_label *nsid_name_container(struct nsid_names *names,
						  const struct nstrace_nsid *nsid)
{
	const struct known *known = recall(names, nsid);

	return known ? known->container : NULL;
}

bool nsid_name_process(struct nsid_names *names, const struct nstrace_nsid *nsid,
		       struct nsid_process *ret)
{
	const struct known *known = recall(names, nsid);

	if (!known || !known->process.tgid)
		return false;
	*ret = known->process;
	return true;
}
