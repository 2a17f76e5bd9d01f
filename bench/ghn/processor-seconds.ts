/** Times that do not depend on what else the machine does. */

/** The result, and the seconds of the processors that it took, the threads of the runtime included. */
export async function processorSeconds<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1e6];
}
