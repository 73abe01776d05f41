/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tcplife - the contract: every TCP connection that was established, when it ends.
 *
 * It lives from the moment in which it is established until its socket is closed; time in TIME_WAIT is none
 * of a socket. It belongs to the process that connected, or else to the one that began to close it; one
 * that was accepted and is ended by the other side alone belongs to nobody: pid 0. tx_bytes is what
 * was sent, without repeats; rx_bytes is what the kernel counts as received, in which the other side's
 * end of stream is one byte. The head's time is that of the end.
 *
 * At most PB_TOOL_PLACES connections can be open at once: made counts those that ended and those for which
 * there was no place, dropped these and what found no room in the channel.
 */
#ifndef PB_TCPLIFE_H
#define PB_TCPLIFE_H

#include "tool.h"

/* Numbers of the kernel's states, which are part of its interface (ss, /proc/net/tcp). */
#define PB_TCPLIFE_ESTABLISHED 1
#define PB_TCPLIFE_SYN_SENT    2
#define PB_TCPLIFE_FIN_WAIT1   4
#define PB_TCPLIFE_CLOSE       7
#define PB_TCPLIFE_LAST_ACK    9

#define PB_TCPLIFE_INET	 2 /* AF_INET */
#define PB_TCPLIFE_INET6 10
#define PB_TCPLIFE_TCP	 6 /* IPPROTO_TCP */

struct pb_tcplife {
	struct pb_tool_head head;
	__u64 life_ns;
	__u64 tx_bytes;
	__u64 rx_bytes;
	__u16 family;
	__u16 local_port;  /* host order */
	__u16 remote_port; /* host order */
	__u16 pad;
	__u8 local[16]; /* network order; of IPv4 the first four */
	__u8 remote[16];
};
_Static_assert(sizeof(struct pb_tcplife) == 104, "pb_tcplife");

/* What is known of an open connection; its key is the address of its socket. */
struct pb_tcplife_open {
	__u64 born_ns; /* 0: it is not established yet */
	__u32 pid;     /* 0: unknown yet */
	__u32 tid;
	char comm[PB_TOOL_COMM];
};

#endif
