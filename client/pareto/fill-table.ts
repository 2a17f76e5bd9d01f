/** The texts of architectures that a table of the page lacks, asked of the engine in parts: a run may have a hundred thousand. */
import type { Answer } from '../engine/engine.ts';
import { LACKING, type FromPage } from './contract.ts';

/** Texts of one question. */
const PART = 1024;

type Lacking = FromPage<'save'>['lacking'];

/** `told` hears how many of all are there; what stands in the way of one part ends it. */
export async function fillTable(
  data: string,
  lacking: Lacking,
  ask: (part: Lacking[number]) => Promise<Answer<readonly string[]>>,
  told: (done: number, total: number) => void,
): Promise<Answer<string>> {
  const total = lacking.reduce((sum, { positions }) => sum + positions.length, 0);
  const texts: string[] = [];
  for (const { positions, ...run } of lacking) {
    for (let from = 0; from < positions.length; from += PART) {
      const answer = await ask({ ...run, positions: positions.slice(from, from + PART) });
      if ('error' in answer) return answer;
      texts.push(...answer.value);
      told(texts.length, total);
    }
  }
  const parts = data.split(LACKING);
  return { value: parts.map((part, i) => (i === 0 ? part : `${quoted(texts[i - 1] ?? '')}${part}`)).join('') };
}

/** Texts of architectures hold commas. */
const quoted = (text: string): string => (text === '' ? '' : `"${text.replaceAll('"', '""')}"`);
