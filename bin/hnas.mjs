#!/usr/bin/env node
// The command line's entry. Node 22.18+ strips TypeScript types itself, so the sources run as they are.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `hnas needs Node 22.18 or newer, this is ${process.version}. Run it as "npm run -s hnas -- …": the project brings its own Node.`,
  );
  process.exit(2);
}
process.removeAllListeners('warning'); // node:sqlite announces itself as experimental on Node 22 and 24
await import('../engine/cli/main.ts');
