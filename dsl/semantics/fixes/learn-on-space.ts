/** A hypernetwork that learns on networks of another form learns on those that it is asked for; one that has no rule is not asked. */
import { parametersOf } from '../../diagnostics/catalogue.ts';
import { itemsOf } from '../program.ts';
import { removeEntry } from './entries.ts';
import { editing, type Fix } from './fix.ts';

export const learnOnSpace: Fix = (diagnostic, file, program) => {
  const wrong = parametersOf(diagnostic, 'hypernetwork-misfit');
  const found = itemsOf(program, 'hypernetwork', file.file).find(({ item }) => item.name.text === wrong?.name);
  const home = found && program.files.get(found.file);
  const own = found?.item.options?.entries.find(({ key }) => key.text === 'space')?.value;
  // Where it stands at that space itself, the space is what has no rules.
  const isAsked = own?.kind === 'name' && own.name === wrong?.space;
  if (wrong === undefined || home === undefined || own === undefined || isAsked)
    return removeEntry(diagnostic, file, program);
  return editing(`Let "${wrong.name}" learn on "${wrong.space}"`, home, own.span, wrong.space);
};
