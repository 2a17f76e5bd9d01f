/** What a Redis that cannot be used says, as one sentence with the way out. */
import { ADDRESS_VARIABLE, type Address } from './address.ts';

/** The oldest Redis that keeps jobs as the queue needs it. */
export const OLDEST = '6.2';

/** `problem`: what the client was last told, undefined where it was told nothing. */
export function faultWords({ shown, username, isEncrypted }: Address, problem: unknown): string {
  const { code = '', message = '' } = (problem ?? {}) as { readonly code?: string; readonly message?: string };
  const at = `the Redis at ${shown}`;
  switch (code) {
    case 'ECONNREFUSED':
      return `there is no Redis at ${shown} (connection refused); start it there, or correct the address`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host of ${shown} is not known; correct the address, or look at the network`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `the host of ${shown} cannot be reached from here; look at the network`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `${at} has a certificate that this machine does not trust; name its authority's file in NODE_EXTRA_CA_CERTS`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `${at} has a certificate for another host name; write the name that it is for`;
    case 'CERT_HAS_EXPIRED':
      return `${at} has a certificate that has expired; renew it there`;
  }
  if (/^NOAUTH/.test(message))
    return `${at} wants a password: redis://user:password@host, kept out of the text by \${NAME} or in ${ADDRESS_VARIABLE}`;
  if (/^WRONGPASS|invalid password|invalid username-password/i.test(message))
    return `${at} refused the password${username === undefined ? '' : ` of user ${username}`}; correct it in the address`;
  if (/without any password configured|no password is set/i.test(message))
    return `${at} has no password, but the address gives one; take it out, or set one there`;
  if (/^NOPERM/.test(message))
    return `${at} does not allow ${username ?? 'this user'} what the queue needs (${message.slice(0, 100)}); docs/queue.md has the rights`;
  if (/DB index|invalid DB/i.test(message))
    return `${at} has no database of that number; take a smaller one, such as 0`;
  if (/^READONLY/.test(message)) return `${at} is a replica that may only be read; write the address of its primary`;
  if (/^OOM/.test(message))
    return `${at} is out of memory and takes no jobs; raise its maxmemory, or delete what is old`;
  if (/^MISCONF/.test(message))
    return `${at} takes no jobs since it cannot save to its disk; free space there, or correct its settings`;
  if (/cluster support|^MOVED/i.test(message)) return `${at} is part of a cluster; the queue needs a single Redis`;
  if (isEncrypted && (code.startsWith('ERR_SSL') || code === 'ECONNRESET' || code === 'EPROTO'))
    return `${at} does not speak TLS; write redis:// where it is not encrypted`;
  if (/RESP type|protocol error/i.test(message) || code === 'ECONNRESET')
    return `what answers at ${shown} is no Redis, or wants encryption (rediss://); correct the address`;
  if (problem === undefined || code === 'ETIMEDOUT' || /ETIMEDOUT|timeout|timed out/i.test(message))
    return `nothing at ${shown} answers like a Redis within 5 s; correct the address${isEncrypted ? ' (redis:// where it is not encrypted)' : ''}, or look at the network`;
  return `${at} cannot be used: ${(message.split('\n')[0] ?? '').slice(0, 200)}`;
}

/** A sentence where the Redis that answers is too old; `info`: its answer to `INFO`. */
export function tooOld({ shown }: Address, info: string): string | undefined {
  const version = /^redis_version:(\d+)\.(\d+)/m.exec(info);
  // Valkey and others say which Redis they are compatible with.
  if (version === null)
    return `what answers at ${shown} does not say which Redis it is; the queue needs Redis ${OLDEST} or Valkey`;
  const [major = 0, minor = 0] = version.slice(1).map(Number);
  if (major > 6 || (major === 6 && minor >= 2)) return undefined;
  return `the Redis at ${shown} is version ${major}.${minor}; the queue needs ${OLDEST} or later, or Valkey`;
}

/** A sentence where that Redis may throw jobs away when its memory is full. */
export function mayEvict({ shown }: Address, info: string): string | undefined {
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  const limit = Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 0);
  if (policy === undefined || policy === 'noeviction' || limit === 0) return undefined;
  return `the Redis at ${shown} throws keys away when its memory is full (maxmemory-policy ${policy}), jobs too; set it to noeviction`;
}
