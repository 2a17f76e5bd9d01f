/**
 * The engine through the language server: the editor's client sends what it asks of the engine to the server, which owns the engine's process and
 * hands requests on as they are. Both ends check the contract of `messages.ts`; the server only looks at the method's name.
 */
import { hypernetworkEvents, hypernetworkRequests } from './hypernetworks.ts';
import { oneOf, record, text, type Reader } from './read.ts';
import { runEvents, runInstructions, runRequests } from './runs.ts';

export const ENGINE_REQUEST = 'hypernas/engine/request';
export const ENGINE_INSTRUCTION = 'hypernas/engine/instruction';
export const ENGINE_EVENT = 'hypernas/engine/event';
/** The engine is up, for the first time or again: runs that were under way can go on. */
export const ENGINE_UP = 'hypernas/engine/up';

const anything: Reader<unknown> = (value) => ({ value });
const keys = <T extends object>(of: T): (keyof T & string)[] => Object.keys(of) as (keyof T & string)[];

/** Everything about runs and hypernetworks, and what the machine offers. */
export type RelayedRequest = keyof typeof runRequests | keyof typeof hypernetworkRequests | 'doctor';
export type RelayedInstruction = keyof typeof runInstructions;
export type RelayedEvent = keyof typeof runEvents | keyof typeof hypernetworkEvents;

export const relayedRequests: readonly RelayedRequest[] = [
  ...keys(runRequests),
  ...keys(hypernetworkRequests),
  'doctor',
];
export const relayedEvents: readonly RelayedEvent[] = [...keys(runEvents), ...keys(hypernetworkEvents)];

export const relayedRequest = record({ method: oneOf(...relayedRequests), params: anything });
export const relayedInstruction = record({ name: oneOf(...keys(runInstructions)), params: anything });
export const relayedEvent = record({ name: oneOf(...relayedEvents), params: anything });
export const engineUp = record({ engine: text });
