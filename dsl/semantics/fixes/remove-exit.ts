/** An exit that cannot stand where it does, or that nobody would take. */
import { editing, wholeLines, type Fix } from './fix.ts';
import { opToBlock } from './op-to-block.ts';

export const removeExit: Fix = ({ span }, file) => editing('Remove this exit', file, wholeLines(file.text, span), '');

/** An operator may become a block; what stands in an exit cannot move. */
export const moveExit: Fix = (diagnostic, file, program) =>
  [opToBlock(diagnostic, file, program), removeExit(diagnostic, file, program)].flatMap((fix) => fix ?? []);
