import { useEffect, useId, useRef, useState } from 'react';
import { useRouter } from '@tanstack/react-router';
import { Autocomplete, Input, Menu, MenuItem, TextField, useFilter } from 'react-aria-components';
import type { NavigationItem } from './navigation.ts';

interface PaletteProps {
  readonly items: readonly NavigationItem[];
  readonly actions: readonly PaletteAction[];
  readonly onClose: () => void;
}

export interface PaletteAction {
  readonly id: string;
  readonly label: string;
  readonly run: () => void;
}

const ticketPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Everything that can be gone to or done, found by typing. */
export const Palette = ({ items, actions, onClose }: PaletteProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const router = useRouter();
  const { contains } = useFilter({ sensitivity: 'base' });
  const [words, setWords] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  const ticketId = words.trim();
  const pages = items.map(({ path, label }) => ({
    id: path,
    label: `Go to ${label}`,
    run: () => void router.navigate({ to: path }),
  }));
  const tickets = ticketPattern.test(ticketId)
    ? [
        {
          id: 'ticket',
          label: `Open ticket ${ticketId}`,
          run: () => void router.navigate({ to: '/tickets/$ticketId', params: { ticketId } }),
        },
      ]
    : [];
  const all: readonly PaletteAction[] = [...tickets, ...pages, ...actions];
  const choose = (key: unknown) => {
    onClose();
    all.find((each) => each.id === key)?.run();
  };
  return (
    <dialog ref={dialog} className="overlay palette" aria-labelledby={id} onClose={onClose}>
      <h2 id={id} className="visually-hidden">
        Commands
      </h2>
      <Autocomplete filter={contains} inputValue={words} onInputChange={setWords}>
        <TextField aria-label="What to do or where to go" autoFocus>
          <Input className="input" placeholder="A page, a command or the id of a ticket" />
        </TextField>
        <Menu aria-label="Found" className="palette-items" items={all} onAction={choose}>
          {({ id: key, label }) => (
            <MenuItem id={key} textValue={label} className="palette-item">
              {label}
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </dialog>
  );
};
