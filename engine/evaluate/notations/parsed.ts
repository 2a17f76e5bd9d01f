/** A value, or one sentence for the user that says why there is none. */
export type Parsed<T> = { readonly value: T } | { readonly error: string };

export function isError<T>(parsed: Parsed<T>): parsed is { readonly error: string } {
  return 'error' in parsed;
}
