/** The editor comes first where there are few cores. */
import { constants, setPriority } from 'node:os';

/** Of this process. Where it may not say so, it works all the same. */
export function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not every container lets it.
  }
}
