/** What the client says of itself when it starts the server, beyond what the protocol has words for. All of it is optional. */
export interface StartOptions {
  /** Where the pages of diagnostics are, `file:///.../docs/diagnostics`: each code is a `.md` file there. */
  readonly diagnosticPages: string | undefined;
  /** Commands that the client carries out; lenses for others are not shown. */
  readonly commands: readonly string[];
}

export function startOptionsOf(given: unknown): StartOptions {
  const options: { readonly diagnosticPages?: unknown; readonly commands?: unknown } =
    typeof given === 'object' && given !== null ? given : {};
  const { diagnosticPages: pages, commands } = options;
  return {
    diagnosticPages: typeof pages === 'string' && /^[a-z][\w+.-]*:/.test(pages) ? pages.replace(/\/+$/, '') : undefined,
    commands: Array.isArray(commands) ? commands.filter((each) => typeof each === 'string') : [],
  };
}
