/** Opening the `web` backend in Node. */
import type { Backend, BackendOptions } from '../backend/backend.ts';
import { webBackend } from './backend.ts';
import { webBinary, webFolder } from './files.ts';
import { defaultThreads, loadWebOrt } from './load.ts';
import type { WebSource } from './load.ts';

function source(): WebSource {
  const folder = webFolder();
  return { folder, binary: () => webBinary(folder) };
}

/** `because`: why the native runtime is not used, to be told with what is. */
export const openWeb = async (options: BackendOptions & { readonly because?: string } = {}): Promise<Backend> =>
  webBackend(source(), { threads: defaultThreads(), ...options });

export const webVersion = async (): Promise<string | undefined> =>
  (await loadWebOrt(defaultThreads(), source())).env.versions.web;
