import { describe, expect, it } from 'vitest';
import { PartialRepeatError } from '../src/index.ts';
import type { ExpectedRevision, NewEvent } from '../src/index.ts';
import { append, idsOf, newEvent, newEvents, readAll, times, writers } from './events.ts';
import type { ContractContext } from './harness.ts';

export function repeatsContract({ store, harness }: ContractContext): void {
  describe('an append that is repeated', () => {
    const expectations: readonly ExpectedRevision[] = ['any', 'no-stream', 'stream-exists', 0, 1, 99];

    it.each(expectations)('adds nothing and gives the first outcome, expecting %s', async (expected) => {
      const events = newEvents(2);
      const { revision, position } = await append(store(), 'thing-1', events);
      await append(store(), 'thing-2', newEvents(1));
      await append(store(), 'thing-1', newEvents(3));
      const again = await store().append('thing-1', events, expected);
      expect(again).toEqual({ outcome: 'repeated', revision, position });
      expect(await readAll(store())).toHaveLength(6);
    });

    it('is recognised by ids alone, whatever else it says', async () => {
      const [event] = newEvents(1) as [NewEvent];
      await append(store(), 'thing-1', [event]);
      const changed = { ...event, type: 'SomethingElse', data: { other: true } };
      expect(await store().append('thing-1', [changed], 'any')).toMatchObject({ outcome: 'repeated' });
      expect(await store().readStream('thing-1')).toMatchObject([event]);
    });

    it('is recognised when it repeats only a part of an earlier one', async () => {
      const events = newEvents(3);
      const { position } = await append(store(), 'thing-1', events);
      const again = await store().append('thing-1', events.slice(1), 'no-stream');
      expect(again).toEqual({ outcome: 'repeated', revision: 2, position });
    });

    it('is recognised after a restart', async () => {
      const events = newEvents(2);
      const { revision, position } = await append(store(), 'thing-1', events);
      const reopened = await harness().reopen();
      expect(await reopened.append('thing-1', events, 'no-stream')).toEqual({
        outcome: 'repeated',
        revision,
        position,
      });
      expect(await readAll(reopened)).toHaveLength(2);
    });

    it('is recognised by another process', async () => {
      const events = newEvents(2);
      const { revision, position } = await append(store(), 'thing-1', events);
      const another = await harness().openAnother();
      expect(await another.append('thing-1', events, 'no-stream')).toEqual({
        outcome: 'repeated',
        revision,
        position,
      });
    });

    it('adds its events once when it comes many times at the same moment', async () => {
      const events = newEvents(3);
      const results = await Promise.all(times(writers, () => store().append('thing-1', events, 'no-stream')));
      expect(results.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
      expect(results.filter(({ outcome }) => outcome === 'repeated')).toHaveLength(writers - 1);
      expect(idsOf(await store().readStream('thing-1'))).toEqual(idsOf(events));
    });

    it('completes what is not there when the answer to the first one was lost', async () => {
      // Nobody waits for these answers, as if the connection had been lost: some land, all are sent again.
      const appends = times(writers, (index) => ({ stream: `thing-${index}`, events: newEvents(2) }));
      const lost = appends
        .filter((_, index) => index % 2 === 0)
        .map(({ stream, events }) => store().append(stream, events, 'no-stream'));
      const results = await Promise.all(
        appends.map(({ stream, events }) => store().append(stream, events, 'no-stream')),
      );
      await Promise.all(lost);
      expect(results.map(({ outcome }) => outcome)).not.toContain('conflict');
      for (const { stream, events } of appends)
        expect(idsOf(await store().readStream(stream))).toEqual(idsOf(events));
    });

    it('may have the same ids in another stream: that is another event', async () => {
      const events = newEvents(2);
      await append(store(), 'thing-1', events);
      expect(await store().append('thing-2', events, 'no-stream')).toMatchObject({
        outcome: 'appended',
        revision: 1,
      });
    });
  });

  describe('an append of which only a part is known', () => {
    const known = newEvent();
    const fresh = newEvents(2) as [NewEvent, NewEvent];
    it.each([
      ['first', [known, ...fresh]],
      ['in the middle', [fresh[0], known, fresh[1]]],
      ['last', [...fresh, known]],
    ])('is refused, naming what is known and what is not, and adds nothing: known %s', async (_, events) => {
      await append(store(), 'thing-1', [newEvent(), known]);
      for (const expected of ['any', 1, 'no-stream', 'stream-exists'] as const) {
        const error: unknown = await store()
          .append('thing-1', events, expected)
          .catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(PartialRepeatError);
        expect(error).toMatchObject({ stream: 'thing-1', knownIds: [known.id], unknownIds: idsOf(fresh) });
      }
      expect(await readAll(store())).toHaveLength(2);
      // What was tried in vain leaves no trace: its parts are new.
      expect(await store().append('thing-1', fresh, 1)).toMatchObject({ outcome: 'appended', revision: 3 });
    });
  });
}
