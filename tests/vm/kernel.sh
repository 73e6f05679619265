#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Fetch a kernel of Debian's: `kernel.sh 6.12` takes the newest 6.12 there is and prints the directory
# with what a guest needs of it, vmlinuz and modules.cpio. apt works in directories of its own here:
# nothing is installed, nothing of the system's is written, and root is not needed.
# Exit status 2: it cannot be fetched here; why is on stderr.
set -euo pipefail

version=$1
cache=${XDG_CACHE_HOME:-$HOME/.cache}/nstrace
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
suites='bullseye bookworm trixie trixie-backports'
# What the tests make: links, bridges. What is not a module of this kernel is built in, or not needed.
modules='veth bridge dummy'

export APT_CONFIG=$cache/apt/apt.conf

cannot() {
	echo "kernel $version: $1" >&2
	exit 2
}

# The system's own configuration has hooks that would write elsewhere; of it we want the proxies.
configure_apt() {
	local root=$cache/apt suite
	mkdir -p "$root"/etc/apt/{apt.conf,preferences}.d "$root/state/lists/partial" "$root/cache/archives/partial"
	: >"$root/status"
	for suite in $suites; do
		echo "deb [arch=amd64 signed-by=$keyring] $mirror $suite main"
	done >"$root/etc/apt/sources.list"
	APT_CONFIG='' apt-config dump Acquire | grep '^Acquire::' >"$APT_CONFIG.new"
	cat >>"$APT_CONFIG.new" <<END
Dir "$root/";
Dir::State "state";
Dir::State::status "$root/status";
Dir::Cache "cache";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Sandbox::User "";
Acquire::Languages "none";
END
	mv "$APT_CONFIG.new" "$APT_CONFIG"
}

# Once a day is enough.
update_lists() {
	local stamp=$cache/apt/updated
	[ -z "$(find "$stamp" -mtime -1 2>/dev/null)" ] || return 0
	configure_apt
	apt-get -qq update >&2 || return
	touch "$stamp"
}

# The newest release of this version in the lists: "6.12.117+deb13-cloud-amd64"
newest_listed() {
	apt-cache pkgnames "linux-image-$version." | sed 's/^linux-image-//' |
		grep -E '^[0-9.]+[-+a-z0-9]*-cloud-amd64$' | sort -V | tail -n 1
}

# The newest one that was fetched before
newest_fetched() {
	find "$cache/kernels" -mindepth 1 -maxdepth 1 -name "$version.*-cloud-amd64" -printf '%f\n' |
		sort -V | tail -n 1
}

# Since 7.0 the image is made of others, which have what was in it.
packages_of() {
	echo "linux-image-$1"
	apt-cache depends --important "linux-image-$1" | grep -oE 'linux-(binary|modules)-[^ ]*'
}

# with_needed DIRECTORY NAME...: the files of these modules, each behind those that it needs
with_needed() {
	local tree=$1 name file needed
	shift
	for name; do
		file=$(find "$tree" -name "${name//[-_]/[-_]}.ko*" | head -n 1)
		[ -n "$file" ] || continue
		case $file in *.xz) unxz "$file" && file=${file%.xz} ;; esac
		needed=$(tr '\0' '\n' <"$file" | sed -n 's/^depends=//p' | tr , ' ')
		# shellcheck disable=SC2086 # words
		with_needed "$tree" $needed
		echo "$file"
	done
}

# The guest loads lib/modules/NN-*.ko in the order of their numbers.
pack_modules() {
	local tree=$1 to=$2 file n=10 root
	root=$(mktemp -d -p "$tree")
	mkdir -p "$root/lib/modules"
	# shellcheck disable=SC2086 # words
	for file in $(with_needed "$tree" $modules | awk '!seen[$0]++'); do
		cp "$file" "$root/lib/modules/$((n++))-${file##*/}"
	done
	(cd "$root" && find . | LC_ALL=C sort | cpio --quiet -o -H newc --owner 0:0) >"$to"
}

fetch() {
	local release=$1 work packages
	work=$(mktemp -d -p "$cache/kernels" .new.XXXXXX)
	# shellcheck disable=SC2064 # this directory
	trap "rm -rf '$work'" EXIT
	mapfile -t packages < <(packages_of "$release")
	mkdir "$work/tree" "$work/done"
	(cd "$work" && apt-get -qq download "${packages[@]}") >&2 || cannot "no download from $mirror"
	for package in "$work"/*.deb; do
		dpkg-deb --fsys-tarfile "$package" |
			tar -C "$work/tree" -x --wildcards --no-anchored 'vmlinuz*' '*.ko*' 2>/dev/null || :
	done
	find "$work/tree" -name 'vmlinuz*' -exec mv {} "$work/done/vmlinuz" ';'
	[ -s "$work/done/vmlinuz" ] || cannot "no vmlinuz in ${packages[*]}"
	pack_modules "$work/tree" "$work/done/modules.cpio"
	rm -rf "${cache:?}/kernels/$release"
	mv "$work/done" "$cache/kernels/$release"
}

for program in apt-get dpkg-deb cpio; do
	command -v "$program" >/dev/null || cannot "needs $program"
done
[ -e "$keyring" ] || cannot "needs $keyring"
mkdir -p "$cache/kernels"
exec {lock}>"$cache/lock"
flock "$lock"
release=
if update_lists; then
	release=$(newest_listed || :)
else
	echo "kernel $version: no lists from $mirror, taking what was fetched before" >&2
fi
[ -n "$release" ] || release=$(newest_fetched)
[ -n "$release" ] || cannot "not in $suites of $mirror"
[ "$cache/kernels/$release" -nt "$0" ] || fetch "$release"
echo "$cache/kernels/$release"
