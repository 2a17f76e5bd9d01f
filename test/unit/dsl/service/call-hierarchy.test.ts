import { describe, expect, it } from 'vitest';
import { callItemAt, incomingCalls, outgoingCalls, type Call } from '../../../../dsl/service/call-hierarchy.ts';
import { inSpace, marked } from './cursor.ts';

const library = { 'lib.hnas': 'op mine() { relu }\nopset Ops = [mine, tanh]' };
const shown = (calls: readonly Call[]): string[] =>
  calls.map(({ item, uses }) => `${item.kind} ${item.name} ${uses.length}`);

function calls(source: string): { of: string; incoming: string[]; outgoing: string[] } | undefined {
  const { program, file, cursor } = marked(source, library);
  const other = marked('import "lib.hnas"\nblock Far { mine >> mine }', library, 'other.hnas').program;
  const item = callItemAt(program, file, cursor);
  return (
    item && {
      of: `${item.kind} ${item.name}`,
      incoming: shown(incomingCalls([program, other], item)).filter((each) => !/^op (?!mine)/.test(each)),
      outgoing: shown(outgoingCalls(program, item)),
    }
  );
}

const space = inSpace(
  'block B { conv3x3 >> act >> act }\nop act { relu }\ncell C { inputs x\nnodes v[1] { op choice [act, skip] } }',
  'B >> B >> C\nact',
);

describe('call hierarchy', () => {
  it.each<[string, string, ReturnType<typeof calls>]>([
    [
      'a block',
      space.replace('block B', 'block |B'),
      { of: 'block B', incoming: ['space S 2'], outgoing: ['op conv3x3 1', 'op act 2'] },
    ],
    [
      'an operator',
      space.replace('op act {', 'op |act {'),
      { of: 'op act', incoming: ['block B 2', 'cell C 1', 'space S 1'], outgoing: ['op relu 1'] },
    ],
    [
      'a space',
      `${space.replace('space S', 'space |S')}arch a of S = {}\nexperiment E { space: S }`,
      {
        of: 'space S',
        incoming: ['arch a 1', 'experiment E 1'],
        outgoing: [
          'op conv3x3 1',
          'op act 4',
          'op relu 1',
          'op skip 1',
          'block B 2',
          'cell C 1',
          'op global_avgpool 1',
          'op linear 1',
        ],
      },
    ],
    [
      'an imported operator, in all programs',
      'import "lib.hnas"\nblock A { |mine }',
      { of: 'op mine', incoming: ['block A 1', 'opset Ops 1', 'block Far 2'], outgoing: ['op relu 1'] },
    ],
    ['a metric', inSpace('require |params < 1M'), undefined],
  ])('%s', (_name, source, expected) => expect(calls(source)).toEqual(expected));

  it('of an operator of the library: what it comes down to, and who uses it there', () => {
    const item = (name: string) => {
      const { program, file, cursor } = marked(inSpace('', `|${name}`));
      const found = callItemAt(program, file, cursor);
      if (found === undefined) throw new Error(`${name} is an operator`);
      return { program, found };
    };
    const { program, found } = item('conv3x3');
    expect(shown(outgoingCalls(program, found))).toEqual(['op conv 1']);
    expect(shown(incomingCalls([program], item('conv').found))).toContain('op conv3x3 1');
  });
});
