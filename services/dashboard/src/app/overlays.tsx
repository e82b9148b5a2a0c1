import { lazy, Suspense, useState } from 'react';
import { useKeys } from './keys.ts';
import type { NavigationItem } from './navigation.ts';
import { preferences } from './preferences.ts';

// Both come when they are asked for: the first page needs neither.
const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));
const KeyHelp = lazy(async () => ({ default: (await import('./key-help.tsx')).KeyHelp }));

interface OverlaysProps {
  readonly items: readonly NavigationItem[];
  readonly onSignOut: () => void;
}

/** The help on keys and the command palette, over any page; the focus goes back to where it was. */
export const Overlays = ({ items, onSignOut }: OverlaysProps) => {
  const [open, setOpen] = useState<'help' | 'palette'>();
  const close = () => setOpen(undefined);
  useKeys({
    '?': () => setOpen('help'),
    'Shift+?': () => setOpen('help'),
    '$mod+k': (event) => {
      event.preventDefault();
      setOpen('palette');
    },
  });
  const actions = [
    { id: 'help', label: 'Show the keys', run: () => setOpen('help') },
    { id: 'print', label: 'Print this page', run: () => print() },
    { id: 'light', label: 'Colours: light', run: () => preferences.set({ theme: 'light' }) },
    { id: 'dark', label: 'Colours: dark', run: () => preferences.set({ theme: 'dark' }) },
    {
      id: 'system',
      label: 'Colours: as the system has them',
      run: () => preferences.set({ theme: 'system' }),
    },
    { id: 'sign-out', label: 'Sign out', run: onSignOut },
  ];
  return (
    <Suspense>
      {open === 'help' && <KeyHelp items={items} onClose={close} />}
      {open === 'palette' && <Palette items={items} actions={actions} onClose={close} />}
    </Suspense>
  );
};
