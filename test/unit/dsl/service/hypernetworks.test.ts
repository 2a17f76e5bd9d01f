import { describe, expect, it } from 'vitest';
import { checkProgram } from '../../../../dsl/semantics/check.ts';
import { complete, documentProposal } from '../../../../dsl/service/completion.ts';
import { definition } from '../../../../dsl/service/definition.ts';
import { hover } from '../../../../dsl/service/hover.ts';
import { referencesTo, targetAt } from '../../../../dsl/service/references.ts';
import { rename } from '../../../../dsl/service/rename.ts';
import { applyEdits } from '../../../../dsl/service/rename/paths.ts';
import { semanticTokens } from '../../../../dsl/service/semantic-tokens.ts';
import { workspaceSymbols } from '../../../../dsl/service/workspace-symbols.ts';
import { marked } from './cursor.ts';

const labels = (source: string): string[] => {
  const { program, file, cursor } = marked(source);
  return complete(program, file, cursor).map(({ label }) => label);
};

const said = (source: string): string[] => {
  const { program } = marked(source);
  return checkProgram(program).map(({ code, message }) => `${code}: ${message}`);
};

describe('a hypernetwork', () => {
  it('has a name space of its own, and is found where options name it', () => {
    const source = 'hypernetwork ⟦W⟧ = ghn { steps: 3 }\nspace W {}\npredictor P = hypernas { hypernet: ⟦|W⟧ }';
    const { program, file, cursor, ranges } = marked(source);
    expect(definition(program, file, cursor)).toMatchObject({ file, span: ranges[0] });
    const target = targetAt(program, file, cursor);
    expect(target && referencesTo([program], target).map(({ span }) => span)).toEqual(ranges);
    expect(workspaceSymbols([program], 'W').map(({ declared }) => declared.kind)).toEqual(['hypernetwork', 'space']);
  });

  it('is renamed with the options that name it, and so are the space and the data set that it names', () => {
    const source =
      'space S {}\ndataset D = glyphs\nhypernetwork W = ghn { space: S, dataset: D }\npredictor P = hypernas { hypernet: W }';
    const renamed = (at: string): string => {
      const { program, file, text, cursor } = marked(source.replace(at, `|${at}`));
      const outcome = rename(program, [], file, cursor, 'New');
      if (!('edits' in outcome)) throw new Error(JSON.stringify(outcome));
      return applyEdits(text, outcome.edits);
    };
    expect(renamed('W = ghn')).toBe(source.replace('W = ghn', 'New = ghn').replace('net: W', 'net: New'));
    expect(renamed('S {}')).toBe(source.replace('S {}', 'New {}').replace('space: S', 'space: New'));
    expect(renamed('D = glyphs')).toBe(
      source.replace('D = glyphs', 'New = glyphs').replace('dataset: D', 'dataset: New'),
    );
  });

  it('is proposed: the item, its kind, its options and what they may hold', () => {
    expect(labels('hyp|')).toContain('hypernetwork');
    expect(labels('hypernetwork W = |')).toEqual(['ghn']);
    expect(labels('hypernetwork W = ghn { steps: 3, | }')).toEqual(expect.arrayContaining(['rounds', 'virtual_edges']));
    expect(labels('hypernetwork W = ghn { steps: 3, | }')).not.toContain('steps');
    expect(labels('hypernetwork W = ghn { form: | }')).toEqual(['sequential', 'parallel']);
    expect(labels('space S {}\nhypernetwork W = ghn { space: | }')).toEqual(['S']);
    expect(labels('dataset D = glyphs\nhypernetwork W = ghn { dataset: | }')).toEqual(['D']);
    expect(labels('hypernetwork W = ghn\npredictor P = hypernas { hypernet: | }')).toContain('W');
  });

  it('is explained: itself, its kind, its options, and where it is proposed', () => {
    const shown = (source: string): string => {
      const { program, file, cursor } = marked(source);
      return hover(program, file, cursor)?.markdown ?? '';
    };
    expect(shown('/// Mine.\nhypernetwork W| = ghn { steps: 3 }')).toContain('hypernetwork W = ghn');
    expect(shown('/// Mine.\nhypernetwork W| = ghn { steps: 3 }')).toContain('Mine.');
    expect(shown('hyper|network W = ghn')).toContain('makes the weights of others');
    expect(shown('hypernetwork W = gh|n')).toContain('graph hypernetwork');
    expect(shown('hypernetwork W = ghn { virtual_ed|ges: 3 }')).toContain('50 unless told');
    const { program, file, cursor } = marked('/// Mine.\nhypernetwork W = ghn\npredictor P = hypernas { hypernet: | }');
    expect(documentProposal(program, file, cursor, 'W')).toContain('Mine.');
  });

  it('is coloured as what it is where it is declared and named', () => {
    const { program, file, text } = marked('hypernetwork W = ghn\npredictor P = hypernas { hypernet: W }');
    const found = semanticTokens(program, file).filter(({ span }) => text.slice(span.start, span.end) === 'W');
    expect(found.map(({ type, modifiers }) => [type, modifiers])).toEqual([
      ['struct', ['declaration']],
      ['struct', []],
    ]);
  });

  it.each([
    ['hypernetwork W = gnn', 'unknown-name: unknown kind of hypernetwork "gnn"; did you mean "ghn"?'],
    ['hypernetwork W = ghn { round: 3 }', 'unknown-key: hypernetwork ghn has no key "round"; did you mean "rounds"?'],
    ['hypernetwork W = ghn { steps: 3, steps: 4 }', 'duplicate-key: key "steps" is given twice'],
    ['hypernetwork W = ghn\nhypernetwork W = ghn', 'duplicate-name: the hypernetwork "W" is declared twice'],
    [
      'space Small {}\nhypernetwork W = ghn { space: Smal }',
      'unknown-name: unknown space "Smal"; did you mean "Small"?',
    ],
    ['hypernetwork W = ghn { dataset: 3 }', 'type-mismatch: expected the name of a dataset, found something else'],
    ['hypernetwork Weights = ghn\npredictor P = hypernas { hypernet: Weight }', 'unknown-name: unknown hypernetwork "Weight"; did you mean "Weights"?'], // prettier-ignore
  ])('%j is told', (source, message) => {
    expect(said(source)).toContain(message);
  });

  it.each(['hypernet: W', 'hypernet: ghn', 'hypernet: mlp', 'hypernet: ghn(hidden: 8)'])('%s is right', (option) => {
    expect(said(`hypernetwork W = ghn { hidden: 8, rounds: 2 }\npredictor P = hypernas { ${option} }`)).toEqual([]);
  });
});
