/** What each colour of a report means; the same as on the pages, in light. */
export const colours: Readonly<Record<string, string>> = {
  opened: '#337a79',
  triaged: '#a475c5',
  escalated: '#2b46d1',
  'awaiting-data': '#c17019',
  'third-party': '#770168',
  resolved: '#16511d',
  surveyed: '#313234',
  P1: '#8c0a24',
  P2: '#cf3f16',
  P3: '#5c6675',
  P4: '#808894',
  desk: '#2b46d1',
  requester: '#c17019',
  'closed-hours': '#7d8591',
};
