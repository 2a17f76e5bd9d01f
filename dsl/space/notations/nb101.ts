/**
 * The notation of NAS-Bench-101 (Ying et al., ICML 2019) as three columns: number of vertices, input and output among them; upper triangle of
 * the adjacency matrix row by row, a digit 0 or 1 an entry; and one digit an inner vertex: 0 conv3x3-bn-relu, 1 conv1x1-bn-relu,
 * 2 maxpool3x3. As one text, the three are separated by commas, semicolons or spaces: `7,100110100001001010101,02001`.
 */
import type { Parsed } from './parsed.ts';

export interface AdjacencyCell {
  /** For each inner vertex and, last, for the output: the vertices that it reads, 0 being the input. */
  readonly sources: readonly (readonly number[])[];
  /** Operators of the inner vertices. */
  readonly operators: readonly string[];
}

/** The benchmark's operators by digit. */
export const nb101Operators = ['conv3x3-bn-relu', 'conv1x1-bn-relu', 'maxpool3x3'] as const;

export function parseNb101(vertices: string, adjacency: string, operators: string): Parsed<AdjacencyCell> {
  const count = Number(vertices);
  if (!Number.isInteger(count) || count < 2 || count > 100) {
    return { error: `"${vertices}" is no number of vertices: expected an integer from 2 on` };
  }
  const entries = (count * (count - 1)) / 2;
  if (!/^[01]*$/.test(adjacency) || adjacency.length !== entries) {
    return { error: `adjacency "${adjacency}" does not fit ${count} vertices: expected ${entries} digits 0 or 1` };
  }
  if (!/^[012]*$/.test(operators) || operators.length !== count - 2) {
    return { error: `operators "${operators}" do not fit ${count} vertices: expected ${count - 2} digits 0, 1 or 2` };
  }
  const sources: number[][] = Array.from({ length: count - 1 }, () => []);
  let entry = 0;
  for (let from = 0; from < count; from++) {
    for (let to = from + 1; to < count; to++) {
      if (adjacency[entry++] === '1') sources[to - 1]?.push(from);
    }
  }
  const names = Array.from(operators, (digit) => nb101Operators[Number(digit)] as string);
  return { value: { sources, operators: names } };
}

export function parseNb101Text(text: string): Parsed<AdjacencyCell> {
  const parts = text.trim().split(/\s*[,;\s]\s*/);
  const [vertices = '', adjacency = '', operators = ''] = parts;
  if (parts.length > 3)
    return { error: `"${text}" has ${parts.length} parts: expected vertices, adjacency, operators` };
  return parseNb101(vertices, adjacency, operators);
}

export function writeNb101(cell: AdjacencyCell): { vertices: string; adj: string; ops: string } {
  const count = cell.sources.length + 1;
  let adj = '';
  for (let from = 0; from < count; from++) {
    for (let to = from + 1; to < count; to++) adj += cell.sources[to - 1]?.includes(from) === true ? '1' : '0';
  }
  const ops = cell.operators.map((name) => nb101Operators.findIndex((known) => known === name)).join('');
  return { vertices: String(count), adj, ops };
}
