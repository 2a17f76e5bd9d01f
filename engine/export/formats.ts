/** The one table of export formats, for the command line and the editor. */
import { nearest } from '../../dsl/semantics/suggest.ts';
import type { Outcome } from '../data/outcome.ts';
import { dotFile } from './dot.ts';
import { jsonFile } from './json.ts';
import { kerasSource } from './keras/source.ts';
import { onnxFile } from './onnx.ts';
import type { Subject } from './subject.ts';
import { torchSource } from './torch/source.ts';

export interface ExportFormat {
  readonly format: string;
  readonly title: string;
  /** Without the dot. */
  readonly extension: string;
  readonly description: string;
  /** Whether the file is text. */
  readonly text: boolean;
  /** Whether the file holds weights: then the seed matters. */
  readonly weights: boolean;
  /** The file, or one sentence on why there can be none. */
  readonly write: (subject: Subject) => Outcome<Uint8Array>;
}

const encoder = new TextEncoder();

const asText =
  (write: (subject: Subject) => string): ExportFormat['write'] =>
  (subject) => ({ value: encoder.encode(write(subject)) });

export const exportFormats: readonly ExportFormat[] = [
  {
    format: 'pytorch',
    title: 'PyTorch module',
    extension: 'py',
    description: 'Python source: a class for the network and one for each cell, block and operator.',
    text: true,
    weights: false,
    write: asText(torchSource),
  },
  {
    format: 'keras',
    title: 'Keras 3 model',
    extension: 'py',
    description: 'Python source: functions that build the network with the functional API, channels last.',
    text: true,
    weights: false,
    write: asText(kerasSource),
  },
  {
    format: 'onnx',
    title: 'ONNX model',
    extension: 'onnx',
    description: 'The inference form with its weights, for batches of any size; operators of ai.onnx 18 only.',
    text: false,
    weights: true,
    write: onnxFile,
  },
  {
    format: 'json',
    title: 'JSON',
    extension: 'json',
    description: 'Text, decisions, hash, costs and the graph of primitives with shapes and weights.',
    text: true,
    weights: false,
    write: asText(jsonFile),
  },
  {
    format: 'dot',
    title: 'Graphviz graph',
    extension: 'dot',
    description: 'The operators as a drawing: dot -Tsvg makes a picture of it.',
    text: true,
    weights: false,
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
