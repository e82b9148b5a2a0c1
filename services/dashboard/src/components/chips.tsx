import {
  owners,
  priorities,
  states,
  type Lifecycle,
  type Owner,
  type Priority,
} from '../words/vocabulary.ts';
import './chips.css';

/** Where a ticket is in its life: a coloured glyph and a word. */
export const StateChip = ({ state }: { readonly state: Lifecycle }) => (
  <span className="chip" data-state={state}>
    <span className="glyph" aria-hidden="true">
      {states[state].glyph}
    </span>
    {states[state].label}
  </span>
);

/** Whose time runs. */
export const OwnerChip = ({ owner }: { readonly owner: Owner }) => (
  <span className="chip" data-owner={owner}>
    <span className="glyph" aria-hidden="true">
      {owners[owner].glyph}
    </span>
    {owners[owner].label}
  </span>
);

/** How urgent it is: bars and a word. */
export const PriorityChip = ({ priority }: { readonly priority: Priority }) => (
  <span className="chip" data-priority={priority} title={priorities[priority].meaning}>
    <span className="bars" aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
    </span>
    {priority}
  </span>
);
