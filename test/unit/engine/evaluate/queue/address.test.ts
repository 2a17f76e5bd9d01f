import { describe, expect, it } from 'vitest';
import { readAddress } from '../../../../../engine/evaluate/queue/address.ts';
import { faultWords, mayEvict, tooOld } from '../../../../../engine/evaluate/queue/faults.ts';

const secret = 'p@ss:w%rd/';
const environment = { FARM: secret, WHOLE: 'rediss://me:secret@farm:7000/3' };
const read = (text: string | undefined, more: Record<string, string> = {}) =>
  readAddress(text, { ...environment, ...more });

describe('an address of a Redis', () => {
  it.each([
    ['redis://farm', { host: 'farm', port: 6379, database: 0, isEncrypted: false, shown: 'redis://farm:6379' }],
    ['valkey://farm:1/2', { port: 1, database: 2, isEncrypted: false, shown: 'redis://farm:1/2' }],
    ['rediss://me:s%40x@farm', { username: 'me', password: 's@x', isEncrypted: true, shown: 'rediss://me@farm:6379' }],
    ['redis://:${FARM}@[::1]:7', { host: '::1', username: undefined, password: secret, shown: 'redis://[::1]:7' }],
    ['${WHOLE}', { username: 'me', password: 'secret', port: 7000, shown: 'rediss://me@farm:7000/3' }],
  ])('%s', (text, expected) => {
    expect(read(text)).toMatchObject({ value: expected });
  });

  it('stands in HNAS_REDIS where none is written', () => {
    expect(read(undefined, { HNAS_REDIS: 'redis://there' })).toMatchObject({ value: { host: 'there' } });
    expect(read('redis://here', { HNAS_REDIS: 'redis://there' })).toMatchObject({ value: { host: 'here' } });
  });

  it.each([
    [undefined, 'is missing; write redis://user:password@host:6379/0, or rediss:// with encryption, or set HNAS_REDIS'],
    ['redis://:${NOWHERE}@farm', 'needs the variable NOWHERE, which is not set in the environment'],
    ['http://me:secret@farm', 'is no address such as redis://user:password@host:6379/0'],
    ['me:secret@farm:6379', 'is no address such as redis://user:password@host:6379/0'],
    ['redis://:secret@farm:port', 'is no address such as'],
    ['redis://farm/jobs', 'names the database jobs; a database of Redis is a number'],
    ['redis://:%zz@farm', 'has a user or a password with a "%" that is not written as "%25"'],
  ])('%s is told in a sentence that holds no password', (text, sentence) => {
    const { error = '' } = read(text) as { error?: string };
    expect(error).toContain(sentence);
    expect(error).not.toContain('secret');
  });
});

describe('what is wrong with a Redis', () => {
  const address = (text: string) => {
    const outcome = read(text);
    if ('error' in outcome) throw new Error(outcome.error);
    return outcome.value;
  };
  const plain = address('redis://me:secret@farm');
  const safe = address('rediss://me:secret@farm');

  it.each([
    [plain, { code: 'ECONNREFUSED' }, 'there is no Redis at redis://me@farm:6379 (connection refused); start it there'],
    [plain, { code: 'ENOTFOUND' }, 'the host of redis://me@farm:6379 is not known; correct the address'],
    [plain, { message: 'NOAUTH Authentication required.' }, 'wants a password'],
    [plain, { message: 'WRONGPASS invalid username-password pair' }, 'refused the password of user me; correct it'],
    [plain, { message: 'ERR AUTH <password> called without any password configured' }, 'has no password'],
    [plain, { message: "NOPERM User me has no permissions to run the 'info' command" }, 'docs/queue.md has the rights'],
    [plain, { message: "READONLY You can't write against a read only replica." }, 'write the address of its primary'],
    [plain, { message: 'OOM command not allowed' }, 'raise its maxmemory'],
    [plain, { message: 'MISCONF Redis is configured to save RDB snapshots' }, 'free space there'],
    [plain, { message: 'Unknown RESP type 72 "H".' }, 'is no Redis, or wants encryption (rediss://)'],
    [safe, { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, "name its authority's file in NODE_EXTRA_CA_CERTS"],
    [safe, { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'does not speak TLS; write redis://'],
    [plain, undefined, 'nothing at redis://me@farm:6379 answers like a Redis within 5 s'],
    [plain, { message: 'something odd\n at line 7' }, 'cannot be used: something odd'],
  ])('%o %o', (at, problem, sentence) => {
    const words = faultWords(at, problem);
    expect(words).toContain(sentence);
    expect(words).not.toMatch(/secret|\n/);
  });

  it.each([
    ['redis_version:4.0.14', 'is version 4.0; the queue needs 6.2 or later, or Valkey'],
    ['redis_version:6.0.20', 'is version 6.0'],
    ['server:other', 'does not say which Redis it is'],
    ['redis_version:6.2.0', undefined],
    ['redis_version:7.2.4\r\nvalkey_version:8.1.0', undefined],
  ])('%s', (info, sentence) => {
    const words = tooOld(plain, `# Server\r\n${info}\r\n`);
    if (sentence === undefined) expect(words).toBeUndefined();
    else expect(words).toContain(sentence);
  });

  it('is told where it may throw jobs away', () => {
    const info = (policy: string, limit: number) => `maxmemory:${limit}\r\nmaxmemory_policy:${policy}\r\n`;
    expect(mayEvict(plain, info('allkeys-lru', 1e9))).toContain('set it to noeviction');
    expect(mayEvict(plain, info('allkeys-lru', 0))).toBeUndefined();
    expect(mayEvict(plain, info('noeviction', 1e9))).toBeUndefined();
  });
});
