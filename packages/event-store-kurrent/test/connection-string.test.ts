import { systemEnv } from '@caselog/env';
import { describe, expect, it } from 'vitest';
import { parseConnectionString } from '../src/connection-string.ts';
import { connectKurrentStore, InvalidConnectionStringError, InvalidSettingError } from '../src/index.ts';
import { failureOf } from './support/events.ts';

const added = 'throwOnAppendFailure=true&discoveryInterval=50';

describe('a connection string', () => {
  it.each([
    ['kurrentdb://localhost:2113?tls=false', `kurrentdb://localhost:2113?tls=false&${added}`],
    ['kurrentdb://localhost', `kurrentdb://localhost?${added}`],
    ['kurrentdb://localhost:2113/', `kurrentdb://localhost:2113?${added}`],
    ['esdb://a:1,b:2,c:3?tls=true', `kurrentdb://a:1,b:2,c:3?tls=true&${added}`],
    ['esdb+discover://u:p@cluster.example', `kurrentdb+discover://u:p@cluster.example?${added}`],
    [
      'kdb://h:1?tls_ca_file=%2Fca.pem&NODEPREFERENCE=leader&discoveryInterval=7',
      'kurrentdb://h:1?tlsCAFile=%2Fca.pem&nodePreference=leader&discoveryInterval=7&throwOnAppendFailure=true',
    ],
    ['kurrentdb://h:1?throwOnAppendFailure=false', `kurrentdb://h:1?${added}`],
  ])('%s is read as %s', (text, expected) => {
    expect(parseConnectionString(text).connectionString).toBe(expected);
  });

  it('gives the account decoded, and hides it in messages', () => {
    const { credentials, redacted } = parseConnectionString('kurrentdb://us%40er:p%3Aw@host:2113');
    expect(credentials).toEqual({ username: 'us@er', password: 'p:w' });
    expect(redacted).toBe('kurrentdb://***@host:2113');
  });

  it.each([
    ['', 'it must be kurrentdb://'],
    ['localhost:2113', 'it must be kurrentdb://'],
    ['postgres://u:s3cret@host', 'there is no scheme postgres'],
    ['kurrentdb://u:s3cret@host?tsl=false', 'there is no option "tsl"'],
    ['kurrentdb://u:s3cret@host?tls=', 'the option tls has no value'],
    ['kurrentdb://s3cret@host', 'the account must be user:password'],
    ['kurrentdb://u:s3:cret@host', 'the account must be user:password'],
    ['kurrentdb://u:s3cret%@host', 'a % that is no percent code'],
  ])('%j is refused without showing its password: %s', (text, reason) => {
    const open = () => connectKurrentStore({ connectionString: text, env: systemEnv });
    expect(open).toThrow(InvalidConnectionStringError);
    expect(open).toThrow(reason);
    expect(open).not.toThrow('s3');
  });

  it.each([
    ['kurrentdb://u:s3cret@host?tlsCAFile=missing.pem', 'File was not found'],
    ['kurrentdb://u:s3cret@host?tls=maybe', 'the driver does not understand it'],
  ])('%j is refused at the first call: %s', async (connectionString, reason) => {
    const store = connectKurrentStore({ connectionString, env: systemEnv });
    const error = await failureOf(store.head());
    expect(error).toBeInstanceOf(InvalidConnectionStringError);
    expect(String(error)).toContain(reason);
    expect(String(error)).not.toContain('s3cret');
    await store.close();
  });
});

describe('a setting', () => {
  it.each(['deadlineMs', 'retryDelayMsMax', 'appendsInFlightMax', 'knownIdsMax'])(
    '%s must be a positive integer',
    (name) => {
      for (const value of [0, -1, 1.5, Number.NaN])
        expect(() =>
          connectKurrentStore({ connectionString: 'kurrentdb://h', env: systemEnv, [name]: value }),
        ).toThrow(InvalidSettingError);
    },
  );
});
