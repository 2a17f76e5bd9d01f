// The manifest that is shipped: what VS Code reads. How the project is built, and what from, stays behind.

const BEHIND = ['scripts', 'dependencies', 'devDependencies', 'optionalDependencies', 'bin', 'private'];

/** The manifest without scripts, dependencies and the like. */
export const shippedManifest = (manifest) =>
  Object.fromEntries(Object.entries(manifest).filter(([key]) => !BEHIND.includes(key)));
