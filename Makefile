# SPDX-License-Identifier: GPL-2.0-or-later
# nstrace: build, test, lint, install. `make help` lists the targets.
# One non-recursive Makefile: every output is under build/, every object knows its headers.

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.DEFAULT_GOAL := all

BUILD   := build
VERSION := $(shell sed -n 's/^## \[\([0-9][^]]*\)\].*/\1/p' CHANGELOG.md | head -n 1)
ARCH    ?= $(shell uname -m | sed 's/x86_64/x86/; s/aarch64/arm64/')
PREFIX  ?= /usr/local
DESTDIR ?=

CC       ?= gcc
CLANG    ?= clang
BPFTOOL  ?= $(firstword $(shell command -v bpftool) /usr/sbin/bpftool)
CFLAGS   ?= -O2 -g
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wundef \
	    -Wpointer-arith -Wwrite-strings -Wvla -Wno-missing-field-initializers
OUR_CPPFLAGS := -D_GNU_SOURCE -DNSTRACE_VERSION='"$(VERSION)"' -Iuser -Irepro -Ibpf -I$(BUILD)/bpf
OUR_CFLAGS   := -std=gnu11 $(WARNINGS) $(WERROR) -pthread
BPF_CFLAGS   := -target bpf -D__TARGET_ARCH_$(ARCH) -Ivmlinux -O2 -g -Wall $(WERROR)

V ?= 0
ifeq ($(V),0)
Q := @
say = @printf '  %-8s %s\n' '$(1)' '$(2)';
else
Q :=
say =
endif

# ---- what is built of what -----------------------------------------------------------------------

c_of      = $(wildcard $(1)/*.c)
objects   = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
archive   = $(BUILD)/obj/$(1).a
no_main   = $(filter-out %/main.c,$(call c_of,$(1)))

# Each directory is an archive of all but its main.c, so that unit tests link the same objects.
MODULES  := user/lib user/containers user/engine user/nstrace user/weave-ps repro/runtime \
	    repro/buggy-ps repro/lab repro/harness
# program: main's directory | archives in link order | libraries
PROGRAMS := $(BUILD)/nstrace $(BUILD)/weave-ps $(BUILD)/buggy-ps $(BUILD)/nstrace-repro

all: $(PROGRAMS) ## build everything (the default)

$(BUILD)/nstrace: $(call objects,user/nstrace/main.c) $(call archive,user/nstrace) \
		  $(call archive,user/engine) $(call archive,user/containers) $(call archive,user/lib)
$(BUILD)/nstrace: LIBS := -lbpf -ldw -lelf -lz -liberty -lmnl -ljansson -lcap -lm
$(BUILD)/weave-ps: $(call objects,user/weave-ps/main.c) $(call archive,user/weave-ps) \
		   $(call archive,user/containers) $(call archive,user/lib)
# Bound at the start: children would each look the functions up anew.
$(BUILD)/weave-ps: LIBS := -Wl,-z,now -lmnl -ljansson -lm
$(BUILD)/buggy-ps: $(call objects,repro/buggy-ps/main.c) $(call archive,repro/buggy-ps) \
		   $(call archive,repro/runtime) $(call archive,user/lib)
$(BUILD)/buggy-ps: LIBS := -lmnl -ljansson -lm
$(BUILD)/nstrace-repro: $(call objects,repro/harness/main.c) $(call archive,repro/harness) \
			$(call archive,repro/lab) $(call archive,user/lib)
$(BUILD)/nstrace-repro: LIBS := -lmnl -ljansson -lm

$(PROGRAMS):
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $(filter %.o %.a,$^) $(LIBS)

define module_rule
$(call archive,$(1)): $(call objects,$(call no_main,$(1)))
endef
$(foreach module,$(MODULES),$(eval $(call module_rule,$(module))))

$(foreach module,$(MODULES),$(call archive,$(module))):
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

# ---- compiling -----------------------------------------------------------------------------------

# A changed flag rebuilds what it was used for.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(CC) $(CFLAGS) $(CPPFLAGS) $(OUR_CPPFLAGS) $(OUR_CFLAGS) $(CLANG) $(BPF_CFLAGS))' > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(OUR_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The linker wants the maps (state) before those who use them.
BPF_SOURCES := bpf/state.bpf.c $(filter-out bpf/state.bpf.c,$(wildcard bpf/*.bpf.c))
BPF_OBJECTS := $(patsubst bpf/%.bpf.c,$(BUILD)/bpf/%.bpf.o,$(BPF_SOURCES))
SKELETON    := $(BUILD)/bpf/nstrace.skel.h

$(BUILD)/bpf/%.bpf.o: bpf/%.bpf.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,BPF,$<)
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/bpf/nstrace.o: $(BPF_OBJECTS)
	$(call say,BPFLINK,$@)
	$(Q)$(BPFTOOL) gen object $@ $^

$(SKELETON): $(BUILD)/bpf/nstrace.o
	$(call say,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name nstrace_bpf > $@

$(call objects,$(call c_of,user/nstrace)): | $(SKELETON)

# Only to review what a newer kernel or a new field changes: building needs no BTF of any kernel.
BTF ?= /sys/kernel/btf/vmlinux
vmlinux: ## write vmlinux/vmlinux.h anew from BTF=/sys/kernel/btf/vmlinux
	vmlinux/generate.sh $(BTF)

# ---- tests ---------------------------------------------------------------------------------------

UNIT_TESTS    := $(patsubst %.c,$(BUILD)/%.t,$(wildcard tests/unit/test_*.c))
TEST_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/programs/*.c))
UNIT_ARCHIVES := $(foreach module,user/nstrace user/weave-ps user/engine repro/harness repro/lab \
			   repro/runtime user/containers user/lib,$(call archive,$(module)))

BENCH_PROGRAMS := $(addprefix $(BUILD)/tests/bench/,looks commands)
BENCH_OBJECTS  := $(call objects,tests/bench/comparison.c tests/bench/world.c)

$(BUILD)/tests/unit/%.t: $(BUILD)/obj/tests/unit/%.o $(UNIT_ARCHIVES)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ -lcmocka -lbpf -ldw -lelf -lz -liberty -lmnl -ljansson -lcap -lm

$(BUILD)/tests/programs/%: $(BUILD)/obj/tests/programs/%.o
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $<

# ---- the corpus: programs with known findings, in every language that has its toolchain here ------

CORPUS_DIR      := $(BUILD)/tests/corpus
CORPUS_SOURCES  := $(foreach language,c go java py rs,$(wildcard tests/corpus/*.$(language)))
CORPUS_PROGRAMS := $(foreach source,$(CORPUS_SOURCES),\
		   $(CORPUS_DIR)/$(patsubst .%,%,$(suffix $(source)))/$(basename $(notdir $(source))))
CORPUS_IN_C     := $(filter $(CORPUS_DIR)/c/%,$(CORPUS_PROGRAMS))
CORPUS_SHARED   := tests/corpus/shared
JNA             := /usr/share/java/jna.jar

# Instead of a program that cannot be built here there is a file that says what is missing.
needs = $(Q)mkdir -p $(@D); rm -f $@.missing; $(2) || { echo '$(1)' > $@.missing; exit 0; }; \
	$(if $(filter 0,$(V)),printf '  %-8s %s\n' CORPUS '$@';)

# What else a C program is built with stands in its opening comment: "Build: -m32".
corpus_flags = $(shell sed -n 's/^ \* Build: //p' $<)
corpus_cc    = $(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(OUR_CFLAGS) $(CFLAGS)
$(CORPUS_DIR)/c/%: tests/corpus/%.c $(BUILD)/flags
	$(call needs,what $(CC) needs for $(corpus_flags),echo '#include <stdio.h>' | \
		$(CC) -shared -fPIC -x c - $(corpus_flags) -o /dev/null 2>/dev/null) \
	$(corpus_cc) -MMD -MP -MF $@.d -o $@ $< $(corpus_flags)

# What go builds together must be in one directory.
$(CORPUS_DIR)/go/%: tests/corpus/%.go $(CORPUS_SHARED)/corpus.go
	$(call needs,go,command -v go >/dev/null) \
	mkdir -p $@.source && cp $^ $@.source && go build -o $@ $(addprefix $@.source/,$(^F))

$(CORPUS_DIR)/rs/%: tests/corpus/%.rs $(CORPUS_SHARED)/corpus.rs
	$(call needs,rustc,command -v rustc >/dev/null) env -u MAKEFLAGS -u MFLAGS rustc --edition 2021 -O -o $@ $<

$(CORPUS_DIR)/java/%: tests/corpus/%.java $(CORPUS_SHARED)/Corpus.java
	$(call needs,javac and JNA,command -v javac >/dev/null && [ -e $(JNA) ]) \
	javac -cp $(JNA) -d $@.classes $^ && \
	printf '#!/bin/sh\nexec java -cp %s %s\n' '$(JNA):$(abspath $@.classes)' $* > $@ && chmod +x $@

$(CORPUS_DIR)/py/%: tests/corpus/%.py $(CORPUS_SHARED)/corpus.py
	$(call needs,python3,command -v python3 >/dev/null) \
	printf '#!/bin/sh\nexport PYTHONPATH=%s PYTHONDONTWRITEBYTECODE=1\nexec python3 %s\n' \
		'$(abspath $(CORPUS_SHARED))' '$(abspath $<)' > $@ && chmod +x $@

CORPUS ?=
corpus: all $(if $(CORPUS),$(filter $(addprefix %/,$(CORPUS)),$(CORPUS_PROGRAMS)),$(CORPUS_PROGRAMS))
corpus: ## run the programs with known findings (as root): CORPUS="one another"
	@CORPUS='$(CORPUS)' bash tests/corpus/run.sh

check: check-unit check-e2e ## run every test (as root: the end-to-end tests use real BPF)

check-unit: $(UNIT_TESTS) ## run the tests that need no privileges
	CMOCKA_MESSAGE_OUTPUT=TAP prove --exec '' $(UNIT_TESTS)

check-e2e: all $(TEST_PROGRAMS) $(BENCH_PROGRAMS) $(CORPUS_PROGRAMS) ## run the tests that need root
	prove --exec 'timeout 600 bash' $(sort $(wildcard tests/e2e/*.t))

# ---- the same on other kernels, in guests ---------------------------------------------------------

KERNELS  ?= 5.10 6.1 6.12 7.3
PROBES   ?= tracepoint
VM_JOBS  ?= $(shell nproc)
# What kernels can differ in, what does not go by short times, and what fits into five minutes on two
# CPUs that are emulated. VM_CORPUS= is all of it.
VM_TESTS       ?= corpus nstrace_evidence
VM_OTHER_TESTS ?=
VM_CORPUS      ?= attach_moved attach_stray_mnt attach_stray_worker exposed_never_home misplaced_fork \
		  misrestored_in_time nsenter refused_at_home stranded_32bit stranded_ipc \
		  stranded_any_type stranded_cgroup stranded_clone3 stranded_clone_newnet \
		  stranded_execs stranded_inode_reused stranded_int80 stranded_io_worker stranded_mnt \
		  stranded_pidfd stranded_sqpoll stranded_unshare stranded_uts tainted_32bit tainted_pid \
		  tainted_restore_failed tainted_time time_by_fork uring_at_home visits_of_every_kind \
		  worker_suppressed

$(BUILD)/tests/vm/verify: $(BUILD)/obj/tests/vm/verify.o
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< -lbpf -lelf -lz
$(call objects,tests/vm/verify.c): | $(SKELETON)

vmtest: all $(TEST_PROGRAMS) $(BUILD)/tests/vm/verify $(CORPUS_IN_C) ## run tests on other kernels, under QEMU: KERNELS="5.10 6.1" PROBES= RECORD=
	@BUILD='$(abspath $(BUILD))' KERNELS='$(KERNELS)' PROBES='$(PROBES)' JOBS='$(VM_JOBS)' \
		TESTS='$(VM_TESTS)' OTHER_TESTS='$(VM_OTHER_TESTS)' CORPUS='$(VM_CORPUS)' \
		RECORD='$(RECORD)' bash tests/vm/run.sh

# ---- the main job --------------------------------------------------------------------------------

N        ?= 100
ROUNDS   ?= 10
ENGINE   ?= native
RUNTIME  ?=
SCHEDULE ?=
SEED     ?=
PS       ?=
FLAGS    ?=
REPRO_OPTIONS = --engine=$(ENGINE) --containers=$(N) --rounds=$(ROUNDS) \
		$(addprefix --runtime=,$(RUNTIME)) $(addprefix --schedule=,$(SCHEDULE)) \
		$(addprefix --seed=,$(SEED)) $(if $(PS),--ps='$(subst ','\'',$(PS))') $(FLAGS)
repro: all ## reproduce the bug: N=100 ROUNDS=10 ENGINE=native PS= FLAGS= (as root)
	$(BUILD)/nstrace-repro $(strip $(REPRO_OPTIONS)) --report=$(BUILD)/repro/report.json

repro-clean: all ## remove what a power cut left of Docker and Podman labs (as root)
	$(BUILD)/nstrace-repro --clean --engine=$(ENGINE)

# ---- figures -------------------------------------------------------------------------------------

$(BENCH_PROGRAMS): $(BUILD)/tests/bench/%: $(BUILD)/obj/tests/bench/%.o $(BENCH_OBJECTS) \
		   $(foreach module,user/weave-ps repro/lab user/lib,$(call archive,$(module)))
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ -Wl,-z,now -lmnl -ljansson -lm

QUICK ?=
FIGURE ?=
bench: all $(BENCH_PROGRAMS) ## measure and compare (as root): QUICK=1 FIGURE=name
	@BUILD='$(BUILD)' QUICK='$(QUICK)' FIGURE='$(FIGURE)' bash tests/bench/run.sh

# ---- housekeeping --------------------------------------------------------------------------------

DEBIAN_PACKAGES := gcc libc6-dev make clang libbpf-dev libelf-dev libdw-dev libiberty-dev zlib1g-dev libmnl-dev libjansson-dev \
		   libcurl4-openssl-dev uthash-dev libcap-dev libcmocka-dev busybox-static iproute2 util-linux procps perl jq strace \
		   clang-format cppcheck shellcheck
FEDORA_PACKAGES := gcc make clang bpftool libbpf-devel elfutils-libelf-devel elfutils-devel binutils-devel zlib-devel libmnl-devel \
		   libcurl-devel jansson-devel uthash-devel libcap-devel libcmocka-devel busybox iproute util-linux \
		   procps-ng perl-Test-Harness jq strace clang-tools-extra cppcheck ShellCheck

# The corpus wants compilers and runtimes that nothing else here does.
ifneq ($(filter check check-e2e corpus,$(MAKECMDGOALS)),)
DEBIAN_PACKAGES += python3 golang-go rustc default-jdk-headless libjna-java liburing-dev \
		   $(if $(filter x86,$(ARCH)),gcc-multilib)
FEDORA_PACKAGES += python3 golang rust java-devel jna liburing-devel \
		   $(if $(filter x86,$(ARCH)),glibc-devel.i686 libgcc.i686)
endif

# Guests have kernels of Debian's, and programs of this machine.
ifneq ($(filter vmtest,$(MAKECMDGOALS)),)
DEBIAN_PACKAGES += qemu-system-x86 debian-archive-keyring cpio xz-utils liburing-dev \
		   $(if $(filter x86,$(ARCH)),gcc-multilib)
FEDORA_PACKAGES += qemu-system-x86-core debian-keyring apt dpkg cpio xz liburing-devel \
		   $(if $(filter x86,$(ARCH)),glibc-devel.i686 libgcc.i686)
endif

# Container engines for the tests. Those of other vendors do as well, and would have to go for these.
unless_there = $(if $(shell command -v $(1)),,$(2))
ifneq ($(filter check check-e2e,$(MAKECMDGOALS)),)
DEBIAN_PACKAGES += $(call unless_there,containerd,containerd) $(call unless_there,dockerd,docker.io) \
		   $(call unless_there,podman,podman) $(call unless_there,runc,runc)
FEDORA_PACKAGES += $(call unless_there,containerd,containerd) $(call unless_there,dockerd,moby-engine) \
		   $(call unless_there,podman,podman) $(call unless_there,runc,runc)
endif

# What is asked for together with it needs it first, also with -j.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

deps: ## install what building and testing need (Debian, Ubuntu, Fedora; as root)
	@if command -v apt-get >/dev/null; then \
		command -v bpftool >/dev/null || [ -x /usr/sbin/bpftool ] || tool=bpftool; \
		for package in $(DEBIAN_PACKAGES) $$tool; do \
			dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || \
				missing="$$missing $$package"; \
		done; \
		[ -z "$$missing" ] || { export DEBIAN_FRONTEND=noninteractive; apt-get update -qq && \
			{ [ -z "$$tool" ] || apt-cache show bpftool >/dev/null 2>&1 || \
			missing=$$(echo "$$missing" | sed 's/bpftool/linux-tools-common linux-tools-generic/'); } && \
			apt-get install -y -qq --no-install-recommends $$missing; }; \
	elif command -v dnf >/dev/null; then \
		dnf install -y -q $(FEDORA_PACKAGES); \
	else \
		echo "deps: neither apt-get nor dnf here. Please install what Debian calls:" >&2; \
		echo "  $(DEBIAN_PACKAGES) bpftool" >&2; exit 1; \
	fi

C_FILES  := $(shell find bpf user repro tests docs -name '*.[ch]' 2>/dev/null)
SH_FILES := .ci/run tests/vm/init $(shell find tests vmlinux docs -name '*.sh' -o -name '*.t' 2>/dev/null)

# cppcheck does not know that variables clean up after themselves.
CPPCHECK_KNOWS := --library=tests/cppcheck.cfg --suppress=missingIncludeSystem \
		  --suppress=resourceLeak --suppress=memleak

lint: ## check the format, run cppcheck and shellcheck, build with warnings as errors
	@clang-format --dry-run -Werror $(C_FILES)
	@cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 --enable=warning,portability \
		$(CPPCHECK_KNOWS) -D_GNU_SOURCE -Iuser -Irepro -Ibpf user repro tests
	@shellcheck -x -s bash $(SH_FILES)
	$(MAKE) --no-print-directory BUILD=$(BUILD)/lint WERROR=-Werror all test-programs

test-programs: $(UNIT_TESTS) $(TEST_PROGRAMS) $(BENCH_PROGRAMS) $(BUILD)/tests/vm/verify $(CORPUS_IN_C)

install: all ## install nstrace and weave-ps: DESTDIR= PREFIX=/usr/local
	install -D -m 755 -t '$(DESTDIR)$(PREFIX)/bin' $(BUILD)/nstrace $(BUILD)/weave-ps
	install -D -m 644 -t '$(DESTDIR)$(PREFIX)/share/doc/nstrace' README.md CHANGELOG.md LICENSE \
		$(wildcard docs/*.md)
	install -D -m 644 -t '$(DESTDIR)$(PREFIX)/share/doc/nstrace/findings' $(wildcard docs/findings/*)
	install -D -m 755 -t '$(DESTDIR)$(PREFIX)/share/doc/nstrace/repro' $(wildcard docs/repro/*)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

help: ## list the targets
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

clean: ## remove build/
	rm -rf $(BUILD)

FORCE:
.PHONY: all vmlinux check check-unit check-e2e corpus vmtest bench repro repro-clean deps lint test-programs install help clean FORCE
