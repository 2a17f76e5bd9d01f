/** The `arch` literals of programs that are one architecture: the same decisions, or others that make the same graph. */
import { itemsOf, type Program } from '../../semantics/program.ts';
import type { Architecture, DecisionSpace } from '../../space/decision-space.ts';
import type { ArchItem } from '../../syntax/ast.ts';
import { archFacts } from '../facts/arch-facts.ts';

export interface FoundArch {
  readonly item: ArchItem;
  readonly file: string;
  readonly program: Program;
  /** Whether it makes the same decisions. */
  readonly exact: boolean;
}

/** The first program's come first; among them, the same decisions before the same graph. Undefined where there is none. */
export function findArch(
  programs: readonly Program[],
  space: DecisionSpace,
  architecture: Architecture,
): FoundArch | undefined {
  const text = space.text(architecture);
  const hash = space.graphHash(architecture);
  const seen = new Set<string>();
  for (const program of programs) {
    let alike: FoundArch | undefined;
    for (const { item, file } of itemsOf(program, 'arch')) {
      const id = `${file} ${item.span.start}`;
      if (item.space.text !== space.name || seen.has(id)) continue;
      seen.add(id);
      const facts = archFacts(program, item, file);
      if (facts === undefined || facts.space.hash !== space.hash) continue;
      if (facts.text === text) return { item, file, program, exact: true };
      if (alike === undefined && facts.space.graphHash(facts.architecture) === hash)
        alike = { item, file, program, exact: false };
    }
    if (alike !== undefined) return alike;
  }
  return undefined;
}
