/** Architectures as they are written: one line where that is short, else a line for each decision. */
import type { Architecture, DecisionSpace } from '../../space/decision-space.ts';

const WIDTH = 100;

/** Paths and alternatives of the active decisions, in the order of the space. */
export function entriesOf(space: DecisionSpace, architecture: Architecture): { path: string; value: string }[] {
  return space.decisions.flatMap(({ path }, id) => {
    const value = space.alternative(architecture, id);
    return value === undefined ? [] : [{ path, value }];
  });
}

export function archText(name: string, space: DecisionSpace, architecture: Architecture): string {
  const entries = entriesOf(space, architecture).map(({ path, value }) => `${path}: ${value}`);
  const head = `arch ${name} of ${space.name} =`;
  const line = `${head} { ${entries.join(', ')} }`;
  if (entries.length === 0) return `${head} {}`;
  return line.length <= WIDTH ? line : `${head} {\n${entries.map((entry) => `  ${entry},\n`).join('')}}`;
}
