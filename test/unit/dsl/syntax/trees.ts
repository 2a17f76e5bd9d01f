/** Random trees that the language can express, for round trips through the printer. Spans are all zero. */
import fc from 'fast-check';
import type { Argument, Expr, Item, Name, SourceFile, Statement, Unit } from '../../../../dsl/syntax/ast.ts';

const span = { start: 0, end: 0 };
const words = [
  'a',
  'b1',
  'conv3x3',
  '_x',
  'input',
  'output',
  'edge',
  'op',
  'from',
  'cell',
  'space',
  'last',
  'as',
  'native',
];
const keys = [...words, 'if', 'choice', 'in', 'and', 'steps', 'log', 'weights', 'with', 'true', 'param', 'not'];

const named = (pool: readonly string[]): fc.Arbitrary<Name> => fc.constantFrom(...pool).map((text) => ({ text, span }));
const name = named(words);
const key = named(keys);
const path = fc
  .tuple(
    fc.constantFrom('Cell', 'network', 'if'),
    fc.array(fc.constantFrom('.h[2]', '.edge', '[0]', '#2', '.choice'), { maxLength: 3 }),
  )
  .map(([first, rest]) => ({ text: first + rest.join(''), span }));

const units: (Unit | undefined)[] = [
  undefined,
  undefined,
  'K',
  'M',
  'G',
  'KB',
  'MB',
  'GB',
  'us',
  'ms',
  's',
  'min',
  'h',
  '%',
];
const amount = fc.oneof(fc.nat(1000), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }));
const number = fc.tuple(amount, fc.constantFrom(...units)).map(([value, unit]) => ({
  kind: 'number' as const,
  value: value + 0,
  unit,
  text: `${value + 0}${unit ?? ''}`,
  span,
}));
const string = fc.string({ unit: 'binary', maxLength: 8 }).map((value) => ({ kind: 'string' as const, value, span }));
const reference = name.map(({ text }) => ({ kind: 'name' as const, name: text, span }));

const binaryOperators = ['+', '-', '*', '/', '%', '**', '==', '!=', '<', '<=', '>', '>=', 'and', 'or', 'in'] as const;

interface Trees {
  expr: Expr;
  argument: Argument;
}

const { expr, argument } = fc.letrec<Trees>((tie) => {
  const inner = tie('expr') as fc.Arbitrary<Expr>;
  const args = fc.array(tie('argument') as fc.Arbitrary<Argument>, { maxLength: 3 });
  const entries = fc.array(fc.record({ key: fc.oneof(key, path), value: inner, span: fc.constant(span) }), {
    maxLength: 3,
  });
  const node = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<
    T & { span: typeof span }
  > => fc.record({ ...model, span: fc.constant(span) }) as unknown as fc.Arbitrary<T & { span: typeof span }>;
  const is = <K extends string>(kind: K): fc.Arbitrary<K> => fc.constant(kind);
  const maybe = fc.option(inner, { nil: undefined });
  const compound = [
    node({ kind: is('list'), items: fc.array(inner, { maxLength: 4 }) }),
    node({ kind: is('record'), entries }),
    node({ kind: is('member'), object: inner, member: key }),
    node({ kind: is('index'), object: inner, index: inner }),
    node({ kind: is('call'), callee: inner, args }),
    node({ kind: is('unary'), operator: fc.constantFrom('-' as const, 'not' as const), operand: inner }),
    node({ kind: is('binary'), operator: fc.constantFrom(...binaryOperators), left: inner, right: inner }),
    node({ kind: is('range'), from: inner, to: inner }),
    node({ kind: is('if-expr'), condition: inner, then: inner, else: inner }),
    node({ kind: is('choice'), domain: inner, weights: maybe, log: fc.boolean(), steps: maybe }),
    node({ kind: is('choose'), count: maybe, from: inner, replacement: fc.boolean() }),
    node({ kind: is('all'), of: inner }),
    node({ kind: is('notation'), notation: name, text: string }),
  ];
  const boolean = node({ kind: is('boolean'), value: fc.boolean() });
  return {
    expr: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'expr' },
      reference,
      number,
      string,
      boolean,
      ...compound,
    ) as fc.Arbitrary<Expr>,
    argument: fc.record({ name: fc.option(key, { nil: undefined }), value: inner, span: fc.constant(span) }),
  };
});

export { expr };

/** What may begin a chain: names, calls and decisions. */
const step: fc.Arbitrary<Expr> = fc.oneof(
  reference,
  fc
    .tuple(reference, fc.array(argument, { maxLength: 3 }))
    .map(([callee, args]) => ({ kind: 'call' as const, callee, args, span })),
  expr.map((domain) => ({ kind: 'choice' as const, domain, weights: undefined, log: false, steps: undefined, span })),
  fc
    .tuple(expr, expr, expr)
    .map(([condition, then, otherwise]) => ({ kind: 'if-expr' as const, condition, then, else: otherwise, span })),
);

const bodyOf = (statements: readonly Statement[]) => ({ statements, span });

const { statement } = fc.letrec<{ statement: Statement }>((tie) => {
  const body = fc.array(tie('statement'), { maxLength: 3 }).map(bodyOf);
  const chain = fc
    .tuple(step, fc.array(expr, { maxLength: 2 }))
    .map(([first, rest]) => ({ kind: 'chain' as const, steps: [first, ...rest], span }));
  const made: fc.Arbitrary<Statement>[] = [
    fc
      .tuple(expr, body, fc.option(body, { nil: undefined }))
      .map(([condition, then, otherwise]) => ({ kind: 'if', condition, then, else: otherwise, span })),
    fc
      .tuple(name, expr, body)
      .map(([variable, iterable, inner]) => ({ kind: 'for', variable, iterable, body: inner, span })),
    fc
      .tuple(expr, fc.option(name, { nil: undefined }), body)
      .map(([count, variable, inner]) => ({ kind: 'repeat', count, variable, body: inner, span })),
    fc
      .tuple(fc.constantFrom('add' as const, 'multiply' as const), fc.option(expr, { nil: undefined }), body)
      .map(([combine, condition, inner]) => ({ kind: 'residual', combine, condition, body: inner, span })),
    fc
      .tuple(name, fc.array(body, { maxLength: 3 }))
      .map(([merge, branches]) => ({ kind: 'branches', merge, branches, span })),
    body.map((inner) => ({ kind: 'exit', body: inner, span })),
    expr.map((condition) => ({ kind: 'require', condition, span })),
  ];
  return {
    statement: fc.oneof({ maxDepth: 3, depthIdentifier: 'statement' }, chain, ...made) as fc.Arbitrary<Statement>,
  };
});

const body = fc.array(statement, { maxLength: 4 }).map(bodyOf);
const parameter = fc.record({
  name: key,
  type: fc.option(name, { nil: undefined }),
  default: fc.option(expr, { nil: undefined }),
  span: fc.constant(span),
});
const params = fc.array(parameter, { maxLength: 3 });
const optional = fc.option(expr, { nil: undefined });
const record = expr.map((value) => ({
  kind: 'record' as const,
  entries: [{ key: { text: 'k', span }, value, span }],
  span,
}));
const plain = { doc: undefined, span };

const item: fc.Arbitrary<Item> = fc.oneof<fc.Arbitrary<Item>[]>(
  fc
    .tuple(name, name, optional)
    .map(([declared, type, value]) =>
      value === undefined
        ? { ...plain, kind: 'dataset', name: declared, type, options: undefined }
        : { ...plain, kind: 'param', name: declared, type, value },
    ),
  fc.tuple(name, params, body).map(([declared, list, inner]) => ({
    ...plain,
    kind: 'block',
    name: declared,
    params: list,
    body: inner,
    copyOf: undefined,
  })),
  fc.tuple(name, params, fc.option(body, { nil: undefined })).map(([declared, list, inner]) => ({
    ...plain,
    kind: 'op',
    native: inner === undefined,
    name: declared,
    params: list,
    body: inner,
  })),
  fc.tuple(name, expr, optional, optional, optional, name).map(([declared, count, from, edge, op, merge]) => ({
    ...plain,
    kind: 'cell',
    name: declared,
    params: [],
    copyOf: undefined,
    members: [
      { kind: 'inputs', names: [merge, declared], span },
      { kind: 'nodes', name: merge, count, from, edge, op, merge, span },
      { kind: 'cell-output', value: count, span },
    ],
  })),
  fc.tuple(name, expr, expr, body).map(([declared, size, condition, inner]) => ({
    ...plain,
    kind: 'space',
    name: declared,
    members: [
      { kind: 'input', type: { name: declared, dimensions: [size], span }, span },
      { kind: 'require', condition, span },
      { kind: 'network', body: inner, span },
    ],
  })),
  fc.tuple(name, key, expr, record).map(([declared, field, value, options]) => ({
    ...plain,
    kind: 'experiment',
    name: declared,
    members: [
      { kind: 'objective', direction: 'maximize', value, span },
      { kind: 'field', key: field, value, span },
      { kind: 'section', section: { text: 'search', span }, type: declared, options, span },
    ],
  })),
  fc
    .tuple(name, name, expr)
    .map(([declared, space, value]) => ({ ...plain, kind: 'arch', name: declared, space, value })),
);

export const file: fc.Arbitrary<SourceFile> = fc.array(item, { maxLength: 4 }).map((items) => ({ items, span }));
