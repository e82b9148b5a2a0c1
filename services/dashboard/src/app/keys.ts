import { useEffect, useEffectEvent } from 'react';
import { tinykeys } from 'tinykeys';
import { preferences } from './preferences.ts';

/** A key or a sequence of keys (`j`, `?`, `g q`, `$mod+k`) and what it does. */
export type Bindings = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const typing =
  'input:not([type=checkbox], [type=radio], [type=range], [type=button]), textarea, select, [contenteditable]';

/** Whether the reader writes something: letters are theirs then. Pure. */
const isTyping = ({ target, isComposing }: KeyboardEvent): boolean =>
  isComposing || (target instanceof Element && target.closest(typing) !== null);

const isLatin = (key: string): boolean => /^[a-z]$/i.test(key);
const isLetter = (press: string): boolean => /^[a-z]$/.test(press);

/** The same sequence by the places of the keys: for layouts whose letters are not Latin. Pure. */
const byPlace = (sequence: string): string =>
  sequence
    .split(' ')
    .map((press) => (isLetter(press) ? `Key${press.toUpperCase()}` : press))
    .join(' ');

/** Shift alone writes letters too. Pure. */
const hasModifier = (sequence: string): boolean => /\$mod|Control|Meta|Alt/.test(sequence);

/**
 * Binds keys for as long as the component is there. They rest while the reader writes or composes, or has switched them off; those with
 * a modifier work everywhere.
 */
export const useKeys = (bindings: Bindings, isOn = true): void => {
  const latest = useEffectEvent((sequence: string, event: KeyboardEvent, isByPlace: boolean) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
    if (!hasModifier(sequence) && (isTyping(event) || !preferences.get().keys)) return;
    // A Latin layout that puts letters elsewhere (Dvorak) goes by the letter alone.
    if (isByPlace && isLatin(event.key)) return;
    bindings[sequence]?.(event);
  });
  const sequences = Object.keys(bindings).join('\n');
  useEffect(() => {
    if (!isOn) return undefined;
    const map: Record<string, (event: KeyboardEvent) => void> = {};
    for (const sequence of sequences.split('\n')) {
      map[sequence] = (event) => latest(sequence, event, false);
      const placed = byPlace(sequence);
      if (placed !== sequence) map[placed] = (event) => latest(sequence, event, true);
    }
    return tinykeys(window, map, { ignore: () => false });
  }, [sequences, isOn]);
};
