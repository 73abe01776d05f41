// SPDX-License-Identifier: GPL-2.0-only
/*
 * mishap - an upgrade that goes wrong, from a sound beginning to what can be made of it afterwards.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "upgrade/mishap.h"
#include "upgrade/module.h"

#define MISHAP_NO_STEP UINT32_MAX

const char *const mishap_ends[MISHAP_ENDS] = { "continued", "anew", "stuck" };

/* Into what is observed, and to whoever listens; takes @note over. */
static void mishap_keep(struct mishap *m, json_t *note)
{
	json_array_append(m->observed, note);
	if (m->note)
		m->note(m->ctx, json_incref(note));
	json_decref(note);
}

static json_t *mishap_note(const char *stage, const char *outcome, const json_t *left, const char *evidence)
{
	json_t *o = json_pack("{s:s, s:s, s:s}", "stage", stage, "outcome", outcome, "evidence", evidence);

	if (left && json_object_size(left))
		json_object_set(o, "left", (json_t *)left);
	return o;
}

void mishap_tell(struct mishap *m, const char *stage, const char *outcome, const json_t *left,
		 const char *evidence)
{
	if (m->note)
		m->note(m->ctx, mishap_note(stage, outcome, left, evidence));
}

void mishap_observe(struct mishap *m, const char *stage, const char *outcome, const json_t *left,
		    const char *evidence)
{
	mishap_keep(m, mishap_note(stage, outcome, left, evidence));
}

/* Objects of kind @k that one version holds. */
static size_t mishap_own(const struct mishap *m, int k)
{
	json_t *own = kobjects_new(&m->base, &m->sound, (enum kobject_kind)k);
	size_t n = json_array_size(own);

	json_decref(own);
	return n;
}

json_t *mishap_left(struct mishap *m, enum witness who)
{
	bool old = who == WITNESS_OLD || who == WITNESS_BOTH, new = who == WITNESS_NEW || who == WITNESS_BOTH;
	struct witness_sound sound;

	for (int k = 0; k < KOBJ_KINDS; k++) {
		/* Is the old version known by name, or only by how much it holds? */
		bool known = old && (m->same || witness_named((enum kobject_kind)k));

		sound.known[k] = known ? &m->sound : &m->base;
		sound.more[k] = ((old && !known) + new) * mishap_own(m, k);
	}
	if (new)
		sound.more[KOBJ_MAP] += m->u.strategy->records;
	return witness_left(&sound);
}

json_t *mishap_all(struct mishap *m)
{
	struct witness_sound sound = { .more = { 0 } };

	for (int k = 0; k < KOBJ_KINDS; k++)
		sound.known[k] = &m->base;
	return witness_left(&sound);
}

void mishap_free(struct mishap *m)
{
	kobjects_free(&m->base);
	kobjects_free(&m->sound);
}

static int mishap_fail(struct mishap *m, int err, const char *what, const struct upgrader_answer *a)
{
	return upgrade_fail(&m->u, err ? err : a->err ? a->err : -EPROTO, "%s: %s", what,
			    a && *a->reason ? a->reason : err ? strerror(-err) : "the wrong version records events");
}

static int mishap_expect(struct mishap *m, enum witness who, const char *what)
{
	unsigned int died;
	enum witness is = witness_settled(&m->u, &m->next, &died);

	return is == who ? 0 : upgrade_fail(&m->u, -EPROTO, "%s: %s records events, not %s", what, witness_names[is],
					    witness_names[who]);
}

static int mishap_order(struct mishap *m, struct upgrader *up, enum upgrader_work work, const char *what)
{
	struct upgrader_answer a;
	int err = upgrader_do(up, work, 0, NULL, MISHAP_SECONDS(&m->u), &a);

	m->u.refusal = a.refusal;
	return err || a.err ? mishap_fail(m, err, what, &a) : 0;
}

int mishap_control(struct mishap *m)
{
	struct upgrader up;
	json_t *left;
	int err;

	witness_take(&m->base);
	err = upgrader_start(&up, &m->u);
	if (err)
		return upgrade_fail(&m->u, err, "starting the upgrader: %s", strerror(-err));
	err = mishap_order(m, &up, UPGRADER_OPEN, "beginning");
	if (!err)
		err = mishap_expect(m, WITNESS_OLD, "before a healthy upgrade");
	witness_take(&m->sound);
	if (!err)
		err = mishap_order(m, &up, UPGRADER_STEPS, "a healthy upgrade");
	if (!err && m->u.refusal) {
		upgrader_kill(&up);
		return -EOPNOTSUPP;
	}
	if (!err)
		err = mishap_expect(m, WITNESS_NEW, "after a healthy upgrade");
	if (!err)
		err = mishap_order(m, &up, UPGRADER_CLOSE, "ending");
	upgrader_kill(&up);
	left = mishap_all(m);
	if (!err && json_object_size(left))
		err = upgrade_fail(&m->u, -EPROTO, "a healthy upgrade leaves something behind");
	json_decref(left);
	if (!err)
		mishap_observe(m, "control", "new clean", NULL, "");
	return err;
}

/* The module file that goes bad, by the strategy's kind and the failure's version. */
static int mishap_spoil(struct mishap *m)
{
	const struct failure_side *s = m->side;
	bool behind = !strcmp(m->u.strategy->name, "stub");
	const char *stem = module_stem(behind ? "behind" : "v", s->old ? m->u.from : m->u.to);
	char *from = s->module ? str_fmt("/modules/pb_up_%s%s.ko", s->module, behind ? "_behind" : "") : NULL;
	char *bytes = NULL;
	size_t len;
	int err;

	if (strcmp(m->u.strategy->arm, "kmod") || (!s->module && s->spoil == SPOIL_NOTHING))
		return 0;
	m->file = str_fmt("/modules/pb_up_%s.ko", stem);
	err = file_read(m->file, &m->good, &m->good_len);
	if (!err)
		err = file_read(from ? from : m->file, &bytes, &len);
	if (!err && from) {
		char *was = str_fmt("pb_up_%s%s", s->module, behind ? "_behind" : ""), *is = str_fmt("pb_up_%s", stem);

		err = spoil_rename(bytes, len, was, is);
		free(was);
		free(is);
	}
	if (!err)
		err = spoil(bytes, len, s->spoil, s->symbol);
	if (!err)
		err = file_write(m->file, bytes, len);
	if (err)
		upgrade_fail(&m->u, err, "spoiling %s: %s", m->file, strerror(-err));
	free(bytes);
	free(from);
	return err;
}

static int mishap_repair(struct mishap *m)
{
	int err = m->file ? file_write(m->file, m->good, m->good_len) : 0;

	if (!err && m->side->release)
		err = module_set(module_stem("v", m->u.from), m->side->release, "1");
	if (err)
		upgrade_fail(&m->u, err, "ending the reason of the failure: %s", strerror(-err));
	free(m->file);
	free(m->good);
	m->file = m->good = NULL;
	return err;
}

enum mishap_end mishap_finish(struct mishap *m, struct upgrader *up, u32 step, struct upgrader_answer *answer)
{
	static const enum upgrader_work works[] = { UPGRADER_STEPS, UPGRADER_ANEW };
	unsigned int died;

	for (int i = 0; i < 2; i++) {
		json_t *left;
		bool clean;

		if (works[i] == UPGRADER_STEPS && step >= upgrade_steps(&m->u))
			continue;
		/* One that hangs or has died is no use to the next attempt. */
		if (!up->pid && upgrader_start(up, &m->u))
			return MISHAP_STUCK;
		if (upgrader_do(up, works[i], step, NULL, MISHAP_SECONDS(&m->u), answer)) {
			upgrader_kill(up);
			continue;
		}
		if (answer->err || witness_settled(&m->u, &m->next, &died) != WITNESS_NEW)
			continue;
		left = mishap_left(m, WITNESS_NEW);
		clean = !json_object_size(left);
		json_decref(left);
		if (clean)
			return works[i] == UPGRADER_STEPS ? MISHAP_CONTINUED : MISHAP_ANEW;
	}
	return MISHAP_STUCK;
}

/* The steps, with what goes wrong in them; where they stopped. */
static u32 mishap_steps(struct mishap *m, struct upgrader *up)
{
	struct upgrader_answer a;
	int err = upgrader_do(up, UPGRADER_STEPS, 0, m->side, MISHAP_SECONDS(&m->u), &a);
	json_t *note;
	char *text;

	if (!err && !a.err) {
		mishap_observe(m, "steps", "done", NULL, "");
		return MISHAP_NO_STEP;
	}
	text = err ? str_dup(err == -ETIMEDOUT ? "the upgrader does not come back" : "the upgrader was killed by it") :
		     str_fmt("%s: %s", m->u.strategy->steps[a.step].name, a.reason);
	note = mishap_note("steps", err == -ETIMEDOUT ? "hangs" : err ? "dies" : "refused", NULL, text);
	if (!err)
		json_object_set_new(note, "errno", json_string(strerrorname_np(-a.err)));
	mishap_keep(m, note);
	free(text);
	if (!err)
		return a.step;
	upgrader_kill(up);
	/* Programs went with their loader; modules are still there, and their steps ask for nothing else. */
	return strcmp(m->u.strategy->arm, "kmod") ? MISHAP_NO_STEP : 0;
}

/* Who records events now, and what else there is. */
static enum witness mishap_look(struct mishap *m, json_t **left)
{
	unsigned int died;
	enum witness who = witness_settled(&m->u, &m->next, &died);
	const char *evidence = died > 1 ? "events kill the process that makes them" :
			       died     ? "the first event killed the process that made it" : "";

	*left = mishap_left(m, who);
	mishap_observe(m, "after", witness_names[who], *left, evidence);
	return who;
}

int mishap_run(struct mishap *m, char **verdict)
{
	struct upgrader_answer a = { 0 };
	enum mishap_end end = MISHAP_CONTINUED;
	struct upgrader up;
	enum witness who;
	json_t *left;
	u32 step;
	int err = mishap_spoil(m);

	if (!err)
		err = upgrader_start(&up, &m->u);
	if (err)
		return err;
	err = mishap_order(m, &up, UPGRADER_OPEN, "beginning");
	if (!err)
		err = mishap_expect(m, WITNESS_OLD, "before it goes wrong");
	if (err)
		return err;
	/* What a bad version holds more than a good one is no matter of what is left of it. */
	kobjects_free(&m->sound);
	witness_take(&m->sound);
	m->same = true;
	step = mishap_steps(m, &up);
	who = mishap_look(m, &left);
	err = mishap_repair(m);
	if (who != WITNESS_NEW || json_object_size(left))
		end = mishap_finish(m, &up, step, &a);
	mishap_observe(m, "finish", mishap_ends[end], NULL, a.reason);
	*verdict = str_fmt("%s %s %s", witness_names[who], json_object_size(left) ? "left" : "clean", mishap_ends[end]);
	json_decref(left);
	upgrader_kill(&up);
	return err;
}
