// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_gdb - the client of the debugger stub: packets in whatever pieces, and a stub that is played.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vm/gdb.h"

#define MEMORY_AT  0x1000u
#define MEMORY_LEN 4096u

static int feed(struct gdb *g, const char *bytes)
{
	return gdb_feed(g, bytes, strlen(bytes));
}

Test(gdb, packets_come_whole_whatever_the_pieces)
{
	struct gdb g = { .fd = -1 };

	cr_expect_eq(feed(&g, "+"), 0);
	cr_expect_eq(feed(&g, "$O"), 0);
	cr_expect_eq(feed(&g, "K#9"), 0);
	cr_expect_eq(feed(&g, "a+$T05thread:01;#07"), 1);
	cr_expect_str_eq(g.packet, "OK");
	cr_expect_eq(feed(&g, ""), 1);
	cr_expect_str_eq(g.packet, "T05thread:01;");
	cr_expect_eq(feed(&g, "$#00"), 1);
	cr_expect_str_eq(g.packet, "", "an empty answer says: I do not know that command");
	gdb_close(&g);
}

Test(gdb, a_damaged_packet_is_a_fault)
{
	struct gdb g = { .fd = -1 };
	u64 value;

	cr_expect_eq(feed(&g, "$OK#9b"), -EBADMSG);
	cr_expect_not_null(strstr(g.fault, "damaged"));
	cr_expect_eq(gdb_registers(&g, (enum gdb_register[]){ GDB_RIP }, &value, 1), -EIO);
	gdb_close(&g);
	cr_expect_null(g.fault);
	cr_expect_eq(feed(&g, "$OK#zz"), -EBADMSG);
	gdb_close(&g);
}

/* The stub: what it answers, until its peer goes. */
static struct stub {
	char path[64];
	pid_t pid;
	u8 memory[MEMORY_LEN];
	const char *bits; /* what it can mask */
	bool deaf;	  /* ends at the first step */
} stub;

static void stub_say(int fd, const char *text)
{
	u8 sum = 0;

	for (const char *p = text; *p; p++)
		sum += (u8)*p;
	dprintf(fd, "+$%s#%02x", text, sum);
}

static void stub_read(int fd, const char *args)
{
	char text[2 * MEMORY_LEN + 1] = "";
	unsigned int at, n;

	if (sscanf(args, "%x,%x", &at, &n) != 2 || at < MEMORY_AT || at + n > MEMORY_AT + MEMORY_LEN) {
		stub_say(fd, "E14");
		return;
	}
	for (unsigned int i = 0; i < n; i++)
		sprintf(text + 2 * i, "%02x", stub.memory[at - MEMORY_AT + i]);
	stub_say(fd, text);
}

static void stub_write(int fd, const char *args)
{
	unsigned int at, n, byte;
	const char *hex = strchr(args, ':') + 1;

	sscanf(args, "%x,%x", &at, &n);
	for (unsigned int i = 0; i < n && sscanf(hex + 2 * i, "%2x", &byte) == 1; i++)
		stub.memory[at - MEMORY_AT + i] = (u8)byte;
	stub_say(fd, "OK");
}

static void stub_answer(int fd, const char *command)
{
	if (!strcmp(command, "qqemu.sstepbits"))
		stub_say(fd, stub.bits);
	else if (!strcmp(command, "Qqemu.sstep=0x7") || *command == 'Z' || *command == 'z')
		stub_say(fd, "OK");
	else if (!strcmp(command, "p10"))
		stub_say(fd, "10325476981bad0f");
	else if (!strcmp(command, "p7"))
		stub_say(fd, "0100000000000080");
	else if (!strcmp(command, "s") && stub.deaf)
		_exit(0);
	else if (!strcmp(command, "s") || !strcmp(command, "c"))
		stub_say(fd, "T05thread:01;");
	else if (*command == 'm')
		stub_read(fd, command + 1);
	else if (*command == 'M')
		stub_write(fd, command + 1);
	else
		stub_say(fd, *command == 'q' ? "l<target/>" : "");
}

static void stub_serve(int listener)
{
	int fd = accept(listener, NULL, NULL);
	char in[16384];
	size_t len = 0;
	ssize_t n;

	stub_say(fd, "T02thread:01;");
	while ((n = read(fd, in + len, sizeof(in) - 1 - len)) > 0) {
		char *start, *end;

		in[len += (size_t)n] = 0;
		while ((start = strchr(in, '$')) && (end = strchr(start, '#')) && strlen(end) >= 3) {
			*end = 0;
			stub_answer(fd, start + 1);
			len -= (size_t)(end + 3 - in);
			memmove(in, end + 3, len + 1);
		}
	}
	_exit(0);
}

static struct gdb play(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	struct gdb g;

	snprintf(stub.path, sizeof(stub.path), "/tmp/probebench-stub-%d", (int)getpid());
	strcpy(at.sun_path, stub.path);
	cr_assert_eq(bind(listener, (struct sockaddr *)&at, sizeof(at)), 0);
	cr_assert_eq(listen(listener, 1), 0);
	for (unsigned int i = 0; i < MEMORY_LEN; i++)
		stub.memory[i] = (u8)(i * 7);
	stub.pid = fork();
	if (!stub.pid)
		stub_serve(listener);
	close(listener);
	cr_assert_eq(gdb_connect(&g, stub.path), 0);
	return g;
}

static void end(struct gdb *g)
{
	gdb_close(g);
	waitpid(stub.pid, NULL, 0);
	unlink(stub.path);
}

Test(gdb, a_stub_is_stepped_read_and_written)
{
	static const enum gdb_register where[] = { GDB_RIP, GDB_RSP };
	u8 buf[3000], more[3000];
	u64 at[2];
	struct gdb g;

	stub.bits = "ENABLE=1,NOIRQ=2,NOTIMER=4";
	g = play();
	cr_expect_eq(gdb_mask_interrupts(&g), 0);
	cr_expect_eq(gdb_break(&g, 0x401000, true), 0);
	cr_expect_eq(gdb_continue(&g), 0);
	cr_expect_eq(gdb_wait(&g, 5), 0);
	cr_expect_eq(gdb_step(&g), 0);
	cr_expect_eq(gdb_registers(&g, where, at, 2), 0);
	cr_expect_eq(at[0], 0x0fad1b9876543210ull, "a register is in the guest's byte order");
	cr_expect_eq(at[1], 0x8000000000000001ull);
	cr_expect_eq(gdb_read(&g, MEMORY_AT + 1, buf, sizeof(buf)), 0, "more than one packet holds");
	for (size_t i = 0; i < sizeof(buf); i++)
		cr_assert_eq(buf[i], (u8)((i + 1) * 7));
	memset(buf, 0xa5, sizeof(buf));
	cr_expect_eq(gdb_write(&g, MEMORY_AT, buf, sizeof(buf)), 0);
	cr_expect_eq(gdb_read(&g, MEMORY_AT, more, sizeof(more)), 0);
	cr_expect_arr_eq(buf, more, sizeof(buf));
	cr_expect_eq(gdb_read(&g, 0x10, buf, 8), -EFAULT);
	cr_expect_null(g.fault, "memory that is not there is an answer, not a fault");
	cr_expect_eq(gdb_read(&g, MEMORY_AT, buf, 8), 0);
	end(&g);
}

Test(gdb, a_stub_that_cannot_mask_interrupts_is_refused)
{
	struct gdb g;

	stub.bits = "ENABLE=1,NOIRQ=2";
	g = play();
	cr_expect_eq(gdb_mask_interrupts(&g), -EOPNOTSUPP);
	cr_expect_not_null(strstr(g.fault, "without interrupts"));
	end(&g);
}

Test(gdb, a_stub_that_goes_away_is_a_fault)
{
	struct gdb g;

	stub.deaf = true;
	g = play();
	cr_expect_eq(gdb_step(&g), -ECONNRESET);
	cr_expect_not_null(strstr(g.fault, "QEMU ended"));
	cr_expect_eq(gdb_step(&g), -EIO);
	end(&g);
}

Test(gdb, nobody_listens)
{
	struct gdb g;

	cr_expect_eq(gdb_connect(&g, "/nonexistent/socket"), -ENOENT);
	cr_expect_eq(g.fd, -1);
}
