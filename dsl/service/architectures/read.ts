/** An architecture as people hand it around, outside any file: its decisions, a benchmark's notation, or a whole `arch` item. */
import { readArch } from '../../space/arch.ts';
import type { Architecture, DecisionSpace } from '../../space/decision-space.ts';
import { parse } from '../../syntax/parser.ts';

/** Or one sentence on why it is none of this space. */
export function readArchitecture(
  space: DecisionSpace,
  text: string,
): { readonly value: Architecture } | { readonly error: string } {
  const written = text.trim();
  const item = /^arch\s/.test(written) ? written : `arch it of ${space.name} = ${written}`;
  const { value: ast, diagnostics: syntax } = parse(item, '');
  const [arch, more] = ast.items;
  const broken = syntax.find(({ severity }) => severity === 'error');
  if (broken !== undefined || arch?.kind !== 'arch' || more !== undefined)
    return { error: `It is no architecture${broken === undefined ? '' : `: ${broken.message}`}` };
  if (arch.space.text !== space.name)
    return { error: `It is an architecture of ${arch.space.text}, and one of ${space.name} was asked for.` };
  const { value, diagnostics } = readArch(space, arch, '');
  const wrong = diagnostics.find(({ severity }) => severity === 'error');
  if (value !== undefined && wrong === undefined) return { value };
  return {
    error: `It is no architecture of ${space.name} as the text describes it now${wrong === undefined ? '.' : `: ${wrong.message}`}`,
  };
}
