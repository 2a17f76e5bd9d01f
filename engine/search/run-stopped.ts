/** What ends a run and is no bug: a part of it cannot be made ready. The message is one sentence; what was evaluated is kept. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
}
