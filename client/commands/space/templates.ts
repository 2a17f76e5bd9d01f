/**
 * What a new file can begin with: the examples that come with the extension, so that templates are files which are checked and run, and nothing
 * else. A space with an experiment is one of `examples/experiments` with the space that it imports in the import's place.
 */
import { l10n } from 'vscode';

export interface Template {
  readonly id: string;
  readonly group: 'ready' | 'space' | 'experiment';
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** Paths below `examples/`. */
  readonly files: readonly [string] | readonly [space: string, experiment: string];
  /** What the file is called unless told. */
  readonly fileName: string;
}

interface Family {
  readonly file: string;
  readonly label: string;
  readonly description: string;
  readonly space: string;
  readonly experiment: string;
}

/** The families of spaces, in the order from small to large. */
function families(): readonly Family[] {
  return [
    {
      file: 'nasbench201',
      label: 'NAS-Bench-201',
      description: l10n.t('cell, operators on edges'),
      space: l10n.t('One cell of four nodes with one of five operators on each edge; 15,625 architectures.'),
      experiment: l10n.t('Accuracy and latency from a table of measured architectures.'),
    },
    {
      file: 'nasbench101',
      label: 'NAS-Bench-101',
      description: l10n.t('cell, operators on nodes'),
      space: l10n.t('A cell of up to five operators on a graph of at most nine edges.'),
      experiment: l10n.t('Evolution on a table of measured architectures.'),
    },
    {
      file: 'darts',
      label: 'DARTS',
      description: l10n.t('normal and reduction cell'),
      space: l10n.t('Two cells whose nodes each take two inputs through one of seven operators.'),
      experiment: l10n.t('Real training on CIFAR-10, guided by a predictor.'),
    },
    {
      file: 'ofa_mobilenetv3',
      label: 'MobileNetV3',
      description: l10n.t('stages of elastic depth, width and kernel size'),
      space: l10n.t('The once-for-all space: inverted bottlenecks, at most 600M FLOPs.'),
      experiment: l10n.t('Accuracy, latency and size from measurements of your own.'),
    },
    {
      file: 'autoformer_tiny',
      label: 'AutoFormer',
      description: l10n.t('vision transformer'),
      space: l10n.t('Width, depth, and heads and MLP ratio of every layer; 5M to 7M parameters.'),
      experiment: l10n.t('Accuracy and FLOPs from a table of measured architectures.'),
    },
    {
      file: 'ghn_random',
      label: l10n.t('Random cells'),
      description: l10n.t('for graph hypernetworks'),
      space: l10n.t('Cells of random size with weighted operators, as graph hypernetworks are trained on.'),
      experiment: l10n.t('Real training on drawn digits; a graph hypernetwork predicts.'),
    },
  ];
}

export function templates(): readonly Template[] {
  const all = families();
  return [
    {
      id: 'demo',
      group: 'ready',
      label: l10n.t('Small convolutional networks'),
      description: l10n.t('space and experiment, runs as it is'),
      detail: l10n.t(
        'Really trains 18 networks on drawn digits, guided by a predictor. About two minutes, no data needed.',
      ),
      files: ['demo.hnas'],
      fileName: 'demo.hnas',
    },
    ...all.map(({ file, label, description, space }): Template => {
      const files = [`spaces/${file}.hnas`] as const;
      return { id: file, group: 'space', label, description, detail: space, files, fileName: `${file}.hnas` };
    }),
    ...all.map(({ file, label, experiment }): Template => {
      const files = [`spaces/${file}.hnas`, `experiments/${file}.hnas`] as const;
      const description = l10n.t('with an experiment');
      const fileName = `${file}_search.hnas`;
      return { id: `${file}-search`, group: 'experiment', label, description, detail: experiment, files, fileName };
    }),
  ];
}

/** The text of a new file from the texts of the template's files. */
export const templateText = ([space = '', experiment]: readonly string[]): string =>
  experiment === undefined ? space : `${space.trimEnd()}\n\n${experiment.replace(/^import "[^"]*"\s+/, '')}`;

/** `name.hnas`, or `name_2.hnas` and so on where that is taken. `taken`: in small letters. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name.toLowerCase())) return name;
  const stem = name.replace(/\.hnas$/, '');
  for (let n = 2; ; n++) if (!taken.has(`${stem}_${n}.hnas`.toLowerCase())) return `${stem}_${n}.hnas`;
}

/** What is wrong with the name of a new file, one sentence; undefined where nothing is. `taken`: in small letters. */
export function nameProblem(name: string, taken: ReadonlySet<string>): string | undefined {
  if (!/\.hnas$/.test(name) || name === '.hnas') return l10n.t('The name must end in .hnas.');
  // eslint-disable-next-line no-control-regex
  if (/[\\/:*?"<>|\u0000-\u001f]/.test(name))
    return l10n.t('The name of a file has none of the characters \\ / : * ? " < > |.');
  if (taken.has(name.toLowerCase())) return l10n.t('There is a file "{0}" already.', name);
  return undefined;
}
