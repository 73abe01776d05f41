# SPDX-License-Identifier: GPL-2.0-only
# make help lists the targets. This is the only place with flags.
MAKEFLAGS += --no-builtin-rules
B       := build
O       := $(B)$(if $(SAN),/san)$(if $(FUZZ),/fuzz)
# EXTRA=dir: a folder outside the tree with more collectors and workloads (docs/bring-your-own.md). What is
# made for it goes into a folder of its own; objects of the tree are shared.
X       := $(if $(EXTRA),$(abspath $(EXTRA)))
E       := $(O)$(if $(X),/extra/$(notdir $(X))-$(firstword $(shell printf %s '$(X)' | cksum)))
CC      := $(if $(FUZZ),clang,gcc)
CLANG   ?= clang
BPFTOOL ?= bpftool
MULTI   := $(shell $(CC) -print-multiarch 2>/dev/null || true)

WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wno-unused-parameter -Werror
# Exact paths of this machine must not get into the binary, nor therefore into results.
cflags  := -std=gnu11 -O2 -g -D_GNU_SOURCE -ffile-prefix-map=$(CURDIR)=. -ffunction-sections $(WARN) \
           -Iinclude -Iharness -isystem $(B)/ebpf $(if $(SAN),-fsanitize=address -fsanitize=undefined -fno-sanitize-recover=all) \
           $(if $(FUZZ),-fsanitize=fuzzer-no-link -fsanitize=address -fsanitize=undefined -fno-sanitize-recover=all)
bflags  := -std=gnu11 -O2 -g -target bpf -mcpu=v3 -ffile-prefix-map=$(CURDIR)=. -Wall -Wextra -Wno-unused-parameter \
           -Werror -Iinclude $(if $(MULTI),-idirafter /usr/include/$(MULTI))
# Guests have no libraries, so the binary brings everything; a sanitizer's runtime cannot be static.
ldflags := $(if $(SAN),,-static -Wl,--gc-sections)
ldlibs  := -lbpf -lelf -lz -larchive -ljansson -lm

Q       := $(if $(V),,@)
say      = @printf '  %-7s %s\n' $(1) $(2)

kinds      := workload collector experiment fault strategy exporter failure structure tool
workload   := $(sort $(wildcard workloads/*.c)) $(if $(X),$(sort $(wildcard $(X)/workloads/*.c)))
collector  := $(sort $(wildcard harness/collectors/*.c)) $(if $(X),$(sort $(wildcard $(X)/harness/collectors/*.c)))
experiment := $(sort $(wildcard harness/experiments/*.c))
fault      := $(sort $(wildcard harness/faults/*.c))
strategy   := $(sort $(wildcard harness/strategies/*.c))
failure    := $(sort $(wildcard harness/failures/*.c))
structure  := $(sort $(wildcard harness/structures/*.c))
exporter   := $(sort $(wildcard harness/exporters/*.c))
tool       := $(sort $(wildcard harness/tools/*.c))
SRC        := $(sort $(wildcard harness/*.c harness/*/*.c workloads/*.c))
XSRC       := $(if $(X),$(filter $(X)/%,$(workload) $(collector)))
OBJ        := $(SRC:%.c=$(O)/%.o) $(XSRC:$(X)/%.c=$(E)/x/%.o) $(kinds:%=$(E)/gen/%s.o)
SKEL       := $(patsubst ebpf/%.bpf.c,$(B)/ebpf/%.skel.h,$(filter-out ebpf/faults/%,$(wildcard ebpf/*.bpf.c ebpf/*/*.bpf.c)))
XSKEL      := $(if $(X),$(patsubst $(X)/ebpf/%.bpf.c,$(E)/ebpf/%.skel.h,$(wildcard $(X)/ebpf/*.bpf.c)))
UNIT       := $(patsubst tests/unit/%.c,$(O)/tests/%.o,$(sort $(wildcard tests/unit/*.c)))

all: $(E)/probebench ## build everything but the modules, which are built for the kernel a run uses
$(E)/probebench: $(OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(cflags) $(ldflags) $^ $(ldlibs) -o $@
	$(if $(X),$(Q)printf '%s\n' '$(X)' >$(E)/extra)
.PHONY: extra-program
extra-program: # where the program of EXTRA=dir is
	@echo $(E)/probebench

$(O)/%.o: %.c | $(SKEL)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(cflags) -MD -MP -c $< -o $@
$(E)/x/%.o: $(X)/%.c | $(SKEL) $(XSKEL)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(cflags) -I$(X)/include -isystem $(E)/ebpf -ffile-prefix-map=$(X)=extra -MD -MP -c $< -o $@
$(E)/gen/%.o: $(E)/gen/%.c
	$(call say,CC,$<)
	$(Q)$(CC) $(cflags) -MD -MP -c $< -o $@
# The list of files is the registry: rewritten only when that list changes.
$(kinds:%=$(E)/gen/%s.c): $(E)/gen/%s.c: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)scripts/gen-registry $* $($*) > $@.new
	$(Q)if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; printf '  GEN     %s\n' $@; fi

define bpf
	$(call say,BPF,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(bflags) $(1) -MD -MP -MF $(@:.o=.d) -MT $@ -c $< -o $@.tmp
	$(Q)$(BPFTOOL) gen object $@ $@.tmp && rm $@.tmp
endef
$(B)/ebpf/%.bpf.o: ebpf/%.bpf.c
	$(call bpf)
$(E)/ebpf/%.bpf.o: $(X)/ebpf/%.bpf.c
	$(call bpf,-Iebpf -I$(X)/include -ffile-prefix-map=$(X)=extra)
%.skel.h: %.bpf.o
	$(call say,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name $(subst /,_,$(patsubst $(E)/ebpf/%,%,$(patsubst $(B)/ebpf/%,%,$*))) > $@

# Faults are compiled when they are tried, by harness/safety/build.c: a compiler that refuses is a result, so
# its words are the target, and the object is there or not.
FAULTLOG := $(patsubst ebpf/faults/%.bpf.c,$(B)/faults/%.ebpf.log,$(wildcard ebpf/faults/*.bpf.c))
fault-programs: $(FAULTLOG)
$(B)/faults/%.ebpf.log: ebpf/faults/%.bpf.c
	$(call say,BPF,$<)
	$(Q)mkdir -p $(@D)
	$(Q)LC_ALL=C $(CLANG) $(filter-out -Werror,$(bflags)) -MD -MP -MF $(@:.log=.d) -MT $@ -c $< \
		-o $(@:.ebpf.log=.bpf.o) >$@ 2>&1 || rm -f $(@:.ebpf.log=.bpf.o)

# The types of one kernel, and an object built against them: by harness/portability/make.c, which says IMAGE and
# HEADERS. The header has what these three have; kernels since 7.x are written in the compiler's larger language.
$(B)/port/%/vmlinux.h: scripts/kernel-types
	$(Q)mkdir -p $(@D)
	$(Q)scripts/kernel-types $(IMAGE) $(HEADERS) $@
$(B)/port/%/whoami.bpf.o: ebpf/port/whoami.bpf.c $(B)/port/%/vmlinux.h
	$(Q)LC_ALL=C $(CLANG) $(bflags) -include $(word 2,$^) -DPB_KERNEL_TYPES -D_LINUX_TYPES_H -D__LINUX_BPF_H__ \
		-D_ASM_X86_PTRACE_H -fms-extensions -Wno-microsoft-anon-tag -c $< -o $@

# Everything but main(), linked with the Criterion tests.
$(O)/unit: $(UNIT) $(filter-out $(O)/harness/main.o,$(OBJ))
	$(call say,LINK,$@)
	$(Q)$(CC) $(cflags) $^ $(ldlibs) -lcriterion -o $@
$(O)/tests/%.o: tests/unit/%.c | $(SKEL)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(cflags) -I$(B)/gen -DPB_TESTDATA='"tests/unit"' -MD -MP -c $< -o $@
$(O)/tests/test_stats.o: $(B)/gen/oracle_stats.h
$(B)/gen/oracle_stats.h: scripts/gen-oracle
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$< > $@

# One fuzzer a target: everything but main(), instrumented. scripts/fuzz runs them.
$(O)/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.h $(filter-out $(O)/harness/main.o,$(OBJ))
	$(call say,LINK,$@)
	$(Q)$(CC) $(cflags) -fsanitize=fuzzer $< $(filter %.o,$^) $(ldlibs) -o $@

BENCH := $(B)/results/bench$(if $(QUICK),-quick)
bench: deps ## install what is missing, fetch the kernel, build, measure, report (QUICK=1: 3 minutes)
	$(Q)$(MAKE) --no-print-directory all
	$(Q)scripts/bench $(BENCH) $(if $(QUICK),--quick)
bench-full: deps ## everything that can be measured here, faults as Debian boots them included: hours
	$(Q)$(MAKE) --no-print-directory all
	$(Q)scripts/bench-full $(B)/results/full
test: deps-test ## every test: unit (also under sanitizers), command line, virtual machines
	$(Q)$(MAKE) --no-print-directory check
	$(Q)scripts/test
check: ## build with gcc and clang, unit tests, sanitizers, parity, scripts: no VM, no network
	$(Q)scripts/check
page: all ## one page over the reference runs, to ask, filter and sort: build/explore.html
	-$(Q)scripts/web $(B)/web
	$(Q)$(O)/probebench explore $(or $(RUNS),$(patsubst %/cells.jsonl,%,$(sort $(wildcard results/*/cells.jsonl))))
deps: ## install the packages that bench needs, or say which are missing
	$(Q)scripts/deps bench
deps-test: ## the same for the tests
	$(Q)scripts/deps test
unit: $(O)/unit ## unit tests only
	$(Q)$(O)/unit
fuzz: deps-test ## feed damaged cells, guest messages and logs to their readers (FUZZ_SECONDS=60 a target)
	$(Q)scripts/fuzz
kill-test: all ## kill runs at random moments and resume them (KILLS=100)
	$(Q)KILLS=$(or $(KILLS),100) prove --timer -v tests/long/kill.t
suites-test: all ## measure the oldest and newest kernel of the distribution's other suites
	$(Q)prove --timer -v tests/long/suites.t
test-slurm: all ## a real Slurm in a folder of its own: an array of four tasks, merged (about 3 minutes)
	$(Q)scripts/deps slurm
	$(Q)prove --timer -v tests/slurm/slurm.t
bench-self: all ## how fast the instrument itself is; needs a quiet machine
	$(Q)scripts/bench-self
clean: ## remove build/
	rm -rf $(B)
help: ## this text
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | while IFS="$$(printf '\t')" read -r t d; do printf '  make %-11s %s\n' "$$t" "$$d"; done

-include $(OBJ:.o=.d) $(UNIT:.o=.d) $(SKEL:.skel.h=.bpf.d) $(XSKEL:.skel.h=.bpf.d) $(FAULTLOG:.log=.d)
.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all fault-programs bench bench-full test check deps deps-test unit fuzz kill-test suites-test test-slurm bench-self clean help page FORCE
