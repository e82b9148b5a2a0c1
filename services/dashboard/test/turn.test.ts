import { describe, expect, it } from 'vitest';
import { turnOf } from '../src/pages/help/request/turn.ts';

describe('Whose turn a request is', () => {
  it('is the requester’s while something is asked of them, whether the desk is open or closed', () => {
    expect(turnOf('awaiting-data', 'requester')).toBe('requester');
    expect(turnOf('awaiting-data', 'closed-hours')).toBe('requester');
  });

  it('is the partner’s while they have it, whether the desk is open or closed', () => {
    expect(turnOf('third-party', 'third-party')).toBe('third-party');
    expect(turnOf('third-party', 'closed-hours')).toBe('third-party');
  });

  it('is the desk’s in every state that it works on, and says when it is closed', () => {
    for (const lifecycle of ['opened', 'triaged', 'escalated'] as const) {
      expect(turnOf(lifecycle, 'desk')).toBe('desk');
      expect(turnOf(lifecycle, undefined)).toBe('desk');
      expect(turnOf(lifecycle, 'closed-hours')).toBe('closed');
    }
  });

  it('is nobody’s once it is over', () => {
    expect(turnOf('resolved', 'nobody')).toBe('nobody');
    expect(turnOf('surveyed', undefined)).toBe('nobody');
  });
});
