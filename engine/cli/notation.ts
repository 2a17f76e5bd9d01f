/** `--notation NAME` on the command line. */
import { isNotationName, notationNames, type NotationName } from '../../dsl/space/notations/notation-name.ts';
import { usage } from './failure.ts';

export function notationOf(name: string | undefined): NotationName | undefined {
  if (name === undefined || isNotationName(name)) return name;
  throw usage(`there is no notation "${name}"; there are ${notationNames.join(', ')}`);
}
