/** What a reader of something from outside gives back: the value, or one sentence that says what is wrong and where. */
export type Outcome<T> = { readonly value: T } | { readonly error: string };

export function ok<T>(value: T): Outcome<T> {
  return { value };
}

export function fail(error: string): { readonly error: string } {
  return { error };
}

/** The sentence for a failed file system call. */
export function fileError(path: string, problem: unknown): string {
  const code = (problem as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT') return `${path}: no such file or folder`;
  if (code === 'EACCES' || code === 'EPERM') return `${path}: no permission to read it`;
  if (code === 'EISDIR') return `${path}: expected a file, found a folder`;
  if (code === 'ENOTDIR') return `${path}: expected a folder, found a file`;
  return `${path}: ${problem instanceof Error ? problem.message : String(problem)}`;
}

/** What was opened is no longer readable: a file that was cut or lost meanwhile. The message is a sentence that names it. */
export class DataLost extends Error {
  override readonly name = 'DataLost';
}
