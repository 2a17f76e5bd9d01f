/** Opens an address in the user's browser, where there is one; the address is printed anyway. */
import { spawn } from 'node:child_process';

export function openBrowser(url: string): void {
  const child = spawn('xdg-open', [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
