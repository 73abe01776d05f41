/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * metronome - a timer on every CPU of a guest whose CPUs take turns in one thread of the host.
 *
 * The emulator goes on to the other CPU when an interrupt is due. Without more of them than the
 * timer tick's it changes 250 times a second, and whatever is shorter than that is never seen to
 * overlap.
 */
#ifndef PB_UPGRADE_METRONOME_H
#define PB_UPGRADE_METRONOME_H

#define METRONOME_CPUS 2

struct metronome {
	int fd[METRONOME_CPUS];
};

/* Interrupt every CPU each @ns; 0 or -errno. metronome_stop() is due in either case. */
int metronome_start(struct metronome *m, unsigned int ns);
void metronome_stop(struct metronome *m);

#endif
