import type { QueueRow, StandingClock } from '@caselog/api-contract';

/** The words and glyphs of the app for what the domain names. A colour goes with each (tokens.css), and never stands alone. */

export type Lifecycle = QueueRow['lifecycle'];
export type Owner = StandingClock['owner'];
export type Priority = QueueRow['priority'];

interface Named {
  readonly glyph: string;
  readonly label: string;
}

export const states: Readonly<Record<Lifecycle, Named>> = {
  opened: { glyph: '○', label: 'Opened' },
  triaged: { glyph: '◔', label: 'Triaged' },
  escalated: { glyph: '◑', label: 'Escalated' },
  'awaiting-data': { glyph: '‖', label: 'Awaiting data' },
  'third-party': { glyph: '⇄', label: 'Third party' },
  resolved: { glyph: '✓', label: 'Resolved' },
  surveyed: { glyph: '■', label: 'Surveyed' },
};
export const lifecycles = Object.keys(states) as readonly Lifecycle[];

export const owners: Readonly<Record<Owner, Named>> = {
  desk: { glyph: '◑', label: 'Desk' },
  requester: { glyph: '‖', label: 'Requester' },
  'third-party': { glyph: '⇄', label: 'Third party' },
  'closed-hours': { glyph: '▨', label: 'Closed hours' },
  nobody: { glyph: '✓', label: 'Nobody' },
};

/** Bars tell them apart without colour. */
export const priorities: Readonly<Record<Priority, Named & { readonly meaning: string }>> = {
  P1: { glyph: '▮▮▮▮', label: 'P1', meaning: 'unusable for several people' },
  P2: { glyph: '▮▮▮▯', label: 'P2', meaning: 'unusable for one, or people cannot work together' },
  P3: { glyph: '▮▮▯▯', label: 'P3', meaning: 'does not work as it should' },
  P4: { glyph: '▮▯▯▯', label: 'P4', meaning: 'works, but not as wished' },
};

export const targets: Readonly<Record<NonNullable<StandingClock['target']>['kind'], string>> = {
  'first-response': 'First response',
  'next-response': 'Next response',
  resolution: 'Resolution',
};
