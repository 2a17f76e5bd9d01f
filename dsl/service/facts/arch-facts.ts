/** What is known of an `arch` literal: its architecture and exact costs. */
import type { Costs } from '../../graph/network.ts';
import { itemsOf, type Program } from '../../semantics/program.ts';
import { readArch } from '../../space/arch.ts';
import type { Architecture } from '../../space/decision-space.ts';
import type { ArchItem } from '../../syntax/ast.ts';
import { spaceFacts } from './space-facts.ts';

export interface ArchFacts {
  readonly architecture: Architecture;
  /** The canonical text. */
  readonly text: string;
  readonly costs: Costs;
}

const known = new WeakMap<Program, Map<ArchItem, ArchFacts | undefined>>();

/** Undefined where the space or the literal has errors. */
export function archFacts(program: Program, item: ArchItem, file: string): ArchFacts | undefined {
  let archs = known.get(program);
  if (archs === undefined) known.set(program, (archs = new Map()));
  if (!archs.has(item)) archs.set(item, read(program, item, file));
  return archs.get(item);
}

function read(program: Program, item: ArchItem, file: string): ArchFacts | undefined {
  const found = itemsOf(program, 'space', file).find((each) => each.item.name.text === item.space.text);
  if (found === undefined) return undefined;
  const { space } = spaceFacts(program, found.item, found.file);
  const architecture = space === undefined ? undefined : readArch(space, item, file).value;
  if (space === undefined || architecture === undefined) return undefined;
  return { architecture, text: space.text(architecture), costs: space.costs(architecture) };
}
