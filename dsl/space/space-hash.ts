/** Name of a space by its meaning: decisions, requirements and everything that its text refers to; comments and layout do not count. */
import { digest } from '../graph/digest.ts';
import { lookUp, type Environment } from '../semantics/environment.ts';
import { PRELUDE_FILE, type Program } from '../semantics/program.ts';
import { show } from '../semantics/values.ts';
import type { SpaceModel } from './model.ts';
import { spaceEnvironment } from './trace-space.ts';

/** 32 hex digits. */
export function spaceHash(program: Program, model: SpaceModel): string {
  const environment = spaceEnvironment(program, model.item, model.file);
  const parts: string[] = [bare(model.item)];
  const seen = new Set<string>();
  const follow = (node: unknown, scope: Environment | undefined): void => {
    for (const name of namesIn(node)) {
      const binding = lookUp(scope, name);
      if (binding?.kind !== 'declared' || binding.environment.file === PRELUDE_FILE) continue;
      const key = `${binding.environment.file}|${binding.item.kind}|${name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      parts.push(bare(binding.item));
      follow(binding.item, binding.environment);
    }
  };
  follow(model.item, environment);
  parts.sort();
  for (const decision of model.decisions)
    parts.push(`${decision.path}: ${decision.alternatives.map(show).join(' | ')}`);
  return digest(parts.join('\n'));
}

/** The tree without positions, docs and file names. */
function bare(node: unknown): string {
  return JSON.stringify(node, (key, value: unknown) =>
    key === 'span' || key === 'pathSpan' || key === 'doc' ? undefined : value,
  );
}

function namesIn(node: unknown): Set<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const record = value as Record<string, unknown>;
      if (record['kind'] === 'name' && typeof record['name'] === 'string') names.add(record['name']);
      Object.values(record).forEach(visit);
    }
  };
  visit(node);
  return names;
}
