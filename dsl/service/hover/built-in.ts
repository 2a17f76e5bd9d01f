/** Hover on words of the language: functions, metrics, types, kinds. */
import { functions } from '../../semantics/functions.ts';
import { metrics } from '../../semantics/metrics.ts';
import type { BuiltIn } from '../declarations.ts';
import { wordDoc } from '../facts/words.ts';
import { code } from './markdown.ts';

const measured = { count: 'K, M, G', bytes: 'KB, MB, GB', time: 'us, ms, s, min, h', percent: '%' } as const;

export function hoverBuiltIn({ kind, word, metric: declared }: BuiltIn): string {
  switch (kind) {
    case 'function': {
      const found = functions.get(word);
      return `${code(`${word}(...)`)}\n\n${found?.doc ?? ''}`;
    }
    case 'metric': {
      const metric = declared ?? metrics.get(word);
      if (metric === undefined) return code(word);
      const source =
        metric.source === 'static'
          ? 'Static: decided by the graph alone, exact.'
          : 'Predicted: measured by an evaluator or predicted by a model.';
      return `${code(`metric ${word}`)}\n\n${metric.doc}\n\n${source} Units: ${measured[metric.dimension]}.`;
    }
    case 'cell-parameter':
      return `${code(`${word}: int`)}\n\n${
        word === 'out'
          ? 'The width of the cell. Every cell has it; without it, the width of the cell before (else the channels of its last input) times `stride`.'
          : 'An image of h x w positions leaves the cell with ceil(h / stride). Every cell has it; 1 unless given.'
      }`;
    default:
      return wordDoc(word) ?? code(word);
  }
}
