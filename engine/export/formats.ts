/** The one table of export formats, for the command line and the editor. */
import { nearest } from '../../dsl/semantics/suggest.ts';
import type { Outcome } from '../data/outcome.ts';
import { dotFile } from './dot.ts';
import { jsonFile } from './json.ts';
import { kerasSource } from './keras/source.ts';
import { kerasWeights } from './keras/weights.ts';
import { onnxFile, type Weights } from './onnx.ts';
import type { SafetensorsFile } from './safetensors.ts';
import type { Subject } from './subject.ts';
import { torchSource } from './torch/source.ts';
import { torchWeights } from './torch/weights.ts';

export interface ExportFormat {
  readonly format: string;
  readonly title: string;
  /** Without the dot. */
  readonly extension: string;
  readonly description: string;
  /** Whether the file is text. */
  readonly text: boolean;
  /** Where weights are: inside of the file, which is never without, in a file of their own beside it, or nowhere. */
  readonly weights: 'inside' | 'beside' | 'none';
  /** The file, or one sentence on why there can be none. `trained`: unless given, weights are the first ones of the subject's seed. */
  readonly write: (subject: Subject, trained?: Weights) => Outcome<Uint8Array>;
  /** The file beside it. */
  readonly writeWeights?: (subject: Subject, trained: SafetensorsFile) => Uint8Array;
}

/** Ending of the file of weights that stands beside one of source. */
export const weightsExtension = 'safetensors';

const encoder = new TextEncoder();

const asText =
  (write: (subject: Subject, trained?: Weights) => string): ExportFormat['write'] =>
  (subject, trained) => ({ value: encoder.encode(write(subject, trained)) });

export const exportFormats: readonly ExportFormat[] = [
  {
    format: 'pytorch',
    title: 'PyTorch module',
    extension: 'py',
    description: 'Python source: a class for the network and one for each cell, block and operator.',
    text: true,
    weights: 'beside',
    write: asText((subject, trained) => torchSource(subject, { trained: trained !== undefined })),
    writeWeights: torchWeights,
  },
  {
    format: 'keras',
    title: 'Keras 3 model',
    extension: 'py',
    description: 'Python source: functions that build the network with the functional API, channels last.',
    text: true,
    weights: 'beside',
    write: asText((subject, trained) => kerasSource(subject, { trained: trained !== undefined })),
    writeWeights: kerasWeights,
  },
  {
    format: 'onnx',
    title: 'ONNX model',
    extension: 'onnx',
    description: 'The inference form with its weights, for batches of any size; operators of ai.onnx 18 only.',
    text: false,
    weights: 'inside',
    write: onnxFile,
  },
  {
    format: 'json',
    title: 'JSON',
    extension: 'json',
    description: 'Text, decisions, hash, costs and the graph of primitives with shapes and weights.',
    text: true,
    weights: 'none',
    write: asText(jsonFile),
  },
  {
    format: 'dot',
    title: 'Graphviz graph',
    extension: 'dot',
    description: 'The operators as a drawing: dot -Tsvg makes a picture of it.',
    text: true,
    weights: 'none',
    write: asText(dotFile),
  },
];

export function formatNamed(name: string): Outcome<ExportFormat> {
  const found = exportFormats.find(({ format }) => format === name);
  if (found !== undefined) return { value: found };
  const known = exportFormats.map(({ format }) => format);
  const suggestion = nearest(name, known);
  const hint = suggestion === undefined ? `there are ${known.join(', ')}` : `did you mean "${suggestion}"?`;
  return { error: `there is no export format "${name}"; ${hint}` };
}
