/**
 * Which process works on a run. A run is taken by writing `pid@host` and a heartbeat every few seconds; it is free again when the
 * process is gone or its heartbeat is old, so that a killed run can be resumed at once and a run is never worked on twice.
 */
import { hostname } from 'node:os';

/** Seconds between two heartbeats, and after how many a silent process counts as gone. */
export const heartbeatEvery = 5;
const heartbeatLost = 60;

let own: string | undefined;

/** The host is asked once: a laptop that comes to another network may be given another name, and would lose its own run to itself. */
export function thisProcess(): string {
  own ??= `${process.pid}@${hostname()}`;
  return own;
}

/**
 * Whether `owner` still works on its run. `heartbeat` and `now` in seconds; a heartbeat from the future was written before the clock was set back, and
 * says as little as an old one. Who is taken for gone and is not loses the run at its next step (store.ts).
 */
export function isWorking(owner: string | undefined, heartbeat: number, now: number): boolean {
  if (owner === undefined || Math.abs(now - heartbeat) > heartbeatLost) return false;
  const at = owner.indexOf('@');
  if (owner.slice(at + 1) !== hostname()) return true;
  return isAlive(Number(owner.slice(0, at)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Seconds since 1970, as heartbeats are told. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}
