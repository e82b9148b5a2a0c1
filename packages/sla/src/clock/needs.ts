import type { TargetKind } from './facts.ts';
import type { Moment } from './timeline.ts';

/**
 * Something the requester is owed, whatever the terms promise about it: a first response, the next one, a resolution.
 * Indices are places in the timeline's moments.
 */
export interface Need {
  readonly kind: TargetKind;
  readonly episode: number;
  readonly startIndex: number;
  readonly end: { readonly index: number; readonly how: 'fulfilled' | 'cancelled' } | undefined;
}

type Open = Omit<Need, 'end'>;

/**
 * What was owed when, from the facts alone. Pure.
 * - A resolution is owed from the beginning of an episode to its end.
 * - A first response is owed from the opening to the first reply really sent; the next one from each reply of the
 *   requester to the reply that follows it, and no further reply of the requester starts it anew.
 * - A resolution that was no reply ends a response still owed without meeting it. When the ticket is reopened and nothing
 *   was ever sent, a first response is owed afresh.
 */
export function needsOf(moments: readonly Moment[]): Need[] {
  const ended: Need[] = [];
  let response: Open | undefined;
  let resolution: Open | undefined;
  let answered = false;
  for (const [index, { event, before, standing }] of moments.entries()) {
    const episode = standing.episode;
    if (episode !== before?.episode) {
      resolution = { kind: 'resolution', episode, startIndex: index };
      if (!answered) response = { kind: 'first-response', episode, startIndex: index };
    }
    if (event.reply === 'to-requester') {
      if (response !== undefined) ended.push({ ...response, end: { index, how: 'fulfilled' } });
      response = undefined;
      answered = true;
    }
    if (event.reply === 'from-requester' && response === undefined && standing.holder !== 'nobody')
      response = { kind: 'next-response', episode, startIndex: index };
    if (standing.holder === 'nobody' && before?.holder !== 'nobody') {
      if (response !== undefined) ended.push({ ...response, end: { index, how: 'cancelled' } });
      if (resolution !== undefined) ended.push({ ...resolution, end: { index, how: 'fulfilled' } });
      response = resolution = undefined;
    }
  }
  const open = [response, resolution].filter((one) => one !== undefined);
  return [...ended, ...open.map((one) => ({ ...one, end: undefined }))].toSorted(byStart);
}

const order: Record<TargetKind, number> = { 'first-response': 0, 'next-response': 1, resolution: 2 };
const byStart = (a: Need, b: Need) => a.startIndex - b.startIndex || order[a.kind] - order[b.kind];
