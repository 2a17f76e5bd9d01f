// Opens the extension in a real VS Code in the browser: npm run ide -- --help. The work is in scripts/ide/.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`ide: this is Node ${process.version}; start it as "npm run ide", which takes the project's own Node.`);
  process.exit(2);
}
const { main } = await import('./ide/main.ts');
process.exitCode = await main(process.argv.slice(2));
