/** A value, or one sentence for the user that says why there is none. */
export type Parsed<T> = { readonly value: T } | Failure;

export interface Failure {
  readonly error: string;
  /** The architecture is well formed, but a `require` of the space excludes it. */
  readonly infeasible?: true;
}
