import { systemEnv, type Env } from '@caselog/env';
import { createLog, UsageError } from '@caselog/process';
import { describe, expect, it } from 'vitest';
import { keepRunning } from '../src/keep-running.ts';
import { findPort } from '../src/port.ts';
import { createProgress } from '../src/progress.ts';
import { readSettings } from '../src/settings.ts';

describe('settings', () => {
  it('stand where nothing is said', () => {
    expect(readSettings([])).toEqual({
      home: '.caselog',
      port: 4700,
      host: '127.0.0.1',
      empty: false,
      mail: {
        smtp: undefined,
        from: 'Support <survey@localhost>',
        mailsPerMinuteMax: 6_000,
        bounceAddress: undefined,
        bounces: undefined,
      },
      publicUrl: undefined,
      nats: undefined,
      logLevel: 'warn',
    });
  });

  it.each([
    ['--port', 'http'],
    ['--public-url', 'desk'],
    ['--log-level', 'loud'],
    ['--smtp', ''],
    ['--bounce-address', 'desk'],
    ['--mails-per-minute', '0'],
    ['--frobnicate', '1'],
    ['stray', ''],
  ])('refuse %s %s', (flag, value) => {
    const read = () => readSettings([flag, value]);
    expect(read).toThrow(/\S/);
    expect(read).toThrow(
      expect.objectContaining({ name: expect.stringMatching(/UsageError|SmtpUrlError/) as string }),
    );
  });
});

describe('a part that fails', () => {
  it('is started again after waits that grow, and the log says why', async () => {
    const stop = new AbortController();
    const waits: number[] = [];
    const env: Env = { ...systemEnv, now: () => 0, sleep: async (ms) => void waits.push(ms) };
    const lines: string[] = [];
    let runs = 0;
    const work = async () => {
      runs += 1;
      if (runs === 4) stop.abort();
      else if (runs < 3) throw new Error('out of order');
    };
    await keepRunning('relay', work, {
      env,
      log: createLog({ write: (line) => lines.push(line) }),
      signal: stop.signal,
    });
    expect(runs).toBe(4);
    expect(waits).toEqual([500, 1_000, 2_000]);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('out of order');
    expect(lines[2]).toContain('it ended by itself');
  });
});

describe('progress', () => {
  const shown = (isTTY: boolean) => {
    let nowMs = 0;
    let text = '';
    const out = { isTTY, write: (part: string) => Boolean((text += part)) } as NodeJS.WriteStream;
    const progress = createProgress({ ...systemEnv, now: () => nowMs }, out);
    for (const [atMs, done] of [
      [500, 10],
      [1_000, 25],
      [1_050, 26],
      [6_100, 50],
    ] as const) {
      nowMs = atMs;
      progress.update('loading', done, 100);
    }
    progress.end();
    return text;
  };

  it('shows nothing in the first second, and lines that stay where there is no terminal', () => {
    expect(shown(false)).toBe(
      'loading [######------------------]  25 %  25 of 100\nloading [############------------]  50 %  50 of 100\n',
    );
  });

  it('is one line that goes away on a terminal', () => {
    const clear = '\r\u001B[K';
    const drawn = shown(true).split(clear);
    expect(drawn).toHaveLength(4);
    expect(drawn.at(1)).toContain('25 %');
    expect(drawn.at(-1)).toBe('');
    expect(drawn.join('')).not.toContain('\n');
  });
});

it('finds a free port, and says which one cannot be had', async () => {
  expect(await findPort('127.0.0.1', 0)).toBeGreaterThan(0);
  await expect(findPort('192.0.2.1', 4_700)).rejects.toBeInstanceOf(UsageError);
});
