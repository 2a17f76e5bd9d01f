/** Where the engine takes a program from: the texts of its files as they are in the editor, and an experiment in it. */
import { record, table, text, type ValueOf } from './read.ts';

export const modelSource = record({
  /** Name of the entry file: a `file:` URI, a URI of another scheme, or a path. */
  entry: text,
  /** Texts by file name. What is not here is read from the disk. */
  files: table(text),
  experiment: text,
});

export type ModelSource = ValueOf<typeof modelSource>;
