/** The options of `hypernetwork Name = ghn { ... }`, for the checker and for what an editor says of them. A test holds them against what the engine reads. */

export interface GhnOptionDoc {
  readonly name: string;
  /** One sentence, with the default. */
  readonly doc: string;
  readonly values?: readonly string[];
}

const option = (name: string, doc: string, values?: readonly string[]): GhnOptionDoc => ({
  name,
  doc,
  ...(values === undefined ? {} : { values }),
});
const flags = ['true', 'false'];

export const ghnOptions: readonly GhnOptionDoc[] = [
  option('space', "Space whose networks it learns on; the experiment's unless told."),
  option('dataset', "Data set that it learns on; the experiment's unless told."),
  option('steps', 'Training steps in all; 2,000 unless told.'),
  option('batch', 'Images a step; 64 unless told.'),
  option('meta_batch', 'Architectures a step; 4 unless told.'),
  option('learning_rate', 'Of Adam; 0.001 unless told.'),
  option('clip', "Limit of the gradient's norm; 5 unless told."),
  option('hidden', 'Width of the state of a node; 32 unless told.'),
  option('rounds', 'Passes of messages through the graph; 5 unless told.'),
  option('form', 'How messages pass: node after node, or all at once by attention; `sequential` unless told.', [
    'sequential',
    'parallel',
  ]),
  option('virtual_edges', 'Nodes within so many steps hear each other as well, the less the farther; 50 unless told.'),
  option('share', 'Whether the cells of a network share one graph; true unless told.', flags),
  option('pass', 'Whether a cell hears the mean state of the one before; true unless told.', flags),
  option('seed', 'Of weights, architectures and batches; 0 unless told.'),
];
