/** What the engine needs of the Node that runs it, asked before anything is loaded that cannot do without. Node 22.13 is the first that has it. */

/** A sentence where this Node has no SQLite of its own, else undefined. */
export function whyNotThisNode(): string | undefined {
  // Older ones lack the question too.
  const asked: { getBuiltinModule?: (name: string) => unknown } = process;
  if (asked.getBuiltinModule?.('node:sqlite') !== undefined) return undefined;
  return `The engine cannot run on Node ${process.versions.node} (${process.execPath}), which has no SQLite of its own: it needs Node 22.13 or newer, which the setting hypernas.engine.nodePath can name.`;
}
