/** Which keywords fit a place, with what they insert: `$1` is filled in first, `$0` last. */
interface Keyword {
  readonly word: string;
  readonly insert: string;
}

const body = (head: string): string => `${head} {\n  $0\n}`;
const keyword = (word: string, insert = `${word} $0`): Keyword => ({ word, insert });

const values = [keyword('param', 'param ${1:name} = $0'), keyword('let', 'let ${1:name} = $0')];
const declarations = [
  keyword('cell', 'cell ${1:Name} {\n  inputs ${2:x}\n  $0\n}'),
  keyword('block', body('block ${1:Name}($2)')),
  keyword('op', body('op ${1:name}($2)')),
  keyword('opset', 'opset ${1:Name} = [$0]'),
  ...values,
];

export const keywordsOf: Readonly<Record<string, readonly Keyword[]>> = {
  item: [
    keyword('import', 'import "$0"'),
    keyword(
      'space',
      'space ${1:Name} {\n  input image[${2:3, 32, 32}]\n  output logits[${3:10}]\n\n  network {\n    $0\n  }\n}',
    ),
    ...declarations,
    keyword('arch', 'arch ${1:name} of ${2:Space} = { $0 }'),
    keyword('dataset', 'dataset ${1:Name} = ${2:glyphs} { $0 }'),
    keyword('evaluator', 'evaluator ${1:Name} = ${2:train} { $0 }'),
    keyword('predictor', 'predictor ${1:Name} = ${2:gp}'),
    keyword('hypernetwork', 'hypernetwork ${1:Name} = ${2:ghn} { $0 }'),
    keyword('experiment', body('experiment ${1:Name}')),
  ],
  'space-member': [
    keyword('input', 'input image[${1:3, 32, 32}]'),
    keyword('output', 'output logits[${1:10}]'),
    keyword('network', body('network')),
    keyword('require'),
    ...declarations,
  ],
  'cell-member': [
    keyword('inputs'),
    keyword('nodes', body('nodes ${1:v}[${2:3}]')),
    keyword('output'),
    keyword('require'),
    ...values,
  ],
  'node-member': [keyword('from'), keyword('edge'), keyword('op'), keyword('merge')],
  statement: [
    keyword('repeat', body('repeat $1')),
    keyword('for', body('for ${1:x} in $2')),
    keyword('if', body('if $1')),
    keyword('residual', body('residual')),
    keyword('gate', body('gate')),
    keyword('branches', 'branches ${1:concat} {\n  { $2 }\n  { $0 }\n}'),
    keyword('exit', body('exit')),
    keyword('require'),
    keyword('choice', 'choice [$0]'),
    ...values,
  ],
  step: [keyword('choice', 'choice [$0]'), keyword('if', 'if $1 then $2 else $0')],
  value: [
    keyword('choice', 'choice [$0]'),
    keyword('choose', 'choose ${1:any} of $0'),
    keyword('all'),
    keyword('if', 'if $1 then $2 else $0'),
    keyword('not'),
    keyword('true', 'true'),
    keyword('false', 'false'),
  ],
  'experiment-member': [keyword('maximize'), keyword('minimize'), keyword('require')],
  'after choice': [keyword('weights', 'weights [$0]'), keyword('log', 'log'), keyword('steps')],
  'after choose': [keyword('of'), keyword('with', 'with replacement')],
  'after repeat': [keyword('as')],
  'after residual': [keyword('when')],
  'after for': [keyword('in')],
  'after arch': [keyword('of')],
  'after with': [keyword('replacement', 'replacement')],
  'after if': [keyword('then'), keyword('and'), keyword('or'), keyword('in')],
  'after then': [keyword('else'), keyword('and'), keyword('or'), keyword('in')],
  'after ': [keyword('and'), keyword('or'), keyword('in')],
};
