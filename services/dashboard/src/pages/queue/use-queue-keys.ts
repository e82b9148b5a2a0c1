import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useKeys } from '../../app/keys.ts';
import type { QueueList } from './queue-list.ts';
import type { QueueStore } from './queue-store.ts';
import { useClaim } from './use-claim.ts';

export interface QueueWork {
  /** The place of the row that keys act on. */
  readonly active: number;
  readonly selected: ReadonlySet<string>;
  /** The ticket that is peeked at. */
  readonly peeked: string | undefined;
  /** What came of the last command, in words. */
  readonly said: string;
  readonly activate: (index: number) => void;
  readonly closePeek: () => void;
  readonly claim: () => void;
  readonly clear: () => void;
}

interface Options {
  readonly store: QueueStore;
  readonly list: QueueList;
  readonly ids: readonly string[];
  /** Brings a row into view and gives it the focus. */
  readonly show: (index: number) => void;
}

const toggle = (set: ReadonlySet<string>, id: string): ReadonlySet<string> => {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
};

const isControl = ({ target }: KeyboardEvent): boolean =>
  target instanceof Element && target.closest('button, input, select') !== null;

/** Working the queue by keys. Commands go out with the ticket and revision the reader saw, never with a place in the list. */
export const useQueueKeys = ({ store, list, ids, show }: Options): QueueWork => {
  const router = useRouter();
  const [active, setActive] = useState(0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [peeked, setPeeked] = useState<string>();
  const { said, claim } = useClaim(list);
  const here = Math.max(0, Math.min(active, ids.length - 1));
  const id = ids[here];
  const go = (to: number) => {
    const next = Math.max(0, Math.min(ids.length - 1, to));
    setActive(next);
    if (peeked !== undefined) setPeeked(ids[next]);
    show(next);
  };
  const open = (hash = '') => {
    if (id !== undefined) void router.navigate({ to: '/tickets/$ticketId', params: { ticketId: id }, hash });
  };
  const claimChosen = () => {
    void claim(selected.size > 0 ? [...selected] : id === undefined ? [] : [id]);
    setSelected(new Set());
  };
  useKeys({
    j: () => go(here + 1),
    k: () => go(here - 1),
    x: () => id !== undefined && setSelected((set) => toggle(set, id)),
    c: claimChosen,
    r: () => open('SendReply'),
    n: () => open('AddNote'),
    '.': () => store.apply(),
    Enter: ({ target }) => {
      if (target === document.body) open();
    },
    Space: (event) => {
      if (isControl(event) || id === undefined) return;
      event.preventDefault();
      setPeeked((before) => (before === id ? undefined : id));
    },
    Escape: () => setPeeked(undefined),
  });
  return {
    active: here,
    selected,
    peeked,
    said,
    activate: setActive,
    closePeek: () => setPeeked(undefined),
    claim: claimChosen,
    clear: () => setSelected(new Set()),
  };
};
