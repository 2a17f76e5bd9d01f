/**
 * What ends a command with a sentence instead of a result. Exit codes: 0 ok; 1 findings, or work that failed; 2 wrong usage, unreadable input or
 * an environment that does not allow it; 130 interrupted by the user.
 */

export type ExitCode = 0 | 1 | 2 | 130;

export class CommandFailure extends Error {
  readonly exit: ExitCode;
  /** Stable word for programs: `usage`, `unreadable`, `no-such-space`, ... (docs/cli.md). */
  readonly code: string;
  /** Lines printed under the message. */
  readonly details: readonly string[];
  /** More fields of the JSON error. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    exit: ExitCode,
    code: string,
    message: string,
    more: { readonly details?: readonly string[]; readonly data?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message);
    this.name = 'CommandFailure';
    this.exit = exit;
    this.code = code;
    this.details = more.details ?? [];
    this.data = more.data ?? {};
  }
}

export function usage(message: string): CommandFailure {
  return new CommandFailure(2, 'usage', message);
}
