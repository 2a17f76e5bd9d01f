/** The browser that the tests drive: the system's Chromium, with nothing that asks for the network. */
import { chromium, type Browser } from 'playwright-core';
import { findChromium } from './needs.ts';

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** It may fail to start on a machine that is busy: it is tried three times. */
export async function launch(tries = 3): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium');
  try {
    return await chromium.launch({ executablePath, args: browserArguments, timeout: 60_000 });
  } catch (error) {
    if (tries === 1) throw error;
    return launch(tries - 1);
  }
}
