// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread's descriptors give the inodes of its sockets; the tables below its own net/ have those
 * of its namespace only. So a socket that is found in a table is in that namespace.
 */
#include "nstrace/scan_sockets.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/grow.h"
#include "nstrace/scan_inodes.h"

#define MAX_FIELDS 12

/* A file below net/: a heading, then a line for each socket, with its inode in one of the fields.
 */
struct table {
	const char *file; /* and what the family is called */
	size_t inode_field;
	void (*describe)(char **fields, struct scan_socket *socket);
};

/* "0100007F:1F90", or the same with four words: each as the CPU has it in memory. */
static void format_internet(const char *hex, char out[SCAN_ADDRESS_MAX])
{
	unsigned int words[4] = {}, port = 0;
	char address[INET6_ADDRSTRLEN];
	bool is_v6 = strcspn(hex, ":") == 32;

	if (is_v6 ? sscanf(hex, "%8x%8x%8x%8x:%x", &words[0], &words[1], &words[2], &words[3],
			   &port) != 5
		  : sscanf(hex, "%8x:%x", &words[0], &port) != 2)
		return;
	if (!port && !(words[0] | words[1] | words[2] | words[3]))
		return; /* not bound, or not connected */
	inet_ntop(is_v6 ? AF_INET6 : AF_INET, words, address, sizeof(address));
	snprintf(out, SCAN_ADDRESS_MAX, is_v6 ? "[%s]:%u" : "%s:%u", address, port);
}

static void describe_internet(char **fields, struct scan_socket *socket)
{
	format_internet(fields[1], socket->local);
	format_internet(fields[2], socket->remote);
}

static void describe_unix(char **fields, struct scan_socket *socket)
{
	snprintf(socket->local, sizeof(socket->local), "%s", fields[7]);
}

static void describe_netlink(char **fields, struct scan_socket *socket)
{
	static const char *const protocols[] = {
		[0] = "route",	    [4] = "sock_diag", [6] = "xfrm",
		[9] = "audit",	    [10] = "fib",      [11] = "connector",
		[12] = "netfilter", [15] = "uevent",   [16] = "generic",
	};
	unsigned long protocol = strtoul(fields[1], NULL, 10);
	const char *name =
		protocol < sizeof(protocols) / sizeof(protocols[0]) ? protocols[protocol] : NULL;

	snprintf(socket->local, sizeof(socket->local), "%.32s:%.32s", name ? name : fields[1],
		 fields[2]);
}

static void describe_packet(char **fields, struct scan_socket *socket)
{
	snprintf(socket->local, sizeof(socket->local), "ifindex %.32s", fields[4]);
}

static const struct table tables[] = {
	{"tcp", 9, describe_internet},	{"tcp6", 9, describe_internet},
	{"udp", 9, describe_internet},	{"udp6", 9, describe_internet},
	{"raw", 9, describe_internet},	{"raw6", 9, describe_internet},
	{"unix", 6, describe_unix},	{"netlink", 9, describe_netlink},
	{"packet", 8, describe_packet},
};

/* n_fields of them: the last one is the rest of the line, those that are missing are empty. */
static void split(char *line, char **fields, size_t n_fields)
{
	line[strcspn(line, "\n")] = '\0';
	for (size_t i = 0; i < n_fields; i++) {
		line += strspn(line, " ");
		fields[i] = line;
		if (i == n_fields - 1)
			return;
		line += strcspn(line, " ");
		if (*line)
			*line++ = '\0';
	}
}

static int add_socket(struct scan_sockets *sockets, const struct scan_socket *socket)
{
	struct scan_socket *more = grow_array(sockets->items, sockets->n, sizeof(*more));

	if (!more)
		return -ENOMEM;
	sockets->items = more;
	sockets->items[sockets->n++] = *socket;
	return 0;
}

static int take_line(const struct table *table, char *line, const struct scan_inodes *inodes,
		     struct scan_sockets *sockets)
{
	struct scan_socket socket = {.family = table->file};
	char *fields[MAX_FIELDS];

	split(line, fields, table->inode_field + 2);
	if (!scan_inodes_have(inodes, strtoull(fields[table->inode_field], NULL, 10)))
		return 0;
	table->describe(fields, &socket);
	return add_socket(sockets, &socket);
}

static int read_table(uint32_t tgid, uint32_t tid, const struct table *table,
		      const struct scan_inodes *inodes, struct scan_sockets *sockets)
{
	_cleanup_fclose_ FILE *file = NULL;
	_cleanup_free_ char *line = NULL;
	size_t line_bytes = 0;
	char path[80];
	int r = 0;

	snprintf(path, sizeof(path), "/proc/%u/task/%u/net/%s", tgid, tid, table->file);
	file = fopen(path, "re");
	while (file && r >= 0 && getline(&line, &line_bytes, file) > 0)
		r = take_line(table, line, inodes, sockets);
	return r;
}

int scan_sockets_read(uint32_t tgid, uint32_t tid, struct scan_sockets *ret)
{
	struct scan_sockets sockets = {};
	struct scan_inodes inodes;
	int r;

	r = scan_inodes_read(tgid, tid, &inodes);
	if (r < 0)
		return r;
	for (size_t i = 0; r >= 0 && inodes.n && i < sizeof(tables) / sizeof(tables[0]); i++)
		r = read_table(tgid, tid, &tables[i], &inodes, &sockets);
	free(inodes.items);
	if (r < 0) {
		free(sockets.items);
		return r;
	}
	*ret = sockets;
	return 0;
}
