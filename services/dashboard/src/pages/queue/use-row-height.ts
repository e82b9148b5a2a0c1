import { useSyncExternalStore } from 'react';
import { usePreferences } from '../../app/preferences.ts';

const narrow = '(max-width: 700px)';
const onNarrow = (listener: () => void): (() => void) => {
  const query = matchMedia(narrow);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
};

/** The height of a row in px, as tokens.css has it; on narrow screens a row has three lines. */
export const useRowPx = (): number => {
  const { density } = usePreferences();
  const isNarrow = useSyncExternalStore(onNarrow, () => matchMedia(narrow).matches);
  if (isNarrow) return 84;
  return density === 'comfortable' ? 40 : 32;
};
