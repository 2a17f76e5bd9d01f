/** How a command's module hands its work to the command line: options parsed by commander, a result given back. */
import type { Command } from 'commander';
import type { CommandResult, Io } from './io.ts';

/** `args`: the positional arguments as commander passes them (variadic ones as arrays). */
export type Action<A extends readonly unknown[], O> = (
  io: Io,
  args: A,
  options: O & { readonly json?: boolean },
) => CommandResult | Promise<CommandResult>;

export type Register = <A extends readonly unknown[], O>(command: Command, action: Action<A, O>) => Command;
