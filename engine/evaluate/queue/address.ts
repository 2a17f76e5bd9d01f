/** Where a Redis is, as users write it: an address whose password may stand in the environment. What is shown of it never holds a password. */
import { fail, ok, type Outcome } from '../../data/outcome.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly isEncrypted: boolean;
  /** `rediss://farm@host:6380/2`: for people, without the password. */
  readonly shown: string;
}

/** The variable that holds the address where none is written. */
export const ADDRESS_VARIABLE = 'HNAS_REDIS';

const schemes: Readonly<Record<string, boolean>> = {
  'redis:': false,
  'valkey:': false,
  'rediss:': true,
  'valkeys:': true,
};

const SHAPE = 'redis://user:password@host:6379/0, or rediss:// with encryption';

/** `given`: as written; `${NAME}` in it stands for a variable of the environment. The error completes "... " after a name of what holds the address. */
export function readAddress(given: string | undefined, environment: NodeJS.ProcessEnv): Outcome<Address> {
  const text = given ?? environment[ADDRESS_VARIABLE] ?? '';
  if (text === '') return fail(`is missing; write ${SHAPE}, or set ${ADDRESS_VARIABLE} in the environment`);
  let lacking: string | undefined;
  const isWhole = /^\$\{\w+\}$/.test(text);
  const filled = text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = environment[name];
    if (value === undefined || value === '') lacking ??= name;
    // A password may hold any character; a whole address is one already.
    return isWhole ? (value ?? '') : encodeURIComponent(value ?? '');
  });
  if (lacking !== undefined) return fail(`needs the variable ${lacking}, which is not set in the environment`);
  const url = URL.parse(filled);
  const isEncrypted = url === null ? undefined : schemes[url.protocol];
  // What was written is not repeated: it may hold a password.
  if (url === null || isEncrypted === undefined || url.hostname === '') return fail(`is no address such as ${SHAPE}`);
  if (!/^(\/\d{0,9})?$/.test(url.pathname))
    return fail(
      `names the database ${url.pathname.slice(1)}; a database of Redis is a number, as in redis://host:6379/2`,
    );
  const database = Number(url.pathname.slice(1));
  const port = url.port === '' ? 6379 : Number(url.port);
  const username = decode(url.username);
  const password = decode(url.password);
  if (username instanceof Error || password instanceof Error)
    return fail('has a user or a password with a "%" that is not written as "%25"');
  const scheme = isEncrypted ? 'rediss' : 'redis';
  const user = username === undefined ? '' : `${username}@`;
  return ok({
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    ...{ port, database, username, password, isEncrypted },
    shown: `${scheme}://${user}${url.hostname}:${port}${database === 0 ? '' : `/${database}`}`,
  });
}

function decode(part: string): string | undefined | Error {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch (problem) {
    return problem as Error;
  }
}
