/** The heads of declarations as they stand in the text: `conv(k: int = 3, out: int = in.channels)`. */
import { preludeText } from '../prelude/prelude.ts';
import { PRELUDE_FILE, type Program } from '../semantics/program.ts';
import type { Node } from '../syntax/ast.ts';
import type { CallableDeclaration, Declared } from './declarations.ts';

export function textOf(program: Program, file: string): string {
  return file === PRELUDE_FILE ? preludeText : (program.files.get(file)?.text ?? '');
}

export const sourceOf = (program: Program, file: string, { span }: Node): string =>
  textOf(program, file).slice(span.start, span.end);

/** Each parameter on one line. `owner` is the original where the callable is a copy. */
export function parametersOf(program: Program, owner: CallableDeclaration): string[] {
  return owner.node.params.map((parameter) => oneLine(sourceOf(program, owner.file, parameter)));
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Values longer than this are cut. */
const LONGEST = 200;

const cut = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);

/** One line that says what is declared. */
export function headOf(program: Program, declared: Declared, owner?: CallableDeclaration): string {
  const { kind, name, file } = declared;
  switch (kind) {
    case 'op':
    case 'block':
    case 'cell': {
      const parameters = parametersOf(program, owner ?? declared).join(', ');
      const native = kind === 'op' && declared.node.native ? 'native ' : '';
      return `${native}${kind} ${name.text}${parameters === '' ? '' : `(${parameters})`}`;
    }
    case 'parameter':
      return oneLine(sourceOf(program, file, declared.node));
    case 'input':
      return `inputs ${name.text}`;
    case 'nodes':
      return `nodes ${name.text}[${oneLine(sourceOf(program, file, declared.node.count))}]`;
    case 'variable':
      return `${name.text} in ${cut(oneLine(sourceOf(program, file, declared.node)))}`;
    case 'space':
    case 'experiment':
      return `${kind} ${name.text}`;
    case 'arch':
      return `arch ${name.text} of ${declared.node.space.text}`;
    case 'dataset':
    case 'evaluator':
    case 'predictor':
    case 'hypernetwork':
      return `${kind} ${name.text} = ${declared.node.type.text}`;
    default:
      return cut(oneLine(sourceOf(program, file, declared.node)));
  }
}

/** The documentation comment above a declaration. */
export function docOf(declared: Declared): string | undefined {
  return 'doc' in declared.node ? declared.node.doc : undefined;
}
