import { describe, expect, it } from 'vitest';
import { definition } from '../../../../dsl/service/definition.ts';
import { highlights, referencesTo, targetAt } from '../../../../dsl/service/references.ts';
import { prepareRename, rename } from '../../../../dsl/service/rename.ts';
import { applyEdits } from '../../../../dsl/service/rename/paths.ts';
import { textOf } from '../../../../dsl/service/signature.ts';
import { inSpace, marked } from './cursor.ts';

const library = { 'lib.hnas': 'op mine(k: int) { conv(k: k) }\nspace Far {}' };

describe('definition', () => {
  it.each([
    ['a let', 'let ⟦a⟧ = 1\nlet b = |a'],
    ['a name used before it is declared', 'let b = a|\nlet ⟦a⟧ = 1'],
    ['a parameter', 'op f(⟦k⟧: int) { conv(k: |k) }'],
    ['a parameter named at a call', 'op f(⟦k⟧: int) { conv(k: k) }\nop g() { f(|k: 3) }'],
    ['a parameter of a copy', 'block A(⟦k⟧: int) { conv(k: k) }\nblock B = A(|k: 3)'],
    ['a variable', 'block A() { for ⟦s⟧ in [1] { conv(k: |s) } }'],
    ['the round of a repeat', 'block A() { repeat 2 as ⟦i⟧ { conv(k: |i) } }'],
    ['the inner one of two', 'let a = 1\nblock A() {\nlet ⟦a⟧ = 2\nconv(k: |a) }'],
    ['the outer one above an inner', 'let ⟦a⟧ = 1\nblock A() {\nconv(k: |a)\nlet a = 2 }'],
    ['nodes', 'cell C {\ninputs x\nnodes ⟦v⟧[2] { op relu }\noutput |v[1] }'],
    ['an input of a cell', 'cell C {\ninputs ⟦x⟧\nnodes v[2] { from |x } }'],
    ['a space of an experiment', 'space ⟦S⟧ {}\nexperiment E { space: |S }'],
    ['a space of an architecture', 'space ⟦S⟧ {}\narch a of |S = {}'],
    ['itself', 'let ⟦a|⟧ = 1'],
    ['the choice behind a path', `${inSpace('param w = ⟦choice [8, 16]⟧', 'conv(out: w)')}arch a of S = { |w: 8 }`],
  ])('of %s', (_what, source) => {
    const { program, file, cursor, ranges } = marked(source);
    expect(definition(program, file, cursor)).toMatchObject({ file, span: ranges[0] });
  });

  it('in an imported file, of an imported file, and in the operator library', () => {
    const found = (source: string) => {
      const { program, file, cursor } = marked(source, library);
      const at = definition(program, file, cursor);
      return at && [at.file, textOf(program, at.file).slice(at.span.start, at.span.end)];
    };
    expect(found('import "lib.hnas"\nop a() { |mine(k: 3) }')).toEqual(['lib.hnas', 'mine']);
    expect(found('import "l|ib.hnas"')).toEqual(['lib.hnas', '']);
    expect(found('op a() { |conv3x3 }')).toEqual(['prelude.hnas', 'conv3x3']);
    expect(found('op a() { conv3x3(|out: 8) }')).toEqual(['prelude.hnas', 'out']);
  });

  it.each(['let a = ma|x(1, 2)', '|', '// a|', 'let a = unknown|', inSpace('require par|ams < 1M')])(
    'is not there in %j',
    (source) => {
      const { program, file, cursor } = marked(source);
      expect(definition(program, file, cursor)).toBeUndefined();
    },
  );
});

describe('references', () => {
  it.each([
    'let ⟦|a⟧ = 1\nlet b = ⟦a⟧ + ⟦a⟧\nblock B() {\nlet a = 2\nconv(k: a) }',
    'op f(⟦k⟧: int, j: int = ⟦k⟧) { conv(k: ⟦|k⟧) }\nop g(k: int) { f(⟦k⟧: k) }',
    'space ⟦S⟧ {}\narch a of ⟦|S⟧ = {}\nexperiment S { space: ⟦S⟧ }',
  ])('%j', (source) => {
    const { program, file, cursor, ranges } = marked(source);
    const target = targetAt(program, file, cursor);
    expect(target && referencesTo([program], target).map(({ span }) => span)).toEqual(ranges);
    expect(highlights(program, file, cursor).map(({ span }) => span)).toEqual(ranges);
  });

  it('of words of the language are highlighted too', () => {
    const { program, file, cursor, ranges } = marked(
      inSpace('require ⟦par|ams⟧ < 1M\nrequire ⟦params⟧ > 1 and macs > 2'),
    );
    expect(highlights(program, file, cursor).map(({ span }) => span)).toEqual(ranges);
  });

  it('span all programs that see the file, each file once', () => {
    const one = marked('import "lib.hnas"\nop a() { |mine(k: 3) }', library);
    const other = marked('import "lib.hnas"\nop b() { mine(k: 5) >> mine(k: 1) }', library, 'other.hnas');
    const target = targetAt(one.program, one.file, one.cursor);
    const found = target === undefined ? [] : referencesTo([one.program, other.program], target);
    expect(found.map(({ file, declares }) => `${file}${declares ? ' declares' : ''}`)).toEqual([
      'main.hnas',
      'lib.hnas declares',
      'other.hnas',
      'other.hnas',
    ]);
  });
});

describe('rename', () => {
  const renamed = (source: string, name = 'fresh', others: Record<string, string> = {}) => {
    const { program, file, cursor, text } = marked(source, others);
    const result = rename(program, [], file, cursor, name);
    return 'refused' in result
      ? result.refused
      : applyEdits(
          text,
          result.edits.filter((edit) => edit.file === file),
        );
  };

  it.each([
    ['let |a = 1\nlet b = a', 'let fresh = 1\nlet b = fresh'],
    ['op f(k: int) { relu }\nop g() { f(|k: 3) }', 'op f(fresh: int) { relu }\nop g() { f(fresh: 3) }'],
    ['import "lib.hnas"\nop g() { |mine(k: 3) }', 'import "lib.hnas"\nop g() { fresh(k: 3) }'],
  ])('%j', (source, expected) => expect(renamed(source, 'fresh', library)).toBe(expected));

  it('carries the paths and alternatives of architectures along', () => {
    const space = (name: string, block: string): string =>
      inSpace(
        `param ${name} = choice [8, 16]\nblock ${block}() { conv(k: choice [1, 3]) }`,
        `conv(out: ${name}) >> choice [relu, ${block}]`,
      );
    const arch = (name: string, block: string): string =>
      `arch a of S = { ${name}: 8, network.op: ${block}, network.op.${block}.conv.k: 3 }`;
    expect(renamed(space('|w', 'B') + arch('w', 'B'), 'width')).toBe(space('width', 'B') + arch('width', 'B'));
    expect(renamed(space('w', '|B') + arch('w', 'B'), 'Block')).toBe(space('w', 'Block') + arch('w', 'Block'));
  });

  it.each([
    ['op a() { re|lu }', 'fresh', '"relu" belongs to the operator library.'],
    ['op a() { conv(|k: 3) }', 'fresh', '"k" belongs to the operator library.'],
    [inSpace('require par|ams < 1M'), 'fresh', '"params" is a word of the language.'],
    ['let a = 1 |', 'fresh', 'There is no name here.'],
    ['let |a = 1', 'choice', '"choice" is no name: letters, digits and _, and no reserved word.'],
    ['let |a = 1', '3x', '"3x" is no name: letters, digits and _, and no reserved word.'],
    ['let |a = 1\nlet b = 2', 'b', '"b" already names something here.'],
    ['let |a = 1\nblock B(b: int) { conv(k: a) }', 'b', '"b" already names something here.'],
    ['op |a() { relu }', 'relu', '"relu" already names something here.'],
    ['space |A {}\nspace B {}', 'B', 'There is a space "B" already.'],
  ])('is refused in %j to %s: %s', (source, name, why) => expect(renamed(source, name)).toBe(why));

  it('says beforehand what would be renamed', () => {
    const { program, file, cursor, ranges } = marked('let a = 1\nlet b = ⟦|a⟧');
    expect(prepareRename(program, file, cursor)).toEqual({ span: ranges[0], name: 'a' });
  });
});
