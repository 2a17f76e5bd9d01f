import { DeviceLost } from './backend.ts';

/**
 * Does something that opens the device which it computes on; where that is lost meanwhile, once more: a driver that was reset is often back at once.
 * @param release lets go of what is on the lost device, so that it is opened anew
 */
export async function onceMore<T>(action: () => Promise<T>, release: () => Promise<void>): Promise<T> {
  try {
    return await action();
  } catch (problem) {
    if (!(problem instanceof DeviceLost)) throw problem;
    // What is left of a lost device may not be freed any more.
    await release().catch(() => undefined);
    return action();
  }
}
