/** What stands at the top of an exported file: which architecture it is and what it costs. */
import { elementsOf, showShape } from '../../dsl/graph/shape.ts';
import type { Subject } from './subject.ts';

/** Lines of at most about 100 characters. */
export function headerLines(subject: Subject): readonly string[] {
  const { network, space, costs, spaceCosts } = subject;
  const output = network.nodes[network.output]?.shape ?? network.input;
  const results = 1 + (network.exits ?? []).length;
  const early = results === 1 ? '' : `, at ${results} exits, the end last`;
  const unused = spaceCosts.params - costs.params;
  return [
    `${subject.name}: an architecture of the space ${space.name}.`,
    '',
    ...wrap(subject.text).map((line) => `    ${line}`),
    '',
    `Input: ${showShape(network.input)}. Output: ${elementsOf(output)} logits${early}.`,
    `Parameters: ${costs.params}. MACs: ${costs.macs}. Graph: ${subject.hash}.`,
    ...(unused > 0
      ? [`Operators that lead nowhere, with ${unused} more parameters that the costs of the space count, are left out.`]
      : []),
  ];
}

const WIDTH = 92;

function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(/(?<=, )/)) {
    if (line !== '' && line.length + part.trimEnd().length > WIDTH) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += part;
  }
  return [...lines, line];
}

/** As the docstring of a Python module. */
export function docstring(lines: readonly string[]): string {
  const text = lines.join('\n').replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"');
  return `"""${text}\n"""`;
}
