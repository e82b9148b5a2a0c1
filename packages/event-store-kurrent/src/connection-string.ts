import { InvalidConnectionStringError } from './errors.ts';

/** A connection string as both halves of the client understand it, and the account in it. */
export interface Connection {
  readonly connectionString: string;
  /** The same without its password: for messages. */
  readonly redacted: string;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
}

/** What the client knows; it prints the whole string, password included, when it meets anything else. */
const knownOptions = [
  'connectionName',
  'defaultDeadline',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'maxDiscoverAttempts',
  'nodePreference',
  'throwOnAppendFailure',
  'tls',
  'tlsCAFile',
  'tlsVerifyCert',
  'userCertFile',
  'userKeyFile',
];

/** The reading half of the client waits so long before each attempt to connect, the first included; its own default is 500. */
const discoveryIntervalMs = 50;

const form = /^(?<scheme>[a-z+]+):\/\/(?:(?<account>[^@/?]*)@)?(?<hosts>[^/?@]+)\/?(?:\?(?<query>.*))?$/;

/** Two schemes, each with older names. */
const schemes: Readonly<Record<string, string>> = {
  esdb: 'kurrentdb',
  kdb: 'kurrentdb',
  kurrent: 'kurrentdb',
  kurrentdb: 'kurrentdb',
  'esdb+discover': 'kurrentdb+discover',
  'kdb+discover': 'kurrentdb+discover',
  'kurrent+discover': 'kurrentdb+discover',
  'kurrentdb+discover': 'kurrentdb+discover',
};

const flat = (name: string) => name.toLowerCase().replaceAll(/[_-]/g, '');

const redact = (text: string) => text.replace(/:\/\/[^@?]*@/, '://***@');

function optionsOf(query: string, fail: (reason: string) => never): Map<string, string> {
  const options = new Map<string, string>();
  for (const pair of query.split('&').filter((part) => part !== '')) {
    const [name = '', value = ''] = pair.split('=', 2);
    const known = knownOptions.find((option) => flat(option) === flat(name));
    if (known === undefined) return fail(`there is no option ${JSON.stringify(name)}`);
    if (value === '') return fail(`the option ${known} has no value`);
    options.set(known, value);
  }
  return options;
}

function accountOf(account: string | undefined, fail: (reason: string) => never): Connection['credentials'] {
  if (account === undefined) return undefined;
  const [username = '', password = '', ...rest] = account.split(':');
  if (username === '' || password === '' || rest.length > 0)
    return fail('the account must be user:password, with : and @ in them written as %3A and %40');
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return fail('the account holds a % that is no percent code');
  }
}

/** Reads a connection string and gives it the form that both halves of the client read alike. Pure. Throws {@link InvalidConnectionStringError}. */
export function parseConnectionString(text: string): Connection {
  const redacted = redact(text);
  const fail = (reason: string): never => {
    throw new InvalidConnectionStringError(redacted, reason);
  };
  const { scheme = '', account, hosts, query = '' } = form.exec(text.trim())?.groups ?? {};
  if (hosts === undefined) return fail('it must be kurrentdb://user:password@host:port?option=value');
  const known = schemes[scheme] ?? fail(`there is no scheme ${scheme}`);
  const options = optionsOf(query, fail);
  // Appends that fail must throw: otherwise the client gives a wrong revision for a conflict.
  options.set('throwOnAppendFailure', 'true');
  if (!options.has('discoveryInterval')) options.set('discoveryInterval', String(discoveryIntervalMs));
  const credentials = accountOf(account, fail);
  const parameters = [...options].map(([name, value]) => `${name}=${value}`).join('&');
  const prefix = account === undefined ? '' : `${account}@`;
  return { connectionString: `${known}://${prefix}${hosts}?${parameters}`, redacted, credentials };
}
