/** Names in experiments and of items that have a name space for their kind: `space: Small`, `arch a of Small`. */
import { metricsOfExperiment, type KnownMetrics } from '../semantics/declared-metrics.ts';
import { itemsOf, type Program } from '../semantics/program.ts';
import { referenceIn } from '../semantics/references.ts';
import type { ExperimentItem, Expr, Name, RecordExpr, Span } from '../syntax/ast.ts';
import type { OptionGroup } from './facts/options.ts';
import { ITEM_KINDS, type Declared } from './declarations.ts';
import { walk } from './locate.ts';
import type { Resolving } from './names.ts';
import { resolveExpr } from './names-of-bodies.ts';
import type { Scope } from './scope.ts';

type ItemKind = (typeof ITEM_KINDS)[number];

/** All items of a kind that a file sees, as declarations. */
export function itemDeclarations(program: Program, kind: ItemKind, file: string): Declared[] {
  return itemsOf(program, kind, file).flatMap((found) =>
    found.item.name.text === ''
      ? []
      : [{ kind, name: found.item.name, file: found.file, node: found.item } as Declared],
  );
}

export function resolveItemName(
  pass: Resolving,
  kind: ItemKind,
  name: { readonly text: string; readonly span: Span },
): void {
  pass.use(
    name.span,
    itemDeclarations(pass.program, kind, pass.file).find((each) => each.name.text === name.text),
  );
}

/** The kind of a part, and the declarations that its options name. */
export function resolvePart(pass: Resolving, group: OptionGroup, type: Name, options: RecordExpr | undefined): void {
  pass.use(type.span, { kind: 'option-kind', word: type.text });
  for (const { key, value } of options?.entries ?? []) {
    const found = referenceIn(group, type.text, key.text, value);
    if (found !== undefined) resolveItemName(pass, found.to, { text: found.name, span: value.span });
  }
}

const isItemKind = (text: string): text is ItemKind => (ITEM_KINDS as readonly string[]).includes(text);

export function resolveExperiment(pass: Resolving, item: ExperimentItem, scope: Scope): void {
  const known = metricsOfExperiment(pass.program, item, pass.file);
  for (const member of item.members) {
    switch (member.kind) {
      case 'field':
        if (isItemKind(member.key.text) && member.value.kind === 'name')
          resolveItemName(pass, member.key.text, { text: member.value.name, span: member.value.span });
        break;
      case 'objective':
        resolveMetrics(pass, member.value, known, scope);
        break;
      case 'require':
        resolveMetrics(pass, member.condition, known, scope);
        break;
      case 'section':
        if (member.type !== undefined) resolvePart(pass, 'search', member.type, member.options);
        break;
    }
  }
}

/** In an experiment a metric is a metric, whatever the file calls so. */
function resolveMetrics(pass: Resolving, expr: Expr, known: KnownMetrics, scope: Scope): void {
  walk(expr, (node) => {
    if (node.kind !== 'name') return true;
    const { name } = node as Extract<Expr, { kind: 'name' }>;
    const metric = known.get(name);
    if (metric !== undefined) pass.use(node.span, { kind: 'metric', word: name, metric });
    else resolveExpr(pass, node as Expr, scope);
    return false;
  });
}
