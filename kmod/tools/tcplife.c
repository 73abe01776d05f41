// SPDX-License-Identifier: GPL-2.0-only
/*
 * tcplife - the module side: every TCP connection when it ends (contract: include/probebench/tcplife.h).
 *
 * A connection is established and ended in soft interrupts as well as in system calls.
 */
#include "pb_tool.h"

#include <linux/tcp.h>
#include <net/sock.h>

#include <probebench/tcplife.h>

#include "table.h"

/* state */

PB_TOOL_TABLE(struct pb_tcplife_open);

/* record */

static __always_inline void tcplife_who(struct pb_tcplife_open *open)
{
	open->pid = current->tgid;
	open->tid = current->pid;
	memcpy(open->comm, current->comm, PB_TOOL_COMM);
}

/* A connection that nothing is known of yet; @connects: this process opens it. */
static __always_inline void tcplife_begin(const struct sock *sk, bool connects)
{
	struct pb_tcplife_open open = {};

	if (connects)
		tcplife_who(&open);
	else
		open.born_ns = ktime_get_mono_fast_ns();
	if (!pb_table_put((u64)(unsigned long)sk, &open))
		return;
	this_cpu_inc(tool_slots.made);
	this_cpu_inc(tool_slots.dropped);
}

/* The socket has given its port back by now, but not forgotten what it has sent from. */
static __always_inline void tcplife_ends(struct pb_tcplife *r, const struct sock *sk,
					 const struct tcp_sock *tp)
{
	r->family = sk->sk_family;
	r->local_port = ntohs(tp->inet_conn.icsk_inet.inet_sport);
	r->remote_port = ntohs(sk->sk_dport);
	r->pad = 0;
	memset(r->local, 0, sizeof(r->local));
	memset(r->remote, 0, sizeof(r->remote));
	if (sk->sk_family == PB_TCPLIFE_INET) {
		memcpy(r->local, &sk->sk_rcv_saddr, sizeof(sk->sk_rcv_saddr));
		memcpy(r->remote, &sk->sk_daddr, sizeof(sk->sk_daddr));
	}
#if IS_ENABLED(CONFIG_IPV6)
	if (sk->sk_family == PB_TCPLIFE_INET6) {
		memcpy(r->local, &sk->sk_v6_rcv_saddr, sizeof(r->local));
		memcpy(r->remote, &sk->sk_v6_daddr, sizeof(r->remote));
	}
#endif
}

static __always_inline void tcplife_end(const struct sock *sk, const struct pb_tcplife_open *open)
{
	const struct tcp_sock *tp = tcp_sk(sk);
	struct pb_tcplife *r;
	unsigned long flags;

	/* kmod only: an interrupt may end another connection, and its record must not come into this one. */
	local_irq_save(flags);
	r = pb_tool_reserve(sizeof(*r));
	if (r) {
		r->head.pid = open->pid;
		r->head.tid = open->tid;
		r->head.ppid = 0;
		r->head.ts_ns = ktime_get_mono_fast_ns();
		memcpy(r->head.comm, open->comm, PB_TOOL_COMM);
		r->life_ns = r->head.ts_ns - open->born_ns;
		r->tx_bytes = tp->bytes_sent - tp->bytes_retrans;
		r->rx_bytes = tp->bytes_received;
		tcplife_ends(r, sk, tp);
		pb_tool_commit(&r->head, sizeof(*r));
	}
	local_irq_restore(flags);
}

static __always_inline void tcplife_record(const struct sock *sk, int state)
{
	struct pb_tcplife_open *open;

	if (sk->sk_protocol != PB_TCPLIFE_TCP)
		return;
	open = pb_table_find((u64)(unsigned long)sk);
	if (!open) {
		if (state == PB_TCPLIFE_SYN_SENT || state == PB_TCPLIFE_ESTABLISHED)
			tcplife_begin(sk, state == PB_TCPLIFE_SYN_SENT);
		return;
	}
	if (state == PB_TCPLIFE_ESTABLISHED)
		open->born_ns = ktime_get_mono_fast_ns();
	/* Whoever closes it does so in a system call. */
	if ((state == PB_TCPLIFE_FIN_WAIT1 || state == PB_TCPLIFE_LAST_ACK) && !open->pid)
		tcplife_who(open);
	if (state != PB_TCPLIFE_CLOSE)
		return;
	if (open->born_ns && pb_tool_wants(open->pid))
		tcplife_end(sk, open);
	pb_table_del((u64)(unsigned long)sk);
}

/* handlers */

PB_PROBE(tcplife, inet_sock_set_state, tcplife_record(sk, state), const struct sock *sk,
	 const int was, const int state)

PB_TOOL_HANDLERS(tcplife, PB_AT(tcplife, inet_sock_set_state));
