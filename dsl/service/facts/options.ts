/**
 * The options of data sets, evaluators, predictors, hypernetworks and search strategies, with what an editor says of them. The language does not know the
 * engine, so this is a table; a test holds its names against what the engine reads.
 */
import { ghnOptions } from '../../semantics/ghn-options.ts';
import type { kinds } from '../../semantics/kinds.ts';
import { notationNames } from '../../space/notations/notation-name.ts';

export interface OptionDoc {
  readonly name: string;
  /** One sentence, with the default. */
  readonly doc: string;
  /** Words or values that it may take, where these are few. */
  readonly values?: readonly string[];
  /** What stands after the colon: `$0` is filled in; a plain value unless told. */
  readonly insert?: string;
}

export type OptionGroup = keyof typeof kinds;

const option = (name: string, doc: string, values?: readonly string[]): OptionDoc => ({
  name,
  doc,
  ...(values === undefined ? {} : { values }),
});
const text = (name: string, doc: string): OptionDoc => ({ name, doc, insert: '"$0"' });
const record = (name: string, doc: string): OptionDoc => ({ name, doc, insert: '{ $0 }' });
const flags = ['true', 'false'];

const common: readonly OptionDoc[] = [
  option('train', 'Images to train on: a count, or a fraction below 1; all that are left unless told.'),
  option('val', 'Images to validate on: a count, or a fraction below 1.'),
  option('test', "Images of the format's own test split: a count, or a fraction below 1; all unless told."),
  option('seed', 'Decides the split, and what a generated data set draws; 0 unless told.'),
  {
    name: 'augment',
    doc: 'Augmentations of training images: `crop(pad: 4)` shifts, `flip` mirrors; none unless told.',
    values: ['crop(pad: 4)', 'flip'],
    insert: '[$0]',
  },
];

const idx = [
  ...common,
  text('path', 'Folder that holds the four IDX files under their usual names.'),
  text('images', 'File of the training images.'),
  text('labels', 'File of the training labels.'),
  text('test_images', 'File of the test images.'),
  text('test_labels', 'File of the test labels.'),
];

const arrays = [
  ...common,
  text('path', 'A `.npz`, or the folder of the `.npy` files.'),
  text('images', 'Array of the training images; found under usual names unless told.'),
  text('labels', 'Array of the training labels; found under usual names unless told.'),
  text('val_images', 'Array of the validation images.'),
  text('val_labels', 'Array of the validation labels.'),
  text('test_images', 'Array of the test images.'),
  text('test_labels', 'Array of the test labels.'),
  option('layout', 'Where the channels stand; found unless both ends look like channels.', ['chw', 'hwc']),
];

const cifar10 = [
  ...common,
  text('path', 'The unpacked folder with its binary batches, or one file of records.'),
  text('test_path', 'A file of records to test on, where `path` is a file.'),
  option('width', 'Width and height of the images in pixels; found from the size of the file unless told.'),
];

export const optionTable: {
  readonly [G in OptionGroup]: Readonly<Record<(typeof kinds)[G][number], readonly OptionDoc[]>>;
} = {
  dataset: {
    glyphs: [
      ...common.map((each) =>
        each.name === 'val'
          ? option('val', 'Images to validate on: a count, or a fraction below 1; 0.2 unless told.')
          : each,
      ),
      option('classes', 'What is drawn; `digits` unless told.', ['digits', 'letters', 'all']),
      option('size', 'Width and height in pixels, 8 to 256; 16 unless told.'),
      option('channels', '1: grey, 3: coloured; 1 unless told.', ['1', '3']),
      option(
        'count',
        'Images to train and validate on together; as many as are asked for, at least 5,000, unless told.',
      ),
      option('difficulty', '0: as in a book, 2: hardly readable; 1 unless told.'),
    ],
    mnist: idx,
    idx,
    cifar10,
    cifar100: [
      ...cifar10,
      option('labels', 'The 100 fine or the 20 coarse classes; `fine` unless told.', ['fine', 'coarse']),
    ],
    npy: arrays,
    npz: arrays,
    folder: [
      ...common,
      text('path', 'The folder that holds a folder for each class, or `train`, `val` and `test` folders of those.'),
      option('channels', '1: grey, 3: RGB; 3 if the first image has colours unless told.', ['1', '3']),
    ],
    csv: [
      ...common,
      text('path', 'The file, one image a row.'),
      option(
        'label',
        'Column of the label: its name, `first` or `last`; found by usual names, else the last, unless told.',
        ['first', 'last'],
      ),
      option('split', 'A column of `train`, `val` and `test`; one called split unless told.'),
      option('width', 'Width in pixels; that of a square image unless told.'),
      option('height', 'Height in pixels; that of a square image unless told.'),
      option('channels', '1: grey, 3: RGB; 1 unless told.', ['1', '3']),
      option('layout', 'Where the channels stand in a row; `chw` unless told.', ['chw', 'hwc']),
    ],
  },
  evaluator: {
    train: [
      option('epochs', 'Passes over the training images; 6 unless told. Not together with `steps`.'),
      option('steps', 'Training steps in all, in place of `epochs`.'),
      option('batch', 'Images a step; 64 unless told.'),
      option('optimizer', '`adamw` unless told.', ['sgd', 'adam', 'adamw']),
      option('learning_rate', 'The highest learning rate; 0.1 for sgd, else 0.01, unless told.'),
      option('momentum', 'Of sgd; 0.9 unless told.'),
      option('nesterov', "Nesterov's momentum, for sgd; true unless told.", flags),
      option('weight_decay', '0.0005 for sgd, 0 for adam, 0.05 for adamw, unless told.'),
      option('schedule', 'How the learning rate falls; `cosine` unless told.', ['cosine', 'constant', 'step']),
      option('warmup', 'Share of the steps in which the learning rate rises; 0.1 unless told.'),
      option('label_smoothing', '0 to 0.99; 0 unless told.'),
      option('clip', "Limit of the gradient's norm; 0, none, unless told."),
      option('seconds', 'Time after which training ends early, such as `90s`; never unless told.'),
      option('validations', 'Validation passes, the last one at the end; 3 unless told.'),
      option('initialise', 'Hypernetwork whose weights a training begins with; drawn ones unless told.'),
      option('test', 'Measure the test split too, at the end; false unless told.', flags),
      option('backend', 'What computes; the fastest that is there unless told.', ['auto', 'onnx', 'web', 'tfjs']),
      option('device', 'Where it computes; `cpu` unless told.', ['cpu', 'webgpu']),
      option('threads', "Threads; the runtime's choice unless told."),
      option(
        'keep',
        'Whose trained weights are kept: of the front, of the so many best, such as `5`; `front` unless told.',
        ['front', 'none'],
      ),
      option('keep_size', 'Bytes that the kept weights of a run may have, such as `1GB`; 256 MB unless told.'),
    ],
    table: [
      text('path', 'The table: CSV, also gzip. Relative to the file that declares the evaluator.'),
      option('metric', 'Column of the accuracy.'),
      option('key', 'Column that names the architecture.'),
      option('notation', 'How the column `key` writes architectures.', notationNames),
      record(
        'metrics',
        'Further measured values, for objectives too: column by metric, `{ f1: f1_score(unit: percent) }`.',
      ),
      record('latency', 'Columns of latencies in milliseconds, by device: `{ edgegpu: edgegpu_latency }`.'),
      option(
        'samples',
        "Rows, drawn by a seed, that the editor's predictor knows; searches ask every row that they want.",
      ),
    ],
    command: [
      { name: 'run', doc: 'The program and its arguments, a list of texts; no shell reads them.', insert: '["$0"]' },
      option('format', 'What the program is given of the architecture; `json` unless told.', [
        'json',
        'pytorch',
        'keras',
        'onnx',
        'dot',
      ]),
      {
        name: 'metrics',
        doc: 'Names of what the program reports, such as `[accuracy, f1(unit: percent), "latency(edgegpu)"]`; `[accuracy]` unless told. Units are `percent`, `seconds`, `bytes`; a plain number unless told.',
        insert: '[$0]',
      },
      option('timeout', 'Time that an attempt may take, such as `2h`; a day unless told.'),
      option('retries', 'Further attempts after a program ended with an error or was killed; 2 unless told.'),
      option('retry_after', 'Time before the first further attempt, doubled for each next one; `1s` unless told.'),
      record('env', 'Variables for the program besides those of its environment: `{ OMP_NUM_THREADS: "4" }`.'),
      option('parallel', 'Programs at the same time; one for each of `gpus`, else one, unless told.'),
      option(
        'gpus',
        'A number of GPUs, or a list of what `CUDA_VISIBLE_DEVICES` is for each program, such as `["0,1", "2,3"]`.',
      ),
      option(
        'early_stop',
        'Ends trainings whose reports are worse than the median of others: `true`, or a record of `metric`, `goal`, `from` and `others`.',
        flags,
      ),
      option('parts', 'Whether the program trains for a part where `HNAS_SHARE` says so; false unless told.', flags),
    ],
    ghn: [
      option('hypernetwork', 'The hypernetwork that makes the weights; it is trained first where it was not yet.'),
      option('images', 'Validation images that a score is of; 500 unless told.'),
    ],
    queue: [
      option('evaluator', 'The evaluator that the workers measure with; its name.'),
      text(
        'redis',
        'Address of the Redis or Valkey, such as `redis://host:6379`; `${NAME}` in it stands for a variable of the environment. That of `HNAS_REDIS` unless told.',
      ),
      text('queue', 'Name of the queue: searches and workers that name the same one meet; `default` unless told.'),
      option('concurrency', 'Evaluations that are in the queue or at workers at the same time; 8 unless told.'),
      option('priority', 'Jobs of a larger one are taken first, -1000 to 1000; 0 unless told.'),
      option(
        'timeout',
        'Time that a worker may take for an evaluation, such as `2h`; as long as it takes unless told.',
      ),
      option('retries', 'How many workers may die at an evaluation before it counts as failed; 5 unless told.'),
    ],
  },
  predictor: {
    gp: [],
    trees: [],
    ensemble: [
      option(
        'proxies',
        'Whether zero-cost proxies are computed, some seconds once a space, where labels are few; `true` unless told.',
        ['true', 'false'],
      ),
      option(
        'hypernetwork',
        'A hypernetwork whose states of the nodes and scores are learnt from as well; it is trained first where it was not yet.',
      ),
    ],
    hypernas: [
      option('samples', 'Learn from so many of the labels, drawn at random; all unless told.'),
      option('hypernet', 'How embeddings become weights; `mlp(hidden: 32)` unless told.', [
        'mlp(hidden: 32)',
        'ghn(hidden: 32, rounds: 5)',
      ]),
      option('ensemble', 'Networks that answer together; 5 unless told.'),
      option('seed', 'Of weights, batches and folds.'),
      option('epochs', 'Passes over the labels; by their number unless told.'),
      option('learning_rate', '0.005 unless told.'),
      option('hidden', 'Width of the embeddings; 32 unless told.'),
      option('layers', 'Graph convolutions at each position; 2 unless told.'),
      option('q', "Exponent of a task's loss in the common one; 1.5 unless told."),
      option(
        'variant',
        '`full`: both tasks; `P`: accuracy alone; `H`: the generated network alone. `full` unless told.',
        ['full', 'P', 'H'],
      ),
      option('loss', 'Of the accuracy; `squared` unless told.', ['squared', 'pairwise']),
      option('weighting', '`dynamic`: a learned weight for each task; `fixed`: the plain sum. `dynamic` unless told.', [
        'dynamic',
        'fixed',
      ]),
      option('placement', 'How positions are encoded; `global` unless told.', ['global', 'position', 'none']),
      option('auxiliary', 'The data set that generated networks are scored on; `glyphs` unless told.'),
    ],
    incontext: [
      option('checkpoint', 'A file of weights that the training script wrote; the shipped ones unless told.'),
    ],
  },
  hypernetwork: { ghn: ghnOptions },
  search: {
    random: [],
    exhaustive: [],
    local: [
      option('initial', 'Random draws at the start; 10 unless told.'),
      option('batch', 'Neighbours that are evaluated at once; 1 unless told.'),
    ],
    evolution: [
      option('population', 'Architectures that are kept; 32 unless told.'),
      option('tournament', 'Architectures that compete to be parents; 8 unless told.'),
      option('mutate', 'Share of children by mutation, the others by crossover; 0.8 unless told.'),
      option('batch', 'Children that are evaluated at once; 1 unless told.'),
    ],
    nsga2: [
      option('population', 'Parents, and children of a generation; 32 unless told.'),
      option('cross', 'Share of children by crossover and mutation, the others by mutation alone; 0.9 unless told.'),
    ],
    halving: [
      option('factor', 'One in so many goes on, and is trained so many times as long; 3 unless told.'),
      option('rungs', 'Lengths of training, the last one the whole; 3 unless told.'),
      option('batch', 'Evaluations that are asked for at once; 1 unless told.'),
    ],
    predictor: [
      option('initial', 'Architectures that are evaluated first; 16 unless told.'),
      option('start', 'How the first are chosen; `diverse` unless told.', ['diverse', 'random']),
      option('batch', 'Architectures that are evaluated between two fits; 4 unless told.'),
      option('candidates', 'Architectures that are predicted to choose a batch; 2,000 unless told.'),
      option(
        'acquisition',
        'How a batch is chosen: `ucb` takes the optimistic ends of the predictions, `thompson` draws from them; `ucb` unless told.',
        ['ucb', 'thompson'],
      ),
      option('optimism', 'Deviations of a prediction that `ucb` adds; 0.5 unless told.'),
    ],
    prescreen: [
      option('hypernetwork', 'The hypernetwork that makes the weights; it is trained first where it was not yet.'),
      option('candidates', 'Architectures that are drawn and scored at a time; 500 unless told.'),
      option('best', 'The best of them that are evaluated; 50 unless told.'),
      option('batch', 'Evaluations that are asked for at once; 4 unless told.'),
      option('then', 'What goes on after these: further candidates, or another strategy; `prescreen` unless told.', [
        ...['prescreen', 'local', 'evolution', 'nsga2', 'predictor'],
      ]),
    ],
  },
};

/** The options of a kind; empty for one that there is not. */
export function optionsOf(group: OptionGroup, kind: string): readonly OptionDoc[] {
  const table: Readonly<Record<string, readonly OptionDoc[]>> = optionTable[group];
  return Object.hasOwn(table, kind) ? (table[kind] ?? []) : [];
}
