import type { WhatIfJob } from '@caselog/api-contract';
import { describe, expect, it } from 'vitest';
import { progressWords } from '../src/pages/what-if/pace.ts';
import { placeFaults, readPolicyText } from '../src/pages/what-if/policy-text.ts';
import { csvOf } from '../src/pages/what-if/sheet.ts';

const at = (done: number, total: number): WhatIfJob => ({
  jobId: '0198f3a0-0000-7000-8000-000000000000',
  state: 'running',
  done,
  total,
  report: null,
  tickets: [],
  problem: null,
});

describe('The progress of a what-if', () => {
  it('tells the rate and the time left since work was first seen under way', () => {
    const view = {
      job: at(30_000, 90_000),
      first: { done: 10_000, atMs: 1_000 },
      last: { done: 30_000, atMs: 2_000 },
    };
    expect(progressWords(view)).toBe('30,000 of 90,000 events · 20,000 a second · 3s left');
  });

  it('promises nothing at the first look, and says that others may be before it', () => {
    const look = { done: 0, atMs: 5 };
    expect(progressWords({ job: at(0, 90_000), first: look, last: look })).toBe('0 of 90,000 events');
    expect(progressWords({ job: at(0, 0), first: look, last: look })).toContain('the others wait');
  });
});

describe('A fault of a policy', () => {
  const text = '{\n  "a/b": [1, { "~": "x,]" }],\n  "within": {}\n}';
  const chosen = (pointer: string) => {
    const [fault] = placeFaults(text, [{ pointer, message: 'wrong' }]);
    return [text.slice(fault!.start, fault!.end), fault!.line];
  };

  it('is found in the text by its pointer, or at the nearest part around it', () => {
    expect(chosen('/document/a~1b/1/~0')).toEqual(['"x,]"', 2]);
    expect(chosen('/document/a~1b/0')).toEqual(['1', 2]);
    expect(chosen('/document/within/hours')).toEqual(['{}', 3]);
    expect(chosen('/document')).toEqual([text, 1]);
    expect(chosen('/policy/a~1b/0')).toEqual(['1', 2]);
    expect(chosen('/policy')).toEqual([text, 1]);
  });

  it('is told with its line where the text is no JSON, or no object', () => {
    expect(readPolicyText('{\n  "a": 1,,\n}')).toMatchObject({ fault: { line: 2 } });
    expect(readPolicyText('[]')).toMatchObject({ fault: { line: 1 } });
    expect(readPolicyText(text)).toHaveProperty('document');
  });
});

it('A table is CSV as RFC 4180 has it', () => {
  const sheet = { name: 'x', columns: [{ label: 'a' }, { label: 'b' }], rows: [['x, "y"', 3]] };
  expect(csvOf(sheet)).toBe('a,b\r\n"x, ""y""",3\r\n');
});
