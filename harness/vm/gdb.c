// SPDX-License-Identifier: GPL-2.0-only
/*
 * gdb - QEMU's debugger stub as a library: stop a guest at an address, step it, read and write it.
 *
 * Acknowledgements are left out: a new command tells the stub as well that its last answer has come,
 * and a byte that arrives while the guest runs would stop it.
 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "vm/gdb.h"
#include "vm/qemu.h"

#define GDB_CHUNK   1024 /* bytes of memory in one exchange: the stub's packets hold 4096 characters */
#define GDB_SECONDS 30.0 /* for an answer of a stub whose guest is stopped */

static int gdb_fault(struct gdb *g, int err, const char *fmt, ...)
{
	va_list ap;

	if (g->fault)
		return err;
	va_start(ap, fmt);
	if (vasprintf(&g->fault, fmt, ap) < 0)
		abort();
	va_end(ap);
	return err;
}

static int gdb_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* @n bytes from hexadecimal digits; false if there are not as many or others. */
static bool gdb_unhex(const char *hex, u8 *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int high = gdb_digit(hex[2 * i]), low = high < 0 ? -1 : gdb_digit(hex[2 * i + 1]);

		if (low < 0)
			return false;
		bytes[i] = (u8)(high << 4 | low);
	}
	return true;
}

/* Take the first whole packet out of the bytes that came. 1, 0: not yet, -EBADMSG: damaged. */
static int gdb_take(struct gdb *g)
{
	char *start = g->in_len ? memchr(g->in, '$', g->in_len) : NULL, *end, sums[3];
	u8 sum = 0, want;
	size_t used;

	if (!start) {
		g->in_len = 0; /* acknowledgements */
		return 0;
	}
	end = memchr(start, '#', g->in_len - (size_t)(start - g->in));
	if (!end || end + 3 > g->in + g->in_len)
		return 0;
	for (const char *p = start + 1; p < end; p++)
		sum += (u8)*p;
	snprintf(sums, sizeof(sums), "%.2s", end + 1);
	g->packet_len = (size_t)(end - start) - 1;
	g->packet = mem_grow(g->packet, g->packet_len + 1, 1);
	memcpy(g->packet, start + 1, g->packet_len);
	g->packet[g->packet_len] = 0;
	used = (size_t)(end + 3 - g->in);
	memmove(g->in, g->in + used, g->in_len -= used);
	if (!gdb_unhex(sums, &want, 1) || want != sum)
		return gdb_fault(g, -EBADMSG, "the debugger stub sent a damaged packet");
	return 1;
}

int gdb_feed(struct gdb *g, const char *bytes, size_t len)
{
	if (g->in_len + len > g->in_size) {
		g->in_size = 2 * (g->in_len + len);
		g->in = mem_grow(g->in, g->in_size, 1);
	}
	memcpy(g->in + g->in_len, bytes, len);
	g->in_len += len;
	return gdb_take(g);
}

/* Read what there is, waiting @ms at most for the first byte; then as gdb_take(). */
static int gdb_pump(struct gdb *g, int ms)
{
	struct pollfd p = { .fd = g->fd, .events = POLLIN };
	char chunk[4096];
	ssize_t n;

	if (poll(&p, 1, ms) <= 0)
		return 0;
	n = recv(g->fd, chunk, sizeof(chunk), 0);
	if (n > 0)
		return gdb_feed(g, chunk, (size_t)n);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	return gdb_fault(g, -ECONNRESET, "the debugger stub has gone: QEMU ended");
}

/* The next packet, whatever it says. */
static int gdb_receive(struct gdb *g, double seconds)
{
	double until = clock_seconds() + seconds;
	int got = g->fault ? -EIO : gdb_take(g);

	while (!got) {
		double left = until - clock_seconds();

		if (left <= 0)
			return -ETIMEDOUT;
		got = gdb_pump(g, (int)(left * 1000) + 1);
	}
	return got < 0 ? got : 0;
}

static int gdb_send(struct gdb *g, const char *bytes, size_t len)
{
	while (len && !g->fault) {
		ssize_t n = send(g->fd, bytes, len, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			gdb_fault(g, 0, "the debugger stub has gone: %s", strerror(errno));
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
	return g->fault ? -EIO : 0;
}

/* @command in the stub's frame, behind what *text holds already. */
static void gdb_frame(char **text, const char *command)
{
	char *all;
	u8 sum = 0;

	for (const char *p = command; *p; p++)
		sum += (u8)*p;
	all = str_fmt("%s$%s#%02x", *text ? *text : "", command, sum);
	free(*text);
	*text = all;
}

static int gdb_command(struct gdb *g, const char *command)
{
	char *text = NULL;
	int err;

	gdb_frame(&text, command);
	err = gdb_send(g, text, strlen(text));
	free(text);
	return err;
}

/* One command, one answer, in g->packet. */
static int gdb_ask(struct gdb *g, const char *command)
{
	int err = gdb_command(g, command);

	if (!err)
		err = gdb_receive(g, GDB_SECONDS);
	if (err == -ETIMEDOUT)
		gdb_fault(g, err, "the debugger stub does not answer to %.20s", command);
	return err;
}

static int gdb_ask_ok(struct gdb *g, const char *command)
{
	int err = gdb_ask(g, command);

	if (err || !strcmp(g->packet, "OK"))
		return err;
	return gdb_fault(g, -EOPNOTSUPP, "the debugger stub answers %.20s to %.40s",
			 *g->packet ? g->packet : "nothing", command);
}

int gdb_connect(struct gdb *g, const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int err;

	*g = (struct gdb){ .fd = -1 };
	if (strlen(path) >= sizeof(to.sun_path))
		return gdb_fault(g, -ENAMETOOLONG, "%s: a socket's path has at most %zu characters",
				 path, sizeof(to.sun_path) - 1);
	strcpy(to.sun_path, path);
	g->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (g->fd < 0 || connect(g->fd, (const struct sockaddr *)&to, sizeof(to))) {
		err = -errno;
		gdb_close(g);
		return err;
	}
	/* Whoever connects stops the guest, and the stub says so unasked. */
	g->running = true;
	err = gdb_wait(g, GDB_SECONDS);
	if (err == -ETIMEDOUT)
		gdb_fault(g, err, "the debugger stub does not stop the guest");
	/* Until it has been asked for its list of registers, QEMU 7 and older give none out singly. */
	return err ? err : gdb_ask(g, "qXfer:features:read:target.xml:0,ffb");
}

void gdb_close(struct gdb *g)
{
	/* Detach: a guest that is left stopped would seem to hang. */
	if (g->fd >= 0 && !g->running)
		send(g->fd, "$D#44", 5, MSG_NOSIGNAL);
	if (g->fd >= 0)
		close(g->fd);
	free(g->in);
	free(g->packet);
	free(g->fault);
	*g = (struct gdb){ .fd = -1 };
}

int gdb_mask_interrupts(struct gdb *g)
{
	const char *bits[] = { "NOIRQ=", "NOTIMER=" };
	unsigned long mask = 1; /* ENABLE */
	char *set;
	int err = gdb_ask(g, "qqemu.sstepbits");

	for (size_t i = 0; !err && i < ARRAY_SIZE(bits); i++) {
		const char *at = strstr(g->packet, bits[i]);

		if (!at)
			return gdb_fault(g, -EOPNOTSUPP,
					 "this QEMU cannot step without interrupts: it offers \"%.60s\"",
					 g->packet);
		mask |= strtoul(at + strlen(bits[i]), NULL, 16);
	}
	if (err)
		return err;
	set = str_fmt("Qqemu.sstep=0x%lx", mask);
	err = gdb_ask_ok(g, set);
	free(set);
	return err;
}

int gdb_break(struct gdb *g, u64 address, bool set)
{
	char *command = str_fmt("%c1,%llx,1", set ? 'Z' : 'z', (unsigned long long)address);
	int err = gdb_ask_ok(g, command);

	free(command);
	return err;
}

int gdb_continue(struct gdb *g)
{
	int err = gdb_command(g, "c");

	g->running = !err;
	return err;
}

/* Is the packet that came the news of a stop? Anything else is of no interest to anybody who waits. */
static bool gdb_news(struct gdb *g)
{
	if (*g->packet == 'W' || *g->packet == 'X')
		gdb_fault(g, 0, "the debugger stub says that the guest has ended");
	if (*g->packet != 'T' && *g->packet != 'S')
		return false;
	g->running = false;
	return true;
}

int gdb_wait(struct gdb *g, double seconds)
{
	double until = clock_seconds() + seconds;

	while (g->running) {
		int err = gdb_receive(g, until - clock_seconds());

		if (err)
			return err;
		gdb_news(g);
		if (g->fault)
			return -EIO;
	}
	return 0;
}

int gdb_step(struct gdb *g)
{
	int err = gdb_command(g, "s");

	if (err)
		return err;
	g->running = true;
	err = gdb_wait(g, GDB_SECONDS);
	if (err == -ETIMEDOUT)
		gdb_fault(g, err, "a single step does not end");
	return err;
}

int gdb_registers(struct gdb *g, const enum gdb_register *which, u64 *values, size_t n)
{
	char *text = NULL;
	int err;

	for (size_t i = 0; i < n; i++) {
		char *command = str_fmt("p%x", (unsigned int)which[i]);

		gdb_frame(&text, command);
		free(command);
	}
	err = gdb_send(g, text, strlen(text));
	free(text);
	for (size_t i = 0; i < n && !err; i++) {
		u8 raw[8];

		err = gdb_receive(g, GDB_SECONDS);
		if (err)
			gdb_fault(g, err, "the debugger stub does not say where the guest is");
		else if (g->packet_len < 16 || !gdb_unhex(g->packet, raw, sizeof(raw)))
			err = gdb_fault(g, -EBADMSG, "the debugger stub answers %.20s for a register",
					g->packet);
		else /* in the guest's byte order, which is ours */
			memcpy(&values[i], raw, sizeof(raw));
	}
	return err;
}

int gdb_read(struct gdb *g, u64 address, void *buf, size_t len)
{
	u8 *to = buf;
	int err = 0;

	while (len && !err) {
		size_t n = len < GDB_CHUNK ? len : GDB_CHUNK;
		char *command = str_fmt("m%llx,%zx", (unsigned long long)address, n);

		err = gdb_ask(g, command);
		free(command);
		if (!err && *g->packet == 'E')
			return -EFAULT;
		if (!err && (g->packet_len < 2 * n || !gdb_unhex(g->packet, to, n)))
			err = gdb_fault(g, -EBADMSG, "the debugger stub sent less memory than asked for");
		to += n;
		address += n;
		len -= n;
	}
	return err;
}

int gdb_write(struct gdb *g, u64 address, const void *buf, size_t len)
{
	const u8 *from = buf;
	int err = 0;

	while (len && !err) {
		size_t n = len < GDB_CHUNK ? len : GDB_CHUNK, head;
		char command[64 + 2 * GDB_CHUNK];

		head = (size_t)snprintf(command, 64, "M%llx,%zx:", (unsigned long long)address, n);
		for (size_t i = 0; i < n; i++)
			sprintf(command + head + 2 * i, "%02x", from[i]);
		err = gdb_ask(g, command);
		if (!err && *g->packet == 'E')
			return -EFAULT;
		from += n;
		address += n;
		len -= n;
	}
	return err;
}
