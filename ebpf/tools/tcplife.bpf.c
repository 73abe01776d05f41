// SPDX-License-Identifier: GPL-2.0-only
/*
 * tcplife - the eBPF side: every TCP connection when it ends (contract: include/probebench/tcplife.h).
 *
 * A connection is established and ended in soft interrupts as well as in system calls. A program that is
 * interrupted by itself is not run again, which the kernel counts.
 */
#include "pb_tool.bpf.h"

#include <bpf/bpf_endian.h>
#include <stdbool.h>

#include <probebench/tcplife.h>

/* state */

PB_TOOL_TABLE(struct pb_tcplife_open);

struct in6_addr {
	__u8 bytes[16];
};

struct sock_common {
	unsigned short skc_family;
	__be16 skc_dport;
	__be32 skc_rcv_saddr;
	__be32 skc_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	struct in6_addr skc_v6_daddr;
} __attribute__((preserve_access_index));

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
} __attribute__((preserve_access_index));

struct inet_sock {
	__be16 inet_sport;
} __attribute__((preserve_access_index));

struct inet_connection_sock {
	struct inet_sock icsk_inet;
} __attribute__((preserve_access_index));

struct tcp_sock {
	struct inet_connection_sock inet_conn;
	__u64 bytes_sent;
	__u64 bytes_retrans;
	__u64 bytes_received;
} __attribute__((preserve_access_index));

/* record */

static __always_inline void tcplife_who(struct pb_tcplife_open *open)
{
	__u64 both = bpf_get_current_pid_tgid();

	open->pid = both >> 32;
	open->tid = (__u32)both;
	bpf_get_current_comm(open->comm, PB_TOOL_COMM);
}

/* A connection that nothing is known of yet; @connects: this process opens it. */
static __always_inline void tcplife_begin(const struct sock *sk, bool connects)
{
	struct pb_tcplife_open open = {};
	struct pb_tool_slot *slot;

	if (connects)
		tcplife_who(&open);
	else
		open.born_ns = bpf_ktime_get_ns();
	if (!pb_table_put((__u64)sk, &open))
		return;
	slot = pb_tool_slot();
	slot->made++;
	slot->dropped++;
}

/* The socket has given its port back by now, but not forgotten what it has sent from. */
static __always_inline void tcplife_ends(struct pb_tcplife *r, const struct sock *sk,
					 const struct tcp_sock *tp)
{
	const struct sock_common *c = &sk->__sk_common;

	r->family = c->skc_family;
	r->local_port = bpf_ntohs(tp->inet_conn.icsk_inet.inet_sport);
	r->remote_port = bpf_ntohs(c->skc_dport);
	r->pad = 0;
	__builtin_memset(r->local, 0, sizeof(r->local));
	__builtin_memset(r->remote, 0, sizeof(r->remote));
	if (r->family == PB_TCPLIFE_INET) {
		*(__be32 *)r->local = c->skc_rcv_saddr;
		*(__be32 *)r->remote = c->skc_daddr;
	}
	if (r->family == PB_TCPLIFE_INET6 && bpf_core_field_exists(c->skc_v6_daddr)) {
		bpf_core_read(r->local, sizeof(r->local), &c->skc_v6_rcv_saddr);
		bpf_core_read(r->remote, sizeof(r->remote), &c->skc_v6_daddr);
	}
}

static __always_inline void tcplife_end(const struct sock *sk, const struct pb_tcplife_open *open)
{
	const struct tcp_sock *tp = bpf_skc_to_tcp_sock((void *)sk);
	struct pb_tool_slot *slot = pb_tool_slot();
	struct pb_tcplife *r;

	slot->made++;
	/* Its length is known, so it is written in place. */
	r = tp ? bpf_ringbuf_reserve(&tool_ring, sizeof(*r), 0) : NULL;
	if (!r) {
		slot->dropped++;
		return;
	}
	r->head.bytes = sizeof(*r);
	r->head.pid = open->pid;
	r->head.tid = open->tid;
	r->head.ppid = 0;
	r->head.ts_ns = bpf_ktime_get_ns();
	__builtin_memcpy(r->head.comm, open->comm, PB_TOOL_COMM);
	r->life_ns = r->head.ts_ns - open->born_ns;
	r->tx_bytes = tp->bytes_sent - tp->bytes_retrans;
	r->rx_bytes = tp->bytes_received;
	tcplife_ends(r, sk, tp);
	bpf_ringbuf_submit(r, 0);
}

static __always_inline void tcplife_record(const struct sock *sk, int state)
{
	struct pb_tcplife_open *open;

	if (sk->sk_protocol != PB_TCPLIFE_TCP)
		return;
	open = pb_table_find((__u64)sk);
	if (!open) {
		if (state == PB_TCPLIFE_SYN_SENT || state == PB_TCPLIFE_ESTABLISHED)
			tcplife_begin(sk, state == PB_TCPLIFE_SYN_SENT);
		return;
	}
	if (state == PB_TCPLIFE_ESTABLISHED)
		open->born_ns = bpf_ktime_get_ns();
	/* Whoever closes it does so in a system call. */
	if ((state == PB_TCPLIFE_FIN_WAIT1 || state == PB_TCPLIFE_LAST_ACK) && !open->pid)
		tcplife_who(open);
	if (state != PB_TCPLIFE_CLOSE)
		return;
	if (open->born_ns && pb_tool_wants(open->pid))
		tcplife_end(sk, open);
	pb_table_del((__u64)sk);
}

/* handlers */

PB_PROBE(tcplife, inet_sock_set_state, tcplife_record(sk, state), const struct sock *sk,
	 const int was, const int state)

PB_TOOL_HANDLERS(tcplife, PB_AT(tcplife, inet_sock_set_state));
