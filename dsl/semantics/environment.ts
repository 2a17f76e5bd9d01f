/** Scopes of names. Bindings are lazy, so that the order of declarations in a scope does not matter. */
import type { Item, SpaceMember } from '../syntax/ast.ts';
import type { Value } from './values.ts';

export type Declaration = Exclude<
  Item,
  { kind: 'import' | 'space' | 'arch' | 'dataset' | 'evaluator' | 'predictor' | 'hypernetwork' | 'experiment' }
>;

export type Binding =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'declared'; readonly item: Declaration; readonly environment: Environment };

export interface Environment {
  readonly parent: Environment | undefined;
  /** The file that the names in this scope's text belong to. */
  readonly file: string;
  readonly bindings: Map<string, Binding>;
  /** Path prefix of `param` declarations of this scope: '' for file and space level. */
  readonly path: string;
}

export function child(parent: Environment, path = parent.path, file = parent.file): Environment {
  return { parent, file, bindings: new Map(), path };
}

export function bind(environment: Environment, name: string, value: Value): void {
  environment.bindings.set(name, { kind: 'value', value });
}

export function lookUp(environment: Environment | undefined, name: string): Binding | undefined {
  for (let scope = environment; scope !== undefined; scope = scope.parent) {
    const binding = scope.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

/** All names visible from a scope, innermost first: for did-you-mean and completion. */
export function visibleNames(environment: Environment | undefined): string[] {
  const names = new Set<string>();
  for (let scope = environment; scope !== undefined; scope = scope.parent) {
    for (const name of scope.bindings.keys()) names.add(name);
  }
  return [...names];
}

/** Declares the named members of a scope; later duplicates are ignored here (the checker reports them). */
export function declare(environment: Environment, items: readonly (Item | SpaceMember)[]): void {
  for (const item of items) {
    switch (item.kind) {
      case 'cell':
      case 'block':
      case 'op':
      case 'opset':
      case 'param':
      case 'let':
        if (item.name.text !== '' && !environment.bindings.has(item.name.text)) {
          environment.bindings.set(item.name.text, { kind: 'declared', item, environment });
        }
        break;
    }
  }
}
