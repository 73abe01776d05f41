/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * channel - the ways by which records of the collector `stream` reach user space, and their readers.
 *
 * A reader knows which record must come next, and keeps count of what came, what did not, and what came
 * wrong. It reads as a program would that has nothing else to do: libbpf's own readers on one side, on the
 * other the plainest loop that the channel allows.
 */
#ifndef PB_CHANNEL_H
#define PB_CHANNEL_H

#include <probebench/stream.h>

#include "cell.h"

#define READER_MAX_FDS 64	  /* to wait for; CPUs beyond are not read */
#define READER_ALL     UINT64_MAX /* a budget without an end */

struct reader {
	const struct channel *channel;
	u32 bytes;		  /* of a record */
	enum pb_stream_wake wake;
	struct bpf_object *object; /* eBPF: of the attached program */
	u32 pid;		  /* whose events they are */
	bool whole;		  /* look at every word of a record and remember its number */
	u64 budget;		  /* records that may still be taken */
	/* What came. */
	u64 taken;
	u64 missed;   /* numbers that were passed over and have not come since */
	u64 repeated; /* came before */
	u64 late;     /* came after a higher number */
	u64 wrong;    /* not what the contract says */
	u64 next[PB_MAX_CPUS]; /* the number expected from each CPU */
	u8 *seen;	       /* while whole: bits of the numbers of the one CPU that is read */
	u64 nr_seen;	       /* bits */
	int fds[READER_MAX_FDS]; /* ready to read when there is something */
	int nr_fds;
	char *buffer; /* of channels that are read() */
	void *own;    /* of the channel */
};

struct channel {
	const char *name; /* value of channel= */
	const char *arm;
	const char *summary;
	enum pb_stream_channel id;
	const char *const *policies; /* values of policy= with a waiting reader, NULL ends */
	/* 0 or -errno with run->reason set; @r->channel, bytes, wake and object are set. */
	int (*open)(struct cell_run *run, struct reader *r);
	/* Take records until there are none or the budget is spent. 0 or -errno. */
	int (*drain)(struct reader *r);
	void (*close)(struct reader *r); /* tolerates a half-made reader */
};
extern const struct channel channels[]; /* ends with a NULL name */

const struct channel *channel_find(const char *arm, const char *name);

/* The channel that @arm ("kmod", "ebpf") would choose first, for who needs one and compares none. */
const struct channel *channel_first(const char *arm);

/* Value of size=: bytes, a power of two so that no channel pads them more than another one; 0: it is none. */
u32 channel_bytes(const char *size);

/* Value of policy= to the contract's; -1: there is none of that name. */
int channel_wake(const char *policy);

/*
 * Attach the collector with the channel, size and policy of @r: what run->opened and module_args are for. Nobody
 * reads: the backend's own detach() takes it away.
 */
int channel_load(struct cell_run *run, struct reader *r);
/* The same, and open the reader. */
int channel_attach(struct cell_run *run, struct reader *r);
int channel_detach(struct cell_run *run, struct reader *r);

/* Events that the collector made and records of them that it dropped, since attach. */
int channel_counts(struct cell_run *run, const struct reader *r, u64 *made, u64 *dropped);

/* A record of @bytes has come. */
void reader_take(struct reader *r, const void *record, u32 bytes);
/* Take up to @budget records, all phases of a reader's life. 0 or -errno. */
int reader_drain(struct reader *r, u64 budget);

/* The sides' own parts, for the table in channel.c. */
int mmap_open(struct cell_run *run, struct reader *r);
int mmap_drain(struct reader *r);
void mmap_close(struct reader *r);
int device_open(struct cell_run *run, struct reader *r);
int relay_open(struct cell_run *run, struct reader *r);
int files_drain(struct reader *r);
void files_close(struct reader *r);
int ringbuf_open(struct cell_run *run, struct reader *r);
int ringbuf_drain(struct reader *r);
void ringbuf_close(struct reader *r);
int perfbuf_open(struct cell_run *run, struct reader *r);
int perfbuf_drain(struct reader *r);
void perfbuf_close(struct reader *r);
int program_constants(struct cell_run *run, struct bpf_object *object);
int program_counts(struct cell_run *run, const struct reader *r, u64 *made, u64 *dropped);

#endif
