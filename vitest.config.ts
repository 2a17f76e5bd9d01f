import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Several times what the longest takes alone: the machine may have other work. */
const slow = { pool: 'forks', testTimeout: 900_000, hookTimeout: 900_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // There is no such module outside an editor.
          alias: { vscode: fileURLToPath(new URL('test/support/vscode.ts', import.meta.url)) },
          pool: 'threads',
          // One module graph for all files of a thread: loading the sources afresh for every file cost a quarter of the suite's time.
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        // Two at once: processes and predictors of the engine, which share nothing but the processor.
        test: { name: 'slow', include: ['test/slow/{engine,dsl}/**/*.test.ts'], ...slow, maxWorkers: 2 },
      },
      {
        // One at a time: they bundle into dist, and measure.
        test: {
          name: 'slow-alone',
          include: ['test/slow/**/*.test.ts'],
          exclude: ['test/slow/{engine,dsl}/**'],
          ...slow,
          fileParallelism: false,
        },
      },
      {
        // In a real VS Code in a real browser: test/e2e/README.md.
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/driver/setup.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 60_000, interval: 100 } },
        },
      },
    ],
  },
});
