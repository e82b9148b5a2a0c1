import type { QueueRow, StandingClock } from '@caselog/api-contract';
import { describe, expect, it } from 'vitest';
import { applied, emptyList, hasLeft, patched, withPage } from '../src/pages/queue/queue-list.ts';
import type { QueueView } from '../src/pages/queue/search.ts';

const view: QueueView = { sort: 'priority' };
const row = (id: string, change: Partial<QueueRow> = {}): QueueRow => ({
  ticketId: id,
  subject: id,
  priority: 'P3',
  lifecycle: 'opened',
  openedAt: `2026-03-04T10:00:0${id.length}.000Z`,
  waitingSince: '2026-03-04T10:00:00.000Z',
  language: 'en',
  assigneeId: null,
  team: null,
  revision: 0,
  position: 1,
  ...change,
});
const clock = { clock: {} as StandingClock, readAtMs: 0 };
const change = (id: string, to: Partial<QueueRow>) => ({ row: row(id, to), clock });
const list = withPage(emptyList, { rows: [row('a'), row('aa'), row('aaa')], next: null, total: 3 });

describe('The queue that is shown', () => {
  it('changes cells in place and keeps its order', () => {
    const next = patched(list, [change('aa', { lifecycle: 'triaged', position: 5 })], view);
    expect(next.order).toEqual(['a', 'aa', 'aaa']);
    expect(next.rows.get('aa')?.lifecycle).toBe('triaged');
    expect(next.pending.size).toBe(0);
  });

  it('drops what is older than what it knows', () => {
    const newer = patched(list, [change('aa', { lifecycle: 'triaged', position: 5 })], view);
    const stale = patched(newer, [change('aa', { lifecycle: 'opened', position: 4 })], view);
    expect(stale.rows.get('aa')?.lifecycle).toBe('triaged');
    expect(withPage(stale, { rows: [row('aa')], next: null, total: 3 }).rows.get('aa')?.lifecycle).toBe(
      'triaged',
    );
  });

  it('leaves whoever leaves where it was, until it is told to apply', () => {
    const left = patched(list, [change('a', { lifecycle: 'resolved', position: 5 })], view);
    expect(left.order).toEqual(['a', 'aa', 'aaa']);
    expect(hasLeft(left, 'a', view)).toBe(true);
    expect(applied(left, view).order).toEqual(['aa', 'aaa']);
  });

  it('lets a newcomer wait, and puts it in its place', () => {
    const come = patched(list, [change('b', { priority: 'P1', position: 5 })], view);
    expect(come.order).not.toContain('b');
    expect([...come.pending]).toEqual(['b']);
    expect(applied(come, view).order).toEqual(['b', 'a', 'aa', 'aaa']);
  });

  it('leaves to a page that is not loaded what belongs there', () => {
    const more = { ...list, next: 'cursor' };
    const come = patched(more, [change('zzzz', { position: 5 })], view);
    expect(applied(come, view).order).toEqual(['a', 'aa', 'aaa']);
  });

  it('moves a row whose priority changed', () => {
    const moved = patched(list, [change('aaa', { priority: 'P1', position: 5 })], view);
    expect(applied(moved, view).order).toEqual(['aaa', 'a', 'aa']);
  });

  it('shows only what passes the filters', () => {
    const team: QueueView = { sort: 'priority', team: 'Directory' };
    const come = patched(list, [change('b', { team: 'Mail', position: 5 })], team);
    expect(come.pending.size).toBe(0);
  });
});
