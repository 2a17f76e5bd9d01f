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
  option(
    'order',
    'In the sequential form: along the graph and back, or all nodes at once; `forward-backward` unless told.',
    ['forward-backward', 'synchronous'],
  ),
  option('virtual_edges', 'Nodes within so many steps hear each other as well, the less the farther; 50 unless told.'),
  option('share', 'Whether the cells of a network share one gated unit; true unless told.', flags),
  option('pass', 'Whether a cell hears the mean state of those that it reads; true unless told.', flags),
  option('shape_embedding', 'Whether nodes know the shapes of their weights from the start; true unless told.', flags),
  option('heads', 'Attention heads of the parallel form, a divisor of `hidden`; 4 unless told.'),
  option('decoder', "Width of the decoder's hidden layer; 64 unless told."),
  option('channels', 'Channels of the largest tensor that is made, larger weights repeat it; 64 unless told.'),
  option('kernel', 'Side of the largest kernel that is made, larger ones repeat it; 7 unless told.'),
  option('seed', 'Of weights, architectures and batches; 0 unless told.'),
  option('backend', 'What computes; the fastest that is there unless told.', ['auto', 'onnx', 'web', 'tfjs']),
  option('device', 'Where it computes; `cpu` unless told.', ['cpu', 'webgpu']),
  option('threads', "Threads; the runtime's choice unless told."),
];
