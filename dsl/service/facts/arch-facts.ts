/** What is known of an `arch` literal: its architecture and exact costs. */
import { exitsOf, type Exit } from '../../graph/exits.ts';
import type { Costs } from '../../graph/network.ts';
import { analysisOf } from '../../semantics/analysis.ts';
import type { Program } from '../../semantics/program.ts';
import type { Architecture, DecisionSpace } from '../../space/decision-space.ts';
import type { ArchItem } from '../../syntax/ast.ts';
import { spaceFacts } from './space-facts.ts';

export interface ArchFacts {
  readonly space: DecisionSpace;
  readonly architecture: Architecture;
  /** The canonical text. */
  readonly text: string;
  readonly costs: Costs;
  /** All results in order, the network's end last; empty where the space has no early exits. */
  readonly exits: readonly Exit[];
}

/** Kept with the architecture, which is read once for as long as its text and its space stay. */
const known = new WeakMap<Architecture, ArchFacts>();

/** Undefined where the space or the literal has errors. */
export function archFacts(program: Program, item: ArchItem, file: string): ArchFacts | undefined {
  const analysed = analysisOf(program).spaceNamed(item.space.text, file);
  const architecture = analysed?.arch(item, file).architecture;
  if (analysed === undefined || architecture === undefined) return undefined;
  const { space } = spaceFacts(program, analysed.item, analysed.file);
  if (space === undefined) return undefined;
  let facts = known.get(architecture);
  if (facts === undefined) {
    const exits = analysed.result.model.exits.length === 0 ? [] : exitsOf(space.network(architecture));
    facts = { space, architecture, text: space.text(architecture), costs: space.costs(architecture), exits };
    known.set(architecture, facts);
  }
  return facts;
}
