# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# For the tests of weave-ps: containers by hand in a private host, in the list of the lab's engine;
# their interfaces as `ip` sees them.

# shellcheck disable=SC2034,SC2154 # from and for the tests
weave_ps=$build/weave-ps
list=/run/nstrace-lab/containers.json
mkdir -p /run/nstrace-lab
mkfifo "$tmp/pid"
names=()        # of the containers, oldest first
declare -A id   # by name
declare -A pid  # by name, of its init
n_ports=0

# start NAME NETNS: a container's init in this namespace; in the host's without a NETNS
start() {
	local enter=(${2:+nsenter --net="/run/netns/$2"})
	# shellcheck disable=SC2016
	"${enter[@]}" sh -c 'echo $$ >"$0"; exec sleep infinity' "$tmp/pid" &
	read -r "pid[$1]" <"$tmp/pid"
	names+=("$1")
	id[$1]=$(printf '%s' "$1" | sha256sum | cut -c 1-64)
}

# join BRIDGE PORT NAME INTERFACE [ADDRESS...]: a veth pair from the container to the bridge
join() {
	local bridge=$1 port=$2 name=$3 interface=$4 address
	shift 4
	ip link add "$port" type veth peer name "$interface" netns "$name"
	ip link set "$port" master "$bridge" up
	ip -n "$name" link set "$interface" up
	for address in "$@"; do
		ip -n "$name" addr add "$address" dev "$interface"
	done
}

# attach NAME INTERFACE [ADDRESS...]: the same to the bridge weave
attach() {
	join weave "v$((++n_ports))" "$@"
}

# container NAME [ADDRESS...]: one with an interface on the bridge
container() {
	ip netns add "$1"
	start "$1" "$1"
	attach "$1" ethwe "${@:2}"
}

write_list() {
	local name
	for name in "${names[@]}"; do
		printf '%s\t%s\t%s\n' "${id[$name]}" "$name" "${pid[$name]}"
	done | jq -nR '{engine: "test", bridge: "weave", containers: [inputs | split("\t") |
		{id: .[0], name: .[1], pid: .[2] | tonumber}]}' >"$list.new"
	mv "$list.new" "$list"
}

# rows ID INTERFACE IP-OPTION...: what `ip` says of an interface, as a row
rows() {
	local shown=$1
	[[ $1 == *:* ]] || shown=${1:0:12}
	ip "${@:3}" -j addr show dev "$2" | jq -r --arg id "$shown" '.[] | select(.ifname) |
		[$id, .address, (.addr_info[] | select(.family == "inet") |
			"\(.local)/\(.prefixlen)")] | join(" ")'
}

# shows NAME EXPECTED TARGET...: exit status 0 and just these rows
shows() {
	run "$weave_ps" "${@:3}"
	is "$1" "$status $(<"$tmp/out")$(<"$tmp/err")" "0 $2"
}

# fails NAME STATUS MESSAGE COMMAND...: nothing on stdout, and the message has this in it
fails() {
	run "${@:4}"
	is "$1" "$status $(<"$tmp/out")" "$2 "
	ok "$1: says so" grep -q -- "$3" "$tmp/err"
}
